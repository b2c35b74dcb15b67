import type { Step } from '../../src/steps.ts'
import type { Random } from '../fuzz/random.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How one life of the program ends: some milliseconds after its start, or at a step, reached for the n-th time. */
export type Ending =
  | { readonly kind: 'time'; readonly after: number }
  | { readonly kind: 'step'; readonly step: Step; readonly nth: number }

/** What happens to the world before a life, and (`later`: milliseconds) during it. */
export type Deed =
  | { readonly kind: 'change'; readonly source: number; readonly back: boolean; readonly later: number | null }
  | { readonly kind: 'join'; readonly by: 'mail' | 'hook'; readonly when: 'at-once' | 'daily' | 'weekly' }
  /** `who` counts through the people there are. */
  | { readonly kind: 'leave'; readonly who: number; readonly later: number | null }
  | { readonly kind: 'halt' | 'resume'; readonly who: number }
  | { readonly kind: 'answer'; readonly who: number; readonly status: number }

export type Life = {
  /** How far the clock moves on before it, in milliseconds; back where negative. */
  readonly passes: number
  readonly deeds: readonly Deed[]
  readonly ending: Ending
}

const steps: readonly [Step, ...Step[]] = [
  ...(['fetched', 'snapshot-written', 'committing', 'committed', 'publishing', 'published'] as const),
  ...(['gathering', 'sending', 'sent', 'recording', 'recorded'] as const),
]

/** Long enough for a life to begin, look around and tell. */
const longest = 1_600

export function planLife(random: Random): Life {
  const deeds = Array.from({ length: 1 + random.below(4) }, () => planDeed(random))
  const ending = planEnding(random)
  // Most steps are reached only where something changed.
  const first: Deed = { kind: 'change', source: random.below(1_000), back: random.chance(0.3), later: null }
  if (ending.kind === 'time') return { passes: passes(random), deeds, ending }
  // Digests are gathered after a night.
  return { passes: ending.step === 'gathering' ? day : passes(random), deeds: [first, ...deeds], ending }
}

/** Mostly on, by what brings retries and digests; now and then somebody puts the clock back. */
function passes(random: Random): number {
  if (random.chance(0.1)) return -random.below(2 * hour)
  return random.chance(0.5) ? random.below(10 * minute) : random.below(12 * hour)
}

function planEnding(random: Random): Ending {
  if (random.chance(0.5)) return { kind: 'time', after: random.below(longest) }
  return { kind: 'step', step: random.pick(steps), nth: 1 + random.below(random.chance(0.7) ? 1 : 4) }
}

function planDeed(random: Random): Deed {
  const later = random.chance(0.5) ? random.below(longest) : null
  const who = random.below(1_000)
  const dice = random.next()
  if (dice < 0.55) return { kind: 'change', source: random.below(1_000), back: random.chance(0.3), later }
  if (dice < 0.65)
    return { kind: 'join', by: random.pick(['mail', 'hook']), when: random.pick(['at-once', 'daily', 'weekly']) }
  if (dice < 0.72) return { kind: 'leave', who, later }
  if (dice < 0.78) return { kind: 'halt', who }
  if (dice < 0.86) return { kind: 'resume', who }
  return { kind: 'answer', who, status: random.pick([204, 204, 503, 429, 410]) }
}
