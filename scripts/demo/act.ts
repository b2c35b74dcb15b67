import type { SourceText } from './config.ts'
import { heading } from './paper.ts'
import { runStep, type Step, type Tally } from './step.ts'
import { openWorld, type World } from './world.ts'

export type Act = {
  readonly title: string
  /** Name of its folder. */
  readonly folder: string
  /** What it watches. `base`: where the demo's server listens. */
  readonly sources: (base: string) => readonly SourceText[]
  readonly steps: readonly Step[]
}

export type Played = Pick<World, 'folder' | 'config' | 'snapshots'> & {
  readonly act: Act
  readonly tallies: readonly Tally[]
  /** The first commit that holds every list; all changes come later. */
  readonly baseline: string
}

/** Plays an act in a folder of its own, and ends its servers whatever happens. */
export async function playAct(act: Act, folder: string, signal: AbortSignal): Promise<Played> {
  heading(act.title)
  const world = await openWorld(folder, act.sources, signal)
  const { config, snapshots } = world
  try {
    const tallies: Tally[] = []
    for (const [index, step] of act.steps.entries()) tallies.push(await runStep(index + 1, step, world))
    const { stdout } = await world.git(['log', '--reverse', '--format=%h'])
    const baseline = stdout.split('\n')[act.sources('').length - 1] ?? ''
    return { act, folder, config, snapshots, tallies, baseline }
  } finally {
    await world.close()
  }
}
