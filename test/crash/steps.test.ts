import { expect, type TestContext, test } from 'vitest'
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
type Point = { readonly step: string; readonly nth: number }
const plan: readonly Point[] = Object.entries(points).flatMap(([step, times]) =>
  (long ? times : times.slice(0, 1)).map((nth) => ({ step, nth })),
)

/** With a first reading. Of those who stay some are told at once and some get digests, by mail and by webhook. */
async function begin({ onTestFinished }: TestContext): Promise<Scene> {
  const scene = await newScene(sources, ['robot'])
  onTestFinished(() => scene.close())
  await scene.world.cli(['check'], scene.env())
  scene.subscribe('anna', 'mail')
  scene.subscribe('bert', 'mail', { when: 'daily', at: '06:00' })
  scene.subscribe('carl', 'hook', { when: 'daily', at: '18:00' })
  scene.subscribe('halted', 'hook')
  return scene
}

function toggleHalt(scene: Scene, isHalted: boolean): void {
  const halt = { kind: 'paused', by: 'operator', why: 'a test', at: scene.now() } as const
  scene.withStore((store) => {
    if (isHalted) store.resume('_halted', scene.now(), scene.now())
    else store.halt('_halted', halt)
  })
}

async function dieAt(scene: Scene, { step, nth }: Point): Promise<void> {
  const { code } = await scene.world.cli(['check'], scene.env({ step, nth }))
  const times = scene.steps().filter((one) => one === step).length
  expect(`${step}: ${code}, ${times}`).toBe(`${step}: -1, ${nth}`)
}

/** A day later, when the digests of the last round are due. One who came before the death leaves after it, whatever he is owed. */
async function playRound(scene: Scene, point: Point, round: number): Promise<void> {
  const guest = `guest-${round}`
  scene.subscribe(guest, round % 2 === 0 ? 'mail' : 'hook')
  for (const source of sources) scene.change(source)
  scene.ahead += day
  await dieAt(scene, point)
  scene.leave(guest)
  toggleHalt(scene, round % 2 === 1)
  await scene.world.cli(['check'], scene.env())
}

/** With nobody halted, and when the last digests are due. */
async function expectAllWell(scene: Scene, kills: number, commits: number): Promise<void> {
  scene.ahead += 2 * day
  await scene.world.cli(['check'], scene.env())
  const compared = await compare(scene, sources, kills)
  expect(compared.differences).toEqual([])
  expect(compared.commits).toBe(commits)
  expect(scene.withStore((store) => [store.nextDue(), store.nextKept()])).toEqual([null, null])
  expect(await scene.world.git('status', '--porcelain')).toBe('')
  await scene.world.git('fsck', '--strict')
}

/** Most of the time goes into starting the program: two installations side by side. */
test.concurrent.for([0, 1])(
  'the program dies at each named step: each is told exactly what happened, a repeat has the id of the first (half %i)',
  { timeout: 180_000 },
  async (half, context) => {
    const scene = await begin(context)
    const points = plan.filter((_, i) => i % 2 === half)
    for (const [round, point] of points.entries()) await playRound(scene, point, round)
    if (points.length % 2 === 1) toggleHalt(scene, true)
    await expectAllWell(scene, points.length, 2 * (points.length + 1))
  },
)

test.concurrent('a page that is as it was before the death is told as two changes', async (context) => {
  const scene = await begin(context)
  const steps: readonly Step[] = long ? ['committed', 'publishing', 'published', 'sent'] : ['committed', 'published']
  for (const step of steps) {
    scene.change('lake')
    await dieAt(scene, { step, nth: 1 })
    scene.change('lake', true)
    await scene.world.cli(['check'], scene.env())
  }
  await expectAllWell(scene, steps.length, 2 + 2 * steps.length)
}, 180_000)
