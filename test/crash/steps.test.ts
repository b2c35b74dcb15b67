import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Step } from '../../src/steps.ts'
import { long } from '../long.ts'
import { compare } from './compare.ts'
import { newScene, type Scene } from './scene.ts'

const day = 86_400_000
const sources = ['lake', 'river']

/**
 * Every named step, and the times it is reached at which the program dies: two sources change, a digest is made up, and five are told.
 * A plain run takes the first of each, a long one all.
 */
const points: Readonly<Record<Step, readonly number[]>> = {
  fetched: [1, 2],
  'snapshot-written': [2, 1],
  committing: [1, 2],
  committed: [2, 1],
  publishing: [1, 2],
  published: [1, 2],
  gathering: [1, 2],
  sending: [3, 1, 2],
  sent: [1, 2, 3],
  recording: [1, 2, 3],
  recorded: [2, 1, 3],
}

let scene: Scene
beforeEach(async () => {
  scene = await newScene(sources, ['robot'])
})
afterEach(() => scene.close())

/** Half of those who stay are told at once, by mail and webhook; two get digests, one is halted in every other round. */
async function begin(): Promise<void> {
  await scene.world.cli(['check'], scene.env())
  scene.subscribe('anna', 'mail')
  scene.subscribe('bert', 'mail', { when: 'daily', at: '06:00' })
  scene.subscribe('carl', 'hook', { when: 'daily', at: '18:00' })
  scene.subscribe('halted', 'hook')
}

function toggleHalt(isHalted: boolean): void {
  const halt = { kind: 'paused', by: 'operator', why: 'a test', at: scene.now() } as const
  scene.withStore((store) => {
    if (isHalted) store.resume('_halted', scene.now(), scene.now())
    else store.halt('_halted', halt)
  })
}

/** One who comes before each death leaves after it, whatever is on its way to him. */
async function dieAt(step: Step, nth: number, round: number): Promise<void> {
  const name = `guest-${round}`
  scene.subscribe(name, round % 2 === 0 ? 'mail' : 'hook')
  for (const source of sources) scene.change(source, round % 4 === 3)
  scene.ahead += day
  const { code } = await scene.world.cli(['check'], scene.env({ step, nth }))
  expect(`${step}: ${code}, ${scene.steps().filter((one) => one === step).length}`).toBe(`${step}: -1, ${nth}`)
  scene.leave(name)
  toggleHalt(round % 2 === 1)
  await scene.world.cli(['check'], scene.env())
}

test('the program dies at each named step: each is told exactly what happened, and a repeat has the id of the first', async () => {
  await begin()
  const plan = Object.entries(points).flatMap(([step, times]) =>
    (long ? times : times.slice(0, 1)).map((nth) => ({ step: step as Step, nth })),
  )
  for (const [round, { step, nth }] of plan.entries()) await dieAt(step, nth, round)
  if (plan.length % 2 === 1) toggleHalt(true)
  scene.ahead += 2 * day
  await scene.world.cli(['check'], scene.env())
  const { differences, commits, messages, repeats } = await compare(scene, sources, plan.length)
  console.log({ commits, messages, repeats, kills: plan.length })
  expect(differences).toEqual([])
  expect(commits).toBe(2 * (plan.length + 1))
  expect(scene.withStore((store) => [store.nextDue(), store.nextKept()])).toEqual([null, null])
  expect(await scene.world.git('status', '--porcelain')).toBe('')
  await scene.world.git('fsck', '--strict')
}, 180_000)
