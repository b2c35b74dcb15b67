import type { Alert, ChangeSet, Fault, Message } from '../core/model.ts'
import type { Body } from '../sources/kind.ts'
import type { Halt, SubscriptionStore } from './subscription.ts'

/** What the store knows of a source. Times are milliseconds since the epoch. */
export type SourceRecord = {
  readonly id: string
  /** Opaque to all but the source's kind: validators, version marks. */
  readonly state: string | null
  /** SHA-256 (hex) over the parts of the last body that was dealt with. */
  readonly digest: string | null
  /** Version of the reader that read it. */
  readonly reader: number | null
  /** How many complaints that reading had. */
  readonly complaints: number | null
  readonly checkedAt: number | null
  /** Last time the source answered and was understood, changed or not. */
  readonly verifiedAt: number | null
  readonly changedAt: number | null
  /** Consecutive failed checks. */
  readonly failures: number
  readonly notBefore: number | null
}

/** A reading that the gate did not let pass, with its body as evidence. */
export type Held = {
  readonly source: string
  readonly since: number
  readonly digest: string
  readonly state: string
  readonly reasons: readonly string[]
  readonly body: Body
  /** An operator said: publish it. */
  readonly accepted: boolean
}

/** Up to where the git log of a source has been told: the commit, and the snapshot text as published. */
export type Mark = { readonly source: string; readonly commit: string; readonly snapshot: string }

export type NewDelivery = {
  /** Stable: derived from the change set (or alert) and the subscription. */
  readonly id: string
  readonly subscription: string
  readonly channel: string
  /** The address on the channel: a mail address, a URL. */
  readonly to: string
  readonly message: Message
  /** When it is due; absent: at once. */
  readonly notBefore?: number
}

/** What a subscription is owed: a delivery, or something that is kept until `notBefore`, or (`null`) until it is resumed. */
export type Owed = Omit<NewDelivery, 'notBefore'> &
  ({ readonly kept?: false; readonly notBefore?: number } | { readonly kept: true; readonly notBefore: number | null })

/** `retrying` is due, and was tried before. */
export type DeliveryState = 'due' | 'retrying' | 'delivered' | 'refused' | 'gone' | 'dead'

export type Delivery = Omit<NewDelivery, 'message' | 'notBefore'> & {
  readonly state: DeliveryState
  readonly createdAt: number
  /** Since it was made due: `retry` starts the schedule anew. */
  readonly attempts: number
  /** When it is due next. */
  readonly notBefore: number
  readonly last: string | null
}

export type Attempt = { readonly at: number; readonly outcome: string; readonly answer: string }

/** A change set, and when it was recorded with its deliveries: milliseconds since the epoch */
export type Published = { readonly changeSet: ChangeSet; readonly publishedAt: number }

export type DeliveryCounts = {
  /** Owed, now or later. */
  readonly due: number
  /** When the oldest of those came to be owed. */
  readonly oldestDue: number | null
  /** Given up: `refused`, `gone` and `dead`; a state without any is left out. */
  readonly failed: ReadonlyMap<DeliveryState, number>
  /** All attempts ever, by channel and outcome. */
  readonly attempts: readonly { readonly channel: string; readonly outcome: string; readonly count: number }[]
}

/** A delivery whose time has come. */
export type Due = Delivery & {
  /** Names the message, for `message` and `rendering`. */
  readonly hash: string
}

/** What `attempted` does besides recording the attempt. */
export type AfterAttempt = {
  /** `due` (for another attempt) or how it ended. */
  readonly state: Exclude<DeliveryState, 'retrying'>
  readonly notBefore: number
  /** Whether this attempt makes the receiver one that seems gone (`true`), or one that is there (`false`); absent: neither. */
  readonly doubted?: boolean
  /** Ends all sending to the subscription, in the same transaction. */
  readonly halt?: Halt
}

/**
 * Everything that must survive the process: who has been told what. Every method is one transaction, durable when it returns.
 * Losing it loses no history: git holds what was true.
 */
export type Store = SubscriptionStore & {
  /** GUID of this installation, made at first use. */
  readonly clientId: () => string
  /** Small facts of this installation, by name. */
  readonly setting: (key: string) => string | null
  readonly setSetting: (key: string, value: string) => void

  readonly sources: () => ReadonlyMap<string, SourceRecord>
  /** Sources that answered and hold nothing new; many at once, one transaction. */
  readonly verified: (rows: readonly { id: string; state?: string; digest?: string }[], at: number) => void
  readonly failed: (id: string, at: number, notBefore: number | null) => void
  /** A body was dealt with (published, or held): remember it with its validators, for answers that say "not modified". */
  readonly dealtWith: (
    id: string,
    body: Body,
    facts: { state: string; digest: string; reader: number; at: number; changed: boolean; complaints: number },
  ) => void
  readonly lastBody: (id: string) => Body | null

  readonly hold: (held: Omit<Held, 'accepted'>) => void
  readonly held: () => readonly Held[]
  /** The same without what is large. */
  readonly holding: () => readonly Omit<Held, 'body' | 'state'>[]
  readonly accept: (source: string) => boolean
  readonly release: (source: string) => void

  readonly mark: (source: string) => Mark | null
  /**
   * In one transaction: the change set (if any), what is owed for it, and the mark. A change set already there is not recorded
   * twice. `owed` is taken one by one: memory does not grow with the number of subscriptions.
   */
  readonly publish: (mark: Mark, changeSet: ChangeSet | null, owed: Iterable<Owed>, at: number) => void
  /** Newest first; `since` in milliseconds, by the time they were seen. */
  readonly changeSets: (filter: { source?: string; since?: number; limit: number }) => readonly ChangeSet[]

  readonly changeSet: (id: string) => ChangeSet | null
  /** All of its source from this one on, in the order in which they were published. */
  readonly changeSetsFrom: (id: string) => readonly ChangeSet[]
  /** All that were published at a time or later, oldest first, a few at a time. */
  readonly publishedSince: (at: number) => Iterable<Published>
  /** As they were published, newest first; `before` is the id of the change set after which an earlier page ended. */
  readonly published: (filter: { source?: string; before?: string; limit: number }) => readonly Published[]
  /** How many change sets each source has, and when the last one was seen. Sources without any are left out. */
  readonly changeTotals: () => ReadonlyMap<string, { readonly count: number; readonly lastSeenAt: number }>

  /** What is owed without a new change set. What is there already, or was kept, under the same id is not recorded twice. */
  readonly owe: (owed: Iterable<Owed>, at: number) => void

  /** Trouble that is open, by place. */
  readonly openAlerts: () => readonly {
    readonly id: string
    readonly place: string
    readonly fault: Fault
    readonly since: number
    /** When operators last heard of it. */
    readonly toldAt: number
  }[]
  /** Opens, changes or ends the trouble at a place and records the deliveries of it, in one transaction. `null` ends it. */
  readonly alert: (
    place: string,
    fault: Fault | null,
    alert: Alert,
    deliveries: readonly NewDelivery[],
    at: number,
  ) => void

  /**
   * Up to `limit` deliveries on a channel whose time has come: fairly over lanes (mail domains, hosts), and within a lane over
   * subscriptions, oldest first. `except`: subscriptions to leave out (those that are being sent to).
   */
  readonly due: (now: number, limit: number, channel: string, except: readonly string[]) => readonly Due[]
  /** Whether a delivery is still to be made, asked in the moment before it is sent; its address may have changed. */
  readonly isDue: (id: string) => { readonly to: string } | null
  /** Puts a delivery off without an attempt. */
  readonly postpone: (id: string, notBefore: number) => void
  readonly message: (hash: string) => Message
  /** What a channel made of a message; `null` before it was made. */
  readonly rendering: (hash: string, channel: string) => string | null
  /** Keeps it for good. What is there already stays, and is returned. */
  readonly keepRendering: (hash: string, channel: string, content: string) => string
  /** Channels on which something is due. */
  readonly dueChannels: (now: number) => readonly string[]
  /** When the next delivery is due, leaving out some channels; `null` when nothing is owed. */
  /**
   * What is due goes to the address that a subscription has today; what is due to a subscription that is no longer there goes to
   * nobody. `subscriptions`: all there are; a name may have several addresses.
   */
  readonly readdress: (
    subscriptions: readonly { readonly name: string; readonly channel: string; readonly to: string }[],
    at: number,
  ) => void
  readonly nextDue: (exceptChannels?: readonly string[]) => number | null
  readonly attempted: (id: string, attempt: Attempt, next: AfterAttempt) => void
  /** The same for many, in one transaction. */
  readonly attemptedAll: (
    rows: readonly {
      readonly id: string
      readonly attempt: Attempt
      readonly next: AfterAttempt
    }[],
  ) => void
  readonly deliveries: (filter: { state?: DeliveryState; subscription?: string; limit: number }) => readonly Delivery[]
  readonly delivery: (
    id: string,
  ) => (Delivery & { readonly message: Message; readonly history: readonly Attempt[] }) | null
  readonly deliveryCounts: () => DeliveryCounts
  /** Makes deliveries due now: one by id, whatever its state, or all that are dead, refused or gone. Returns how many. */
  readonly retry: (id: string | 'all', now: number) => number

  /** Writes the whole store, as it is at this moment, to a new file; others may go on writing. Throws when the file is there. */
  readonly backup: (file: string) => void

  readonly close: () => void
}
