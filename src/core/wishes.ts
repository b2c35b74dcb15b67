import type { Filter } from './filter.ts'

/** A local time of the day, `HH:MM`. */
export type Clock = string

/** When a subscription is told. */
export type Timing = {
  /** Each change set as it is published, or all of a day or a week in one message. */
  readonly when: 'at-once' | 'daily' | 'weekly'
  /** Local time at which digests are made up. */
  readonly at: Clock
  /** Day of a weekly digest: 1 is Monday, 7 is Sunday. */
  readonly weekday: number
  /** IANA time zone in which all of these are meant: `Europe/Berlin`. */
  readonly zone: string
  /** Local times between which nothing is sent; `from` may lie after `to`, and the night between is meant. `null`: none. */
  readonly quiet: { readonly from: Clock; readonly to: Clock } | null
}

/** What a subscriber asked for. */
export type Wishes = {
  readonly filter: Filter
  /** Days before an effective date on which to be reminded, most first; empty: never. */
  readonly reminders: readonly number[]
  readonly timing: Timing
}

/** What holds for a subscription that says nothing of it. */
export const atOnce: Timing = { when: 'at-once', at: '08:00', weekday: 1, zone: 'UTC', quiet: null }
