import type { Message } from '../core/model.ts'
import type { Wishes } from '../core/wishes.ts'
import type { NewDelivery } from './delivery.ts'

/** A subscription that people or operators made, beside those of the configuration. Times are milliseconds since the epoch. */
export type Subscription = {
  /** Begins with `_`, which no name in the configuration does. */
  readonly id: string
  /** Name of a channel. */
  readonly channel: string
  readonly to: string
  /** What operators call it; `null` for those of people. */
  readonly label: string | null
  readonly origin: 'person' | 'operator'
  /** `pending`: asked for and not confirmed, and told nothing. */
  readonly state: 'pending' | 'active'
  readonly wishes: Wishes
  /** Secrets of its own that sign its webhooks (`whsec_...`), newest first; empty: the channel's sign. */
  readonly secrets: readonly string[]
  /** Raised to make every link that was given out before worthless. */
  readonly generation: number
  readonly createdAt: number
  readonly changedAt: number
  readonly confirmedAt: number | null
  /** When a pending one is forgotten; `null` for an active one. */
  readonly expiresAt: number | null
}

/** Why nothing is sent to a subscription for now. What it is owed meanwhile is kept. */
export type Halt = {
  /** `paused`: until somebody resumes it. `stopped`: the receiver said twice that it is gone. */
  readonly kind: 'paused' | 'stopped'
  readonly by: 'person' | 'operator' | 'receiver'
  /** For operators; may name the receiver's answer. */
  readonly why: string
  readonly at: number
}

export type WithStanding = Subscription & { readonly halt: Halt | null }

/** What is kept for a subscription until the time of its digest, or until it is resumed. */
export type Kept = { readonly id: string; readonly message: Message; readonly createdAt: number }

/** All that one subscription has waiting and due. */
export type KeptDue = {
  readonly subscription: string
  readonly channel: string
  readonly to: string
  /** Oldest first. */
  readonly rows: readonly Kept[]
}

/** Ids of what was kept, and what it becomes. */
export type Gathered = { readonly ids: readonly string[]; readonly deliveries: readonly NewDelivery[] }

export type SubscriptionFilter = {
  /** `active`: halted or not; `paused` and `stopped`: halted, confirmed or not. */
  readonly state?: Subscription['state'] | 'paused' | 'stopped'
  readonly channel?: string
  readonly to?: string
  /** Id after which an earlier page ended; nothing follows one that has left since. */
  readonly after?: string
  readonly limit: number
}

/** One of many that are recorded over what may be there already. */
export type Merged = {
  readonly id: string
  /** What becomes of it, by what is there in the moment of writing; `null`: it is left alone. May read from the store. */
  readonly decide: (
    there: WithStanding | null,
  ) => { readonly subscription: Subscription; readonly halt: Halt | null } | null
}

export type SubscriptionStore = {
  /**
   * Records new ones, with messages that ask for confirmation, in one transaction: all or nothing. One whose id is there takes
   * the place of the old one; at another address, what the old one is owed goes there, and doubt and halt are forgotten. Its
   * generation never goes down; where it goes up and the subscription waits to be confirmed, mails that asked for it and were not
   * sent yet never are.
   * Streams: nothing grows with their number.
   */
  readonly subscribe: (rows: Iterable<Subscription>, deliveries: readonly NewDelivery[], at: number) => void
  /** The same for those about whom is decided in the transaction, together with their halts. Streams too. */
  readonly merge: (rows: Iterable<Merged>, at: number) => void
  readonly subscription: (id: string) => WithStanding | null
  /** Whether one with this id was here and is no more, as far as deliveries tell: their address was taken out. */
  readonly hasLeft: (id: string) => boolean
  /** Oldest first. */
  readonly subscriptions: (filter: SubscriptionFilter) => readonly WithStanding[]
  /** By state, and besides those that are halted. */
  readonly countSubscriptions: () => {
    readonly active: number
    readonly pending: number
    readonly paused: number
    readonly stopped: number
  }
  /** Every active one, oldest first, halted or not, a few at a time: memory does not grow with their number. */
  readonly eachSubscription: () => Iterable<WithStanding>
  /**
   * Pending to active; `false` when there is none, or its time is over. One that is active stays so: `true`. A halt of what was
   * pending ends in the same transaction; what was kept is due at `keptUntil` (absent: at once).
   */
  readonly confirm: (id: string, at: number, keptUntil?: number) => boolean
  /** `keptUntil`: when what is kept for it is due by the new wishes. */
  readonly setWishes: (id: string, wishes: Wishes, keptUntil: number, at: number) => boolean
  readonly setSecrets: (id: string, secrets: readonly string[], at: number) => boolean
  /** Makes all links given out before worthless. */
  readonly renewLinks: (id: string, at: number) => boolean
  /**
   * In one transaction: what it is owed is `gone` with the reason, what is kept is dropped, its address is taken out of every
   * record, and the subscription is no more. `false` when there was none.
   */
  readonly leave: (id: string, why: string, at: number) => boolean
  /** Forgets pending ones past their time, up to a thousand at once. Returns how many. */
  readonly expire: (now: number) => number

  /** Of a subscription of the store or of the configuration: since when its receiver seems gone, and whether it is halted. */
  readonly standing: (name: string) => { readonly doubtedAt: number | null; readonly halt: Halt | null }
  /** All that are halted. */
  readonly halted: () => ReadonlyMap<string, Halt>
  /** The receiver said that it is gone, or (`null`) it took something again. */
  readonly doubt: (name: string, at: number | null) => void
  /** In one transaction: deliveries that are due become `dead`, what is kept stays until `resume`. Nothing for one that has left. */
  readonly halt: (name: string, halt: Halt) => void
  /**
   * Ends halt and doubt: what became `dead` or `gone` since the first failure is due again (except what asked for confirmation),
   * and what was kept is due at `keptUntil`.
   * `false` when it was not halted.
   */
  readonly resume: (name: string, keptUntil: number, at: number) => boolean

  /** Up to `limit` subscriptions for which something kept has come due. */
  readonly keptDue: (now: number, limit: number) => readonly KeptDue[]
  /** The same by name only: what one of them has may be damaged. */
  readonly keptDueNames: (now: number, limit: number) => readonly string[]
  /** What has come due for one, by address where it has several. Throws when a message cannot be read. */
  readonly keptDueOf: (name: string, now: number) => readonly KeptDue[]
  /** What has come due for one is due at `until` instead. */
  readonly putOff: (name: string, now: number, until: number) => void
  /** When the next of what is kept is due; `null` when nothing is. */
  readonly nextKept: () => number | null
  /**
   * In one transaction what was kept under these ids becomes this delivery, or (where there are several) each the delivery of the
   * same id. What was gathered before, and what is halted, is left alone; nothing is recorded for it.
   */
  readonly gathered: (ids: readonly string[], deliveries: readonly NewDelivery[], at: number) => void
  /** The same for many, in one transaction. */
  readonly gatheredAll: (rows: readonly Gathered[], at: number) => void

  /**
   * One more use of something that is limited: at most `burst` at once, and one more each `every` milliseconds (generic cell rate
   * algorithm). `false`: it is too much, and nothing is counted. `key` is stored as it is: hash what is personal.
   */
  readonly allow: (key: string, limit: { readonly burst: number; readonly every: number }, now: number) => boolean
}
