import type { Message } from '../core/model.ts'
import type { Halt } from './subscription.ts'

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

export type DeliveryCounts = {
  /** Owed, now or later, tried before or not. */
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
  /** So many attempts count as made from now on; absent: one more than before. */
  readonly attempts?: number
  /** Whether this attempt makes the receiver one that seems gone (`true`), or one that is there (`false`); absent: neither. */
  readonly doubted?: boolean
  /** Ends all sending to the subscription, in the same transaction. */
  readonly halt?: Halt
}

export type DeliveryStore = {
  /**
   * What is owed without a new change set. What is there already, or was kept, under the same id is not recorded twice.
   * What is owed to a subscription that is halted waits for `resume`, except a message that asks for confirmation.
   */
  readonly owe: (owed: Iterable<Owed>, at: number) => void

  /**
   * Up to `limit` deliveries on a channel whose time has come: fairly over lanes (mail domains, hosts), and within a lane over
   * subscriptions, oldest first. `except`: subscriptions to leave out (those that are being sent to).
   */
  readonly due: (now: number, limit: number, channel: string, except: readonly string[]) => readonly Due[]
  /** Whether a delivery is still to be made, asked in the moment before it is sent; its channel and address may have changed. */
  readonly isDue: (id: string) => { readonly channel: string; readonly to: string } | null
  /** Puts a delivery off without an attempt. */
  readonly postpone: (id: string, notBefore: number) => void
  /** Channels on which something is due. */
  readonly dueChannels: (now: number) => readonly string[]
  /** When the next delivery is due, leaving out some channels; `null` when nothing is owed. */
  readonly nextDue: (exceptChannels?: readonly string[]) => number | null

  /** A message by its hash. The same object for the same message, as long as it is remembered. Throws when there is none. */
  readonly message: (hash: string) => Message
  /** What a channel made of a message; `null` before it was made. */
  readonly rendering: (hash: string, channel: string) => string | null
  /** Keeps it for good. What is there already stays, and is returned. */
  readonly keepRendering: (hash: string, channel: string, content: string) => string

  /**
   * What is due or kept goes to the address that a subscription of the configuration has today; what is owed to one that is no
   * longer there goes to nobody. A new address ends doubt and halt. `subscriptions`: all that the configuration names; a name
   * may have several addresses. Those of the store are left alone.
   */
  readonly readdress: (
    subscriptions: readonly { readonly name: string; readonly channel: string; readonly to: string }[],
    at: number,
  ) => void

  /**
   * Records an attempt, and what became of the delivery. One that is no longer due (whoever it was for left, or was halted) stays
   * as it is, unless it was halted and the receiver took it: then it is delivered.
   */
  readonly attempted: (id: string, attempt: Attempt, next: AfterAttempt) => void
  /** The same for many, in one transaction. */
  readonly attemptedAll: (
    rows: readonly {
      readonly id: string
      readonly attempt: Attempt
      readonly next: AfterAttempt
    }[],
  ) => void

  /** Newest first. `due` finds all that are owed, `retrying` those of them that were tried before. */
  readonly deliveries: (filter: { state?: DeliveryState; subscription?: string; limit: number }) => readonly Delivery[]
  readonly delivery: (
    id: string,
  ) => (Delivery & { readonly message: Message; readonly history: readonly Attempt[] }) | null
  readonly deliveryCounts: () => DeliveryCounts
  /**
   * Makes deliveries due now: one by id, whatever its state, or all that are dead, refused or gone, except those of
   * subscriptions that are halted. Those of whoever left stay as they are, and mails that asked for what was asked for again
   * since. `configured`: all that the configuration names; what is made due is brought in line with it, as `readdress` does, in
   * the same transaction. Returns how many are due.
   */
  readonly retry: (id: string | 'all', now: number, configured?: Parameters<DeliveryStore['readdress']>[0]) => number
}
