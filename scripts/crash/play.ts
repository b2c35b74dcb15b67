import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Person, Scene } from '../../test/crash/scene.ts'
import type { Deed, Ending, Life } from './plan.ts'

/** A step that is not reached ends the life all the same, after this many milliseconds. */
const patience = 2_500
const mostPeople = 8
const hour = 3_600_000

/** Where the program was killed: a step by its name, or the last one before a random time. */
export type Death = { readonly at: string; readonly named: boolean }

export type Game = {
  readonly scene: Scene
  readonly sources: readonly string[]
  /** How many came in all: each has a name of his own. */
  joined: number
}

/** One life of the worker, killed as planned. */
export async function playLife(game: Game, { passes, deeds, ending }: Life): Promise<Death> {
  const { scene } = game
  scene.ahead += passes
  for (const deed of deeds.filter((one) => !isLater(one))) act(game, deed, false)
  const child = scene.world.start(['run'], scene.env(ending.kind === 'step' ? ending : undefined))
  child.stdout?.resume()
  child.stderr?.resume()
  const over = once(child, 'exit')
  const timers = deeds.filter(isLater).map((deed) => setTimeout(() => act(game, deed, true), deed.later))
  const timer = setTimeout(() => child.kill('SIGKILL'), ending.kind === 'time' ? ending.after : patience)
  const [code, signal] = await over
  for (const one of [timer, ...timers]) clearTimeout(one)
  if (signal !== 'SIGKILL') throw new Error(`the program ended by itself: ${code}`)
  return deathOf(scene, ending)
}

function deathOf(scene: Scene, ending: Ending): Death {
  const steps = scene.steps()
  const named = ending.kind === 'step' && steps.filter((step) => step === ending.step).length >= ending.nth
  return { at: named ? ending.step : (steps.at(-1) ?? 'start'), named }
}

function isLater(deed: Deed): deed is Deed & { readonly later: number } {
  return 'later' in deed && deed.later !== null
}

/** `alive`: the program runs meanwhile, and may have a message under way. */
function act(game: Game, deed: Deed, alive: boolean): void {
  const { scene, sources } = game
  if (deed.kind === 'change') {
    scene.change(sources[deed.source % sources.length] ?? '', deed.back)
    return
  }
  if (deed.kind === 'join') {
    if (here(scene).length >= mostPeople) return
    game.joined += 1
    scene.subscribe(`p${game.joined}`, deed.by, { when: deed.when, at: '07:00' })
    return
  }
  const people = here(scene)
  const person = people[deed.who % people.length]
  if (person !== undefined) actOn(scene, person, deed, alive)
}

function here({ people }: Scene): Person[] {
  return people.filter(({ left }) => left === null)
}

function actOn(scene: Scene, { name }: Person, deed: Exclude<Deed, { kind: 'change' | 'join' }>, alive: boolean): void {
  const now = scene.now()
  if (deed.kind === 'answer') scene.receivers.answers.set(name.replace('_', ''), deed.status)
  // Those of the configuration do not leave: they have no row.
  if (deed.kind === 'leave' && name.startsWith('_')) scene.leave(name.slice(1), alive ? 1 : 0)
  if (deed.kind === 'halt')
    scene.withStore((store) => store.halt(name, { kind: 'paused', by: 'operator', why: 'a test', at: now }))
  if (deed.kind === 'resume') scene.withStore((store) => store.resume(name, now, now))
}

/** Every receiver takes everything again, nobody is halted, and the clock goes on until nothing is owed. */
export async function endWell({ scene }: Game): Promise<boolean> {
  const { receivers, world } = scene
  receivers.answers.clear()
  scene.withStore((store) => {
    for (const name of store.halted().keys()) store.resume(name, scene.now(), scene.now())
  })
  for (let round = 0; round < 40; round++) {
    await world.cli(['check'], scene.env())
    const next = scene.withStore((store) => [store.nextDue(), store.nextKept()].filter((time) => time !== null))
    if (next.length === 0) return true
    scene.ahead += Math.max(0, Math.min(...next) - scene.now()) + hour
    // The next process must not find the last one's lock on its way out.
    await sleep(0)
  }
  return false
}
