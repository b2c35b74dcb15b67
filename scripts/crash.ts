import { parseArgs } from 'node:util'
import { compare } from '../test/crash/compare.ts'
import { newScene, type Scene } from '../test/crash/scene.ts'
import { planLife } from './crash/plan.ts'
import { type Death, endWell, type Game, playLife } from './crash/play.ts'
import { randomFrom } from './fuzz/random.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    /** Plans every life and death; when exactly a thing happens hangs on the machine all the same. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
  },
})

const sources = ['lake', 'river', 'sea']
/** Every second, so that a page that changes while the program runs is seen in that life. */
const often = { schedule: '* * * * * *', jitter: 0 }

/** Starts the worker and kills it, again and again, and says at the end whether anything was lost or invented. */
async function main(): Promise<void> {
  const [runs, seed] = [Number(values.runs), Number(values.seed)]
  console.log(`crash: seed ${seed}, ${runs} runs`)
  const began = performance.now()
  const scene = await newScene(sources, ['robot', 'team'], often)
  try {
    const game: Game = { scene, sources, joined: 0 }
    await scene.world.cli(['check'], scene.env())
    const deaths: Death[] = []
    for (let n = 0; n < runs; n++) {
      const random = randomFrom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b))
      deaths.push(await playLife(game, planLife(random)))
      if (process.stderr.isTTY) process.stderr.write(`\r${n + 1} of ${runs}`)
    }
    const differences = await outcome(game, deaths)
    console.log(`crash: ${((performance.now() - began) / 1000).toFixed(0)} s`)
    for (const one of differences) console.log(`  ${one}`)
    console.log(differences.length === 0 ? 'crash: nothing was lost or invented' : 'crash: the above is wrong')
    process.exitCode = differences.length === 0 ? 0 : 1
  } finally {
    await scene.close()
  }
}

async function outcome(game: Game, deaths: readonly Death[]): Promise<string[]> {
  const { scene } = game
  const quiet = await endWell(game)
  const { differences, commits, messages, repeats } = await compare(scene, sources, deaths.length)
  const named = deaths.filter((death) => death.named)
  console.log(`crash: killed ${deaths.length} times`)
  console.log(`  at a named step ${named.length}: ${tally(named)}`)
  console.log(`  at a random time, after ${tally(deaths.filter((death) => !death.named))}`)
  console.log(
    `crash: ${commits - sources.length} changes, ${scene.people.length} subscriptions (${game.joined} joined)`,
  )
  console.log(`crash: ${messages} messages, ${repeats} repeats, ${refusals(scene)} attempts that receivers refused`)
  return [...differences, ...(quiet ? [] : ['it does not come to rest']), ...(await flawsOfGit(scene))]
}

function refusals({ people }: Scene): number {
  return people.reduce((sum, { arrivals }) => sum + arrivals().filter(({ taken }) => !taken).length, 0)
}

async function flawsOfGit({ world }: Scene): Promise<string[]> {
  const status = await world.git('status', '--porcelain')
  const checked = await world.git('fsck', '--strict').then(
    () => '',
    (error: unknown) => String(error),
  )
  return [...(status === '' ? [] : [`git is not clean: ${status}`]), ...(checked === '' ? [] : [checked])]
}

function tally(deaths: readonly Death[]): string {
  const counts = Map.groupBy(deaths, ({ at }) => at)
  return [...counts]
    .map(([at, all]) => `${at} ${all.length}`)
    .sort()
    .join(', ')
}

await main()
