import type { z } from 'zod'
import type { Message, Outcome } from '../core/model.ts'
import type { Lookup } from '../net/guard.ts'
import type { Proxies } from '../net/proxies.ts'

/** Links of one subscription: whoever has them is taken for its subscriber, so they go to its address and nowhere else. */
export type PersonalLinks = {
  readonly manage: string
  /** A POST to it leaves at once (RFC 8058); a GET shows a page with a button. */
  readonly leave: string
  /** Only in the message that asks to confirm. */
  readonly confirm?: string
}

/** One message on its way to one address. */
export type Envelope = {
  /** Of the delivery: the same at every attempt, so that the receiver can tell a repeat. */
  readonly id: string
  readonly to: string
  /** What `render` of the same sender, or of one before it, made of the message. */
  readonly content: string
  /** When it came to be owed, in milliseconds since the epoch. A repeat carries the same time. */
  readonly createdAt: number
  /** Absent for the subscriptions of the configuration and for operators. */
  readonly links?: PersonalLinks
  /** Secrets of the receiver's own (`whsec_...`), which sign in the place of the channel's; newest first. */
  readonly secrets?: readonly string[]
}

/** What a channel gets from outside. */
export type ChannelIo = {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** `endpoint-drift/1.2.3 (+https://...)`. */
  readonly userAgent: string
  /** Where the pages are (`web.publicUrl`), so that a message can link to the whole; `null` or absent where none are served. */
  readonly site?: string | null
  /** Where absent, the proxies of the environment. */
  readonly proxies?: Proxies
  /** How names of receivers become addresses; where absent, as the system does it. */
  readonly lookup?: Lookup
}

/** An opened channel: it may keep connections until it is closed. */
export type Sender = {
  /**
   * What a message is on this channel, for every receiver, as text. It is made once and stored: all attempts and all
   * receivers get the same bytes, also after an upgrade. What belongs to one receiver (id, time, links, signature) is put in by `send`.
   */
  readonly render: (message: Message) => string
  /**
   * Never throws for a remote failure: it classifies it. Ends in bounded time, whatever the receiver does. A channel that makes a
   * message wait asks `stillOwed` after the wait: whoever left meanwhile gets nothing.
   */
  readonly send: (envelope: Envelope, stillOwed?: () => boolean) => Promise<Outcome>
  /** Ends every connection. */
  readonly close: () => Promise<void>
}

/**
 * A way to tell. One folder each, one line in index.ts.
 * Methods and not properties, so that a list can hold channels of different configurations: each gets only what its own schema made.
 */
export type Channel<Config> = {
  readonly id: string
  /** What the configuration of such a channel holds besides `kind`. Unknown keys are refused (strict). */
  readonly schema: z.ZodType<Config>
  /** What is wrong with an address to send to, for people; `null` when nothing is. */
  checkAddress(config: Config, to: string): string | null
  /** How many messages at once. */
  concurrency(config: Config): number
  /** Loads what sending needs only now: a run that has nothing to tell does not pay for it. */
  open(config: Config, io: ChannelIo): Promise<Sender>
}
