import { diffEntries } from './diff.ts'
import type { Entry, Reading } from './model.ts'

/** Limits of one source. Shares are of the entries of the last good snapshot, 0 to 1. */
export type GateLimits = {
  /** A reading that lost at least this share of the entries is held. */
  readonly maxLost: number
  /** A reading with fewer entries is held. */
  readonly minEntries: number
  /** A reading with this many complaints more than the last one is held. */
  readonly maxNewComplaints: number
}

export type Verdict = { readonly kind: 'pass' } | { readonly kind: 'hold'; readonly reasons: readonly string[] }

export type Candidate = {
  readonly reading: Reading
  /** Complaints of the last reading that passed; `null` when that is not known. */
  readonly complaintsBefore: number | null
  /** Entries of the last good snapshot; `null` for the first reading. */
  readonly previous: readonly Entry[] | null
  /** The body is the beginning of the last body: a page cut short reads as a page with fewer endpoints. */
  readonly cutShort: boolean
}

/** Decides whether a reading may replace the last good snapshot. Every reason says what was expected and what came. */
export function gate({ reading, complaintsBefore, previous, cutShort }: Candidate, limits: GateLimits): Verdict {
  const reasons: string[] = []
  const count = reading.entries.length
  if (count < limits.minEntries)
    reasons.push(`it lists ${count} endpoints where at least ${limits.minEntries} are expected`)
  const now = new Set(reading.entries.map((entry) => entry.address))
  const lost = (previous ?? []).filter((entry) => !now.has(entry.address)).length
  const had = previous?.length ?? 0
  if (had > 0 && lost / had >= limits.maxLost)
    reasons.push(
      `${lost} of ${had} endpoints are gone (${percent(lost / had)}; the limit is ${percent(limits.maxLost)})`,
    )
  // Half an address reads as another one, and a section that is gone as a move: not only what is lost is doubtful.
  if (cutShort && diffEntries(previous ?? [], reading.entries).length > 0)
    reasons.push('the body is the beginning of the last one: it looks cut short')
  const more = reading.complaints.length - (complaintsBefore ?? 0)
  if (previous !== null && complaintsBefore !== null && more >= limits.maxNewComplaints)
    reasons.push(`${reading.complaints.length} pieces were not understood, ${more} more than before`)
  return reasons.length === 0 ? { kind: 'pass' } : { kind: 'hold', reasons }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
