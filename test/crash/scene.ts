import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { atOnce, type Timing, type Wishes } from '../../src/core/wishes.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { newWorld, page, type World } from '../e2e/world.ts'
import { type Arrival, arrivalOfMail, newReceivers, type Receivers } from './arrivals.ts'

/** Somebody who is told. */
export type Person = {
  readonly name: string
  readonly arrivals: () => readonly Arrival[]
  /** By source: the commit up to which all was told before he came; `null` where nothing was. */
  readonly since: ReadonlyMap<string, string | null>
  /** How much may have come to him who left. */
  left: number | null
}

/** One installation whose program is killed and started again, with those it tells. */
export type Scene = {
  readonly world: World
  readonly receivers: Receivers
  readonly people: Person[]
  /** By how much the clock of the program is ahead of ours, in milliseconds. */
  ahead: number
  readonly now: () => number
  /** A new version of a page: an address more, or the oldest less. `back`: it is again as it was, if an address had come last. */
  readonly change: (source: string, back?: boolean) => void
  /** What a page lists now. */
  readonly listed: (source: string) => readonly string[]
  /** For `world.cli` and `world.start`: the killer with the clock, and where it strikes. */
  readonly env: (kill?: { readonly step: string; readonly nth: number }) => Record<string, string>
  /** The steps that the last process reached. */
  readonly steps: () => readonly string[]
  readonly withStore: <T>(work: (store: Store) => T) => T
  readonly subscribe: (name: string, channel: 'mail' | 'hook', timing?: Partial<Timing>) => void
  /** `under`: how many messages may be under way to him at that moment. */
  readonly leave: (name: string, under?: number) => void
  readonly close: () => Promise<void>
}

const killer = new URL('./killer.ts', import.meta.url).href
const base = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.skyhost.net`)
const mostExtra = 4
const everything: Wishes['filter'] = { sources: [], kinds: ['added', 'removed'], addresses: [] }

/** `fixed`: names of the configuration's own subscriptions, to webhooks. `more`: further configuration. */
export async function newScene(
  sources: readonly string[],
  fixed: readonly string[],
  more: object = {},
): Promise<Scene> {
  const world = await newWorld()
  const receivers = await newReceivers()
  const versions = new Map(sources.map((id) => [id, { count: 0, extra: [] as string[], grew: false }]))
  const stepsFile = join(world.dir, 'steps')
  world.configure({
    sources: sources.map((id) => ({
      ...{ id, kind: 'learn-page', title: `The ${id}`, page: `https://learn.example.com/${id}` },
      url: `${world.base}/${id}.md`,
    })),
    subscriptions: fixed.map((name) => ({ name, channel: 'hook', to: receivers.url(name) })),
    ...more,
  })
  for (const id of sources) world.pages.set(`/${id}.md`, page(base))

  /** No address comes twice or goes twice: so each is one fact. */
  function change(id: string, back = false): void {
    const version = versions.get(id)
    if (version === undefined) throw new Error(`no source is called ${id}`)
    const { extra } = version
    const grows = !(back && version.grew) && extra.length < mostExtra
    if (grows) extra.push(`${id}-${++version.count}.skyhost.net`)
    else if (back && version.grew) extra.pop()
    else extra.shift()
    version.grew = grows
    world.pages.set(`/${id}.md`, page([...base.slice(0, 3), ...extra, ...base.slice(3)]))
  }

  function withStore<T>(work: (store: Store) => T): T {
    const store = openStore(join(world.dir, 'data', 'endpoint-drift.sqlite'))
    try {
      return work(store)
    } finally {
      store.close()
    }
  }

  const scene: Scene = {
    ...{ world, receivers, people: [], ahead: 0, withStore },
    now: () => Date.now() + scene.ahead,
    change,
    listed: (id) => [...base, ...(versions.get(id)?.extra ?? [])].sort(),
    env: (kill) => {
      rmSync(stepsFile, { force: true })
      return {
        ...{ NODE_OPTIONS: `--import ${killer}`, CLOCK_AHEAD: String(scene.ahead), STEPS_FILE: stepsFile },
        ...(kill && { KILL_STEP: kill.step, KILL_NTH: String(kill.nth) }),
      }
    },
    steps: () => (existsSync(stepsFile) ? readFileSync(stepsFile, 'utf8').trim().split('\n') : []),
    subscribe: (name, channel, timing = {}) => {
      const to = channel === 'mail' ? `${name}@example.org` : receivers.url(name)
      const now = scene.now()
      scene.people.push(
        withStore((store) => {
          const since = new Map(sources.map((id) => [id, store.mark(id)?.commit ?? null]))
          const wishes = { filter: everything, reminders: [], timing: { ...atOnce, ...timing } }
          const times = { createdAt: now, changedAt: now, confirmedAt: now, expiresAt: null }
          const rest = { label: null, origin: 'person', state: 'active', secrets: [], generation: 1 } as const
          store.subscribe([{ id: `_${name}`, channel, to, wishes, ...rest, ...times }], [], now)
          return { name: `_${name}`, arrivals: channel === 'mail' ? mailsTo(to) : hooksTo(name), since, left: null }
        }),
      )
    },
    leave: (name, under = 0) => {
      const person = scene.people.find((one) => one.name === `_${name}`)
      if (person === undefined) throw new Error(`nobody is called ${name}`)
      withStore((store) => store.leave(person.name, 'left', scene.now()))
      person.left = person.arrivals().length + under
    },
    close: async () => {
      await receivers.close()
      await world.close()
    },
  }

  const mailsTo = (to: string) => () =>
    world.mails.filter((mail) => mail.to?.some(({ address }) => address === to)).map(arrivalOfMail)
  const hooksTo = (name: string) => () => receivers.arrivals(name)
  const before = new Map(sources.map((id) => [id, null]))
  for (const name of fixed) scene.people.push({ name, arrivals: hooksTo(name), since: before, left: null })
  return scene
}
