import type { Alert, ChangeSet, Fault, Message } from '../core/model.ts'
import type { Body } from '../sources/kind.ts'

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

export type DeliveryState = 'due' | 'delivered' | 'refused' | 'gone' | 'dead'

export type NewDelivery = {
  /** Stable: derived from the change set (or alert) and the subscription. */
  readonly id: string
  readonly subscription: string
  readonly channel: string
  /** The address on the channel: a mail address, a URL. */
  readonly to: string
  readonly message: Message
}

export type Delivery = Omit<NewDelivery, 'message'> & {
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

/**
 * Everything that must survive the process: who has been told what. Every method is one transaction, durable when it returns.
 * Losing it loses no history: git holds what was true.
 */
export type Store = {
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
  /** In one transaction: the change set (if any), one delivery each, and the mark. A change set already there is not recorded twice. */
  readonly publish: (mark: Mark, changeSet: ChangeSet | null, deliveries: readonly NewDelivery[], at: number) => void
  /** Newest first; `since` in milliseconds, by the time they were seen. */
  readonly changeSets: (filter: { source?: string; since?: number; limit: number }) => readonly ChangeSet[]

  readonly changeSet: (id: string) => ChangeSet | null
  /** As they were published, newest first; `before` is the id of the change set after which an earlier page ended. */
  readonly published: (filter: { source?: string; before?: string; limit: number }) => readonly Published[]
  /** How many change sets each source has, and when the last one was seen. Sources without any are left out. */
  readonly changeTotals: () => ReadonlyMap<string, { readonly count: number; readonly lastSeenAt: number }>

  /** Deliveries that belong to no change set and no trouble. One whose id is there already is not recorded twice. */
  readonly owe: (deliveries: readonly NewDelivery[], at: number) => void

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
   * Up to `limit` deliveries whose time has come, oldest first, fairly over subscriptions; `among` narrows it to one channel and
   * leaves out subscriptions (those that are being sent to).
   */
  readonly due: (
    now: number,
    limit: number,
    among?: { readonly channel?: string; readonly except?: readonly string[] },
  ) => readonly (Delivery & { readonly message: Message })[]
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
  readonly attempted: (id: string, attempt: Attempt, next: { state: DeliveryState; notBefore: number }) => void
  /** The same for many, in one transaction. */
  readonly attemptedAll: (
    rows: readonly {
      readonly id: string
      readonly attempt: Attempt
      readonly next: { readonly state: DeliveryState; readonly notBefore: number }
    }[],
  ) => void
  readonly deliveries: (filter: { state?: DeliveryState; subscription?: string; limit: number }) => readonly Delivery[]
  readonly delivery: (
    id: string,
  ) => (Delivery & { readonly message: Message; readonly history: readonly Attempt[] }) | null
  readonly deliveryCounts: () => DeliveryCounts
  /** Makes deliveries due now: one by id, whatever its state, or all that are dead, refused or gone. Returns how many. */
  readonly retry: (id: string | 'all', now: number) => number

  readonly close: () => void
}
