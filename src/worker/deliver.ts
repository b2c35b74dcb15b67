import type { Channels } from '../channels/open.ts'
import type { Config } from '../config/config.ts'
import type { Due, Store } from '../store/store.ts'
import { type Attempt, type AttemptMeans, attempt } from './attempt.ts'
import { recorder } from './record.ts'
import { renderings } from './rendering.ts'
import { isStored } from './subscribers.ts'

export type Delivering = {
  readonly store: Store
  readonly config: Pick<Config, 'subscriptions' | 'web'>
  readonly channels: Channels
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** In [0, 1). */
  readonly random: () => number
  readonly log: Log
  /** How many deliveries of one channel are held in memory at most. */
  readonly limit?: number
  /** When it is aborted nothing more is begun; what is being sent is ended and recorded. */
  readonly signal?: AbortSignal
}

type Log = {
  readonly info: (facts: object, text: string) => void
  readonly warn: (facts: object, text: string) => void
}

/** How the attempts on one channel went: `retried` are due again later. */
export type Tally = Readonly<Record<'delivered' | 'retried' | 'refused' | 'gone' | 'dead', number>> & {
  /** Of those retried: for trouble on our side. */
  readonly ours: number
  /** How many different subscriptions something could not be delivered to; 100 at most. */
  readonly failed: number
  /** Whether the configuration's own are among them. */
  readonly configured: boolean
  /** The last answer that was not a success. */
  readonly last: string | null
}

export type DeliveryRound = {
  /** By name of the channel; channels without an attempt are left out. */
  readonly channels: ReadonlyMap<string, Tally>
  /**
   * When the next delivery is due, in milliseconds since the epoch; `null` when nothing is owed. Channels that another round is
   * still working off do not count: that round looks again itself.
   */
  readonly nextDue: number | null
}

const nothing: Tally = {
  delivered: 0,
  retried: 0,
  refused: 0,
  gone: 0,
  dead: 0,
  ours: 0,
  failed: 0,
  configured: false,
  last: null,
}

/** Channels that are being worked off, by store: a second round leaves them to the first, and takes the others. */
const working = new WeakMap<Store, Set<string>>()

/**
 * Sends everything that is due, and what comes due meanwhile, and records each attempt before the next one to the same
 * subscription. Channels go on side by side, so that a slow one delays no other, and a subscription has one message on its way at
 * a time, so that a slow receiver holds up only itself.
 *
 * Rounds may overlap: call it whenever something is due. Killed anywhere, the next round goes on: a message is sent again
 * (with the same id) only when the process died between sending and recording. The caller holds the lock of the store.
 * Rejects only when the store fails.
 */
export async function deliverDue(at: Delivering): Promise<DeliveryRound> {
  const busy = working.get(at.store) ?? new Set<string>()
  working.set(at.store, busy)
  const means = { ...at, record: recorder(at.store), content: renderings(at.store) }
  const mine = at.store.dueChannels(at.now()).filter((channel) => !busy.has(channel))
  const done = await Promise.allSettled(
    mine.map(async (channel) => [channel, await workOff(means, channel, busy)] as const),
  )
  const failed = done.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  const tallies = done.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  return { channels: new Map(tallies.filter(([, tally]) => tally !== nothing)), nextDue: at.store.nextDue([...busy]) }
}

async function workOff(at: Delivering & AttemptMeans, channel: string, busy: Set<string>): Promise<Tally> {
  const sending = new Map<string, Promise<void>>()
  const take = queue(at, channel, sending)
  const room = at.channels.concurrency(channel)
  const count = counting()
  busy.add(channel)
  try {
    for (;;) {
      while (sending.size < room) {
        const next = take()
        if (!next) break
        const sent = attempt(at, next).then((result) => {
          if (result !== null) count.add(result)
          sending.delete(next.subscription)
        })
        sending.set(next.subscription, sent)
      }
      // No await from here to the end: what is published after the last look into the store finds the channel free.
      if (sending.size === 0) return count.tally()
      await Promise.race(sending.values())
    }
  } finally {
    if (sending.size > 0) await Promise.allSettled(sending.values())
    busy.delete(channel)
  }
}

/** Gives one delivery after the other whose subscription is not being sent to; holds at most `limit` of them. */
function queue(at: Delivering, channel: string, sending: ReadonlyMap<string, unknown>): () => Due | undefined {
  let waiting: Due[] = []
  return () => {
    if (at.signal?.aborted) return undefined
    if (!waiting.some((delivery) => !sending.has(delivery.subscription))) {
      const fresh = at.store.due(at.now(), at.limit ?? 100, channel, [...sending.keys()])
      if (fresh.length === 0) return undefined
      waiting = [...fresh]
    }
    const index = waiting.findIndex((delivery) => !sending.has(delivery.subscription))
    return waiting.splice(index, 1)[0]
  }
}

/** Counts attempts; of subscriptions so many that they tell a sick channel from a sick receiver. */
function counting(): { readonly add: (attempt: Attempt) => void; readonly tally: () => Tally } {
  const failed = new Set<string>()
  let tally = nothing
  return {
    tally: () => tally,
    add: ({ subscription, outcome, state }) => {
      const key = state === 'due' ? 'retried' : state
      const isOurs = outcome.kind === 'retry' && outcome.ours === true
      if (outcome.kind !== 'delivered' && failed.size < mostTold) failed.add(subscription)
      tally = {
        ...tally,
        [key]: tally[key] + 1,
        ours: tally.ours + (isOurs ? 1 : 0),
        failed: failed.size,
        configured: tally.configured || (outcome.kind !== 'delivered' && isOwn(subscription)),
        last: outcome.kind === 'delivered' ? tally.last : outcome.why,
      }
    },
  }
}

const mostTold = 100

/** Those that operators named themselves: their receivers are known to them, and no stranger's. */
function isOwn(subscription: string): boolean {
  return !isStored(subscription) && subscription !== 'operator'
}
