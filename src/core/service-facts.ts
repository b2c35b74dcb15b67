import type { Relation } from './endpoint-set-diff.ts'
import type { ChangeRecord } from './endpoint-set-records.ts'
import type { TermsChange } from './endpoint-set-terms.ts'
import type { Day, Urgency } from './endpoint-set-urgency.ts'
import type { AddressType } from './model.ts'

/**
 * What a change is besides its kind, in the words of an administrator; filters know these words too.
 * `covered`: an entry that stays lets it through already. `widened`, `narrowed`: together with another entry of the same step.
 * `reverted`: takes back what an earlier version did. `announced`: its set went optional before. `duplicate-...`: still, or
 * already, published in another set. `set-new`, `set-gone`: with its set. The others: terms of its sets that changed.
 */
export type Aspect = (typeof aspects)[number]
export const aspects = [
  'duplicate-added',
  'duplicate-removed',
  'covered',
  'widened',
  'narrowed',
  'reverted',
  'announced',
  'ports',
  'category',
  'required',
  'expressRoute',
  'area',
  'notes',
  'attribute',
  'set-new',
  'set-gone',
] as const

/** What more is known of the change of an address in a list of endpoint sets. Set ids ascending. */
export type ChangeFacts = {
  readonly aspects: readonly Aspect[]
  /** Sets that list it no longer, sets that list it now, sets that go on listing it. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly stays: readonly number[]
  /** Ports that it has now in some set and had in none, and the reverse: `UDP 443`. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
  readonly relations: readonly Relation[]
  readonly urgency: Urgency
  /** By when it must be open (YYYY-MM-DD), as the service says; it may have passed. `null`: the service gives none. */
  readonly effective: Day | null
  /** What the service's records call it, as they do: `AddedUrl`. */
  readonly impacts: readonly string[]
}

/** The attributes of a set, as people read them. */
export type SetTerms = {
  readonly area: string
  readonly category: string
  readonly required: boolean
  readonly expressRoute: boolean
  /** `TCP 443`, `UDP 3478-3481`. */
  readonly ports: readonly string[]
  /** Plain text. */
  readonly notes: string | null
}

/** An address together with the other sets that it came from, went to, or stands in. */
export type Elsewhere = { readonly address: string; readonly sets: readonly number[] }

/** All that happened to one endpoint set. Lists of addresses are sorted. */
export type SetSection = {
  readonly set: number
  /** What people call its service: `Exchange Online`. The last known name for a set that is gone. */
  readonly title: string
  readonly fate: 'new' | 'gone' | 'stays'
  /** For a set that is gone, the sets that its addresses moved to; for a new one, the sets that they came from. */
  readonly others: readonly number[]
  readonly before: SetTerms | null
  readonly after: SetTerms | null
  /** Attributes that changed, old and new. */
  readonly terms: readonly Omit<TermsChange, 'set'>[]
  /** New to the list as a whole, gone from the list as a whole. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** From and to other sets; `stays` where another set lists it before and after. */
  readonly movedIn: readonly Elsewhere[]
  readonly movedOut: readonly Elsewhere[]
  readonly duplicatesAdded: readonly Elsewhere[]
  readonly duplicatesRemoved: readonly Elsewhere[]
  /** Told earlier without a date, because the service's records came late. */
  readonly dated: readonly { readonly address: string; readonly date: Day }[]
  /** Every address that the set lists now, when its terms changed: what a changed rule is for. Else empty. */
  readonly addresses: readonly string[]
  /** The strongest of its changes. */
  readonly urgency: Urgency
  /** Effective dates that the service gives for what was added, ascending. */
  readonly dates: readonly Day[]
  /** What the service calls it, and in words. */
  readonly impacts: readonly { readonly impact: string; readonly words: string }[]
  /** The service's own records of the step, as they came. */
  readonly records: readonly ChangeRecord[]
}

/** What a change set of the endpoint web service says besides its changes. */
export type ServiceFacts = {
  readonly instance: string | null
  /** Versions of the lists as the service numbers them; `null` where a snapshot does not say. */
  readonly version: string | null
  readonly previousVersion: string | null
  /** `went-down`: to a lower version. `same-version`: the list changed without a new version. */
  readonly odd: 'went-down' | 'same-version' | null
  /** `owed`: /changes failed, and dates follow. `none`: nothing is known of records for this step. */
  readonly records: 'joined' | 'owed' | 'none'
  /** The list itself did not change: dates follow for what was told before. */
  readonly datesOnly: boolean
  /** By urgency, then by set. */
  readonly sets: readonly SetSection[]
}

/** Entries of one set, published with one version, that must be open by a day. */
export type Deadline = {
  readonly instance: string | null
  readonly set: number
  readonly title: string
  readonly terms: SetTerms
  readonly version: string
  readonly date: Day
  readonly addresses: readonly { readonly address: string; readonly type: AddressType }[]
}
