import { ago, dayText } from './ago.ts'

/** A source as the configuration has it. */
export type Watched = {
  readonly id: string
  readonly title: string
  readonly page: string
  readonly retired: { readonly since?: string; readonly successor?: string; readonly note?: string } | null
}

/** What is known of a source; times in milliseconds since the epoch. What is not known yet is left out or `null`. */
export type KnownFacts = {
  readonly record?:
    | {
        readonly verifiedAt: number | null
        readonly changedAt: number | null
        readonly failures: number
        readonly notBefore: number | null
      }
    | undefined
  readonly held?: { readonly since: number; readonly reasons: readonly string[] } | undefined
  /** When its last change set was seen: a change that a person committed counts as well. */
  readonly lastSeenAt?: number | undefined
}

/** How far a source can be relied on now. `stale` goes before `held`: whoever is held may yet be asked in vain. */
export type Freshness = {
  readonly source: string
  readonly title: string
  readonly page: string
  readonly state: 'fresh' | 'stale' | 'held' | 'retired' | 'never checked'
  /** Last time the source answered and was understood. */
  readonly verifiedAt: number | null
  readonly changedAt: number | null
  /** Failed checks in a row, and when it is asked again. */
  readonly failures: number
  readonly notBefore: number | null
  readonly held: { readonly since: number; readonly reasons: readonly string[] } | null
  /** For people: `last verified 40 minutes ago, unchanged since 3 May`. */
  readonly text: string
}

const day = 86_400_000

/** `stale`: milliseconds after which a source that was not verified is not relied on any more. */
export function freshnessOf(
  { id, title, page, retired }: Watched,
  { record, held, lastSeenAt }: KnownFacts,
  stale: number,
  now: number,
): Freshness {
  const verifiedAt = record?.verifiedAt ?? null
  const changes = [record?.changedAt, lastSeenAt].filter((time) => typeof time === 'number')
  const changedAt = changes.length === 0 ? null : Math.max(...changes)
  const state = retired !== null ? 'retired' : stateOf(verifiedAt, held !== undefined, stale, now)
  return {
    ...{ source: id, title, page, state, verifiedAt, changedAt },
    failures: record?.failures ?? 0,
    notBefore: record?.notBefore ?? null,
    held: held === undefined ? null : { since: held.since, reasons: held.reasons },
    text: retired === null ? watchedText(verifiedAt, changedAt, held !== undefined, now) : retiredText(retired),
  }
}

function stateOf(verifiedAt: number | null, held: boolean, stale: number, now: number): Freshness['state'] {
  if (verifiedAt === null) return held ? 'held' : 'never checked'
  if (now - verifiedAt > stale) return 'stale'
  return held ? 'held' : 'fresh'
}

function watchedText(verifiedAt: number | null, changedAt: number | null, held: boolean, now: number): string {
  if (verifiedAt === null) return held ? 'its first reading is held' : 'not read yet'
  return `last verified ${ago(verifiedAt, now)}, ${changeText(changedAt, now)}`
}

function changeText(changedAt: number | null, now: number): string {
  if (changedAt === null) return 'no change seen yet'
  return now - changedAt < day ? `changed ${ago(changedAt, now)}` : `unchanged since ${dayText(changedAt, now)}`
}

function retiredText({ since, successor }: NonNullable<Watched['retired']>): string {
  return [since === undefined ? 'history only' : `since ${since}, history only`, successor && `see ${successor}`]
    .filter(Boolean)
    .join('; ')
}
