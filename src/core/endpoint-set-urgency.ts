import type { AddressChange } from './endpoint-set-diff.ts'
import type { TermsChange } from './endpoint-set-terms.ts'

/** Days as `YYYY-MM-DD`, which sort as text. */
export type Day = string

/** When an addition is used. A date in the past is "since", never a negative number of days. */
export type Effective =
  | { readonly kind: 'not-given' }
  | { readonly kind: 'since'; readonly date: Day }
  | { readonly kind: 'in'; readonly date: Day; readonly days: number }

/** What is to be done, and by when. */
export type Urgency =
  | { readonly kind: 'act-by'; readonly date: Day }
  | { readonly kind: 'act-now' | 'clean-up' | 'nothing' }

/** How a date stands to today. The day itself is "since": on it the address is in use. */
export function effective(date: Day | null, today: Day): Effective {
  if (date === null) return { kind: 'not-given' }
  return date <= today ? { kind: 'since', date } : { kind: 'in', date, days: dayNumber(date) - dayNumber(today) }
}

/**
 * What a change of an address asks of an administrator. Without a date, or with one that has passed, something that must be
 * opened must be opened now. What an entry that stays covers on all its ports needs nothing.
 */
export function urgencyOfAddress({ kind, gained, lost, relations }: AddressChange, when: Effective): Urgency {
  if (kind === 'removed') return { kind: 'clean-up' }
  if (kind === 'added' && relations.some((relation) => relation.kind === 'covered-by')) return { kind: 'nothing' }
  if (kind === 'added' || gained.length > 0) return act(when)
  return { kind: lost.length > 0 ? 'clean-up' : 'nothing' }
}

/** What a change of a set's terms asks: new ports must be opened, and what has become required with them. */
export function urgencyOfTerms({ kind, gained, lost, after }: TermsChange, when: Effective): Urgency {
  if (kind === 'ports' && gained.length > 0) return act(when)
  if (kind === 'ports' && lost.length > 0) return { kind: 'clean-up' }
  if (kind === 'required' && after === 'true') return act(when)
  return { kind: 'nothing' }
}

function act(when: Effective): Urgency {
  return when.kind === 'in' ? { kind: 'act-by', date: when.date } : { kind: 'act-now' }
}

/** Days from one day to another; negative when the second comes first. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from)
}

/** Days since 1970-01-01 of a Gregorian date (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function dayNumber(day: Day): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}
