import type { Outcome } from './model.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Waits before the second, third ... attempt, in milliseconds: quick at first, four days and 22 hours in all. */
export const waits: readonly number[] = [
  minute,
  5 * minute,
  15 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  day,
  day,
  day,
]

/** The longest that a receiver can put us off with Retry-After: one that says "in 2099" must not keep a delivery alive for ever. */
const longestPutOff = 5 * day

/** Beyond so many, attempts that failed for a fault of ours do not count: there is one every three hours, and the receiver keeps his days. */
const countedOfOurs = 4

/** Who says he is gone is asked once more after this time. */
const secondThoughts = hour

export type Step = {
  readonly state: 'due' | 'delivered' | 'refused' | 'gone' | 'dead'
  readonly notBefore: number
  /** The receiver seems gone from now on (`true`), or is there (`false`); absent: the attempt says neither. */
  readonly doubted?: boolean
  /** So many attempts count as made from now on; absent: one more than before. */
  readonly attempts?: number
  /** Nothing more is to be sent to the subscription: its receiver is gone, or has failed for five days. */
  readonly halts?: 'stopped' | 'paused'
}

/**
 * The whole retry policy: what becomes of a delivery that is due, after one more attempt.
 * `attempts`: those before this one. `now` in milliseconds since the epoch. `chance` in [0, 1) spreads the wait by 20 % each way, so
 * that a server that comes back is not met by everyone at once. A time that the receiver named is never undercut.
 * `doubted`: the receiver said before that it is gone, and has taken nothing since; `true` also where nobody could be asked twice.
 */
export function afterAttempt(attempts: number, outcome: Outcome, now: number, chance: number, doubted: boolean): Step {
  const after = (wait: number) => Math.round(now + wait * (0.8 + 0.4 * chance))
  if (outcome.kind === 'delivered') return { state: 'delivered', notBefore: now, doubted: false }
  if (outcome.kind === 'refused') return { state: 'refused', notBefore: now }
  if (outcome.kind === 'gone' && doubted) return { state: 'gone', notBefore: now, halts: 'stopped' }
  // A receiver that takes other messages is never doubted for long: its refusals of this one must end all the same.
  if (outcome.kind === 'gone' && attempts >= waits.length) return { state: 'gone', notBefore: now, halts: 'paused' }
  if (outcome.kind === 'gone') return { state: 'due', notBefore: after(secondThoughts), doubted: true }
  const { ours } = outcome
  const wait = waits[ours ? Math.min(attempts, countedOfOurs) : attempts]
  if (wait === undefined) return { state: 'dead', notBefore: now, halts: 'paused' }
  const named = Math.min(outcome.notBefore ?? 0, now + longestPutOff)
  const next = { state: 'due' as const, notBefore: Math.max(after(wait), named) }
  return ours && attempts >= countedOfOurs ? { ...next, attempts } : next
}
