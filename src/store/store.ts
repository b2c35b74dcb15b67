import type { Alert, ChangeSet, Fault } from '../core/model.ts'
import type { DeliveryStore, NewDelivery, Owed } from './delivery.ts'
import type { ForwardStore } from './forward.ts'
import type { HaltStore } from './halts.ts'
import type { SourceStore } from './source.ts'
import type { SubscriptionStore } from './subscription.ts'
import type { WaitingStore } from './waiting.ts'

export type {
  AfterAttempt,
  Attempt,
  Delivery,
  DeliveryCounts,
  DeliveryState,
  Due,
  NewDelivery,
  Owed,
} from './delivery.ts'
export type { Held, SourceRecord } from './source.ts'

/** Up to where the git log of a source has been told: the commit, and the snapshot text as published. */
export type Mark = { readonly source: string; readonly commit: string; readonly snapshot: string }

/** A change set, and when it was recorded with its deliveries: milliseconds since the epoch */
export type Published = { readonly changeSet: ChangeSet; readonly publishedAt: number }

export type PublishingStore = {
  readonly mark: (source: string) => Mark | null
  /**
   * In one transaction: the change set (if any), what is owed for it, and the mark. A change set already there is not recorded
   * twice. `owed` is taken one by one, and may read from the store meanwhile: memory does not grow with the number of subscriptions.
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
}

export type TroubleStore = {
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
}

/**
 * Everything that must survive the process: who has been told what. Every method is one transaction, durable when it returns.
 * Losing it loses no history: git holds what was true.
 */
export type Store = SourceStore &
  PublishingStore &
  DeliveryStore &
  TroubleStore &
  SubscriptionStore &
  WaitingStore &
  HaltStore &
  ForwardStore & {
    /** GUID of this installation, made at first use. */
    readonly clientId: () => string
    /** Small facts of this installation, by name. */
    readonly setting: (key: string) => string | null
    readonly setSetting: (key: string, value: string) => void
    /** What stands there; where nothing does, `value` does from now on. */
    readonly settingOnce: (key: string, value: string) => string

    /**
     * Writes the whole store, as it is at this moment, to a new file for its owner only; others may go on writing. The file is
     * there whole or not at all. Throws StoreTrouble when it is there already or cannot be written.
     */
    readonly backup: (file: string) => void

    readonly close: () => void
  }
