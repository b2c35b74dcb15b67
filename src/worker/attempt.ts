import type { Envelope, Sender } from '../channels/channel.ts'
import type { Message, Outcome } from '../core/model.ts'
import { afterAttempt } from '../core/retry.ts'
import { outsideQuiet } from '../core/timing.ts'
import { reached } from '../steps.ts'
import type { AfterAttempt, Due, Store } from '../store/store.ts'
import type { Subscription } from '../store/subscription.ts'
import { linkKey, personalLinks } from '../subscriptions/links.ts'
import type { Delivering } from './deliver.ts'
import type { Attempted } from './record.ts'
import { isStored, timingOf } from './subscribers.ts'

export type AttemptMeans = {
  readonly record: (row: Attempted) => Promise<void>
  readonly content: (channel: string, hash: string, sender: Pick<Sender, 'render'>) => string
}

/** How an attempt ended, and what became of the delivery. */
export type Attempt = {
  readonly subscription: string
  readonly outcome: Outcome
  readonly state: AfterAttempt['state']
}

/**
 * Sends one delivery and records how it went; `null` when there is nothing to send any more, or not now: whoever left, was halted
 * or has quiet hours since it was taken from the queue gets nothing.
 */
export async function attempt(at: Delivering & AttemptMeans, delivery: Due): Promise<Attempt | null> {
  const sender = await opened(at, delivery.channel)
  const now = at.now()
  const owed = at.store.isDue(delivery.id)
  const stored = isStored(delivery.subscription) ? at.store.subscription(delivery.subscription) : null
  // Moved to another channel since it was taken from the queue: that one's turn comes.
  if (owed === null || owed.channel !== delivery.channel) return null
  if (isStored(delivery.subscription) && stored === null) return recorded(at, delivery, left)
  const later = Math.max(quietEnd(at, delivery, stored, now), askedUntil(at.store, delivery.subscription, now))
  if (later > now) {
    at.store.postpone(delivery.id, later)
    return null
  }
  const outcome = await outcomeOf(at, sender, { ...delivery, to: owed.to }, stored)
  reached('sent')
  return recorded(at, delivery, outcome)
}

/** Never so in a store that is whole: leaving ends what is owed. Sent to nobody all the same. */
const left: Outcome = { kind: 'refused', why: 'no longer subscribed' }

async function recorded(at: Delivering & AttemptMeans, delivery: Due, outcome: Outcome): Promise<Attempt> {
  const next = decided(at, delivery, outcome)
  if (outcome.kind === 'retry' && outcome.notBefore !== undefined)
    remember(at.store, delivery.subscription, next.notBefore)
  const answer = outcome.kind === 'delivered' ? outcome.receipt : outcome.why
  await at.record({ id: delivery.id, attempt: { at: at.now(), outcome: outcome.kind, answer }, next })
  reached('recorded')
  note(at, delivery, next, answer)
  return { subscription: delivery.subscription, outcome, state: next.state }
}

/** Kinds that were not asked for at this moment, and can wait for the morning. */
const patient: readonly Message['kind'][] = ['changes', 'digest', 'reminder']

function quietEnd(at: Delivering, { subscription, hash }: Due, stored: Subscription | null, now: number): number {
  const timing = timingOf(at, subscription, stored)
  if (timing.quiet === null || !isPatient(at, hash)) return now
  return outsideQuiet(timing, now)
}

/** What cannot be read is no reason to hold up the others: that it cannot be sent is found, and told, when it is to be sent. */
function isPatient({ store }: Delivering, hash: string): boolean {
  try {
    return patient.includes(store.message(hash).kind)
  } catch {
    return false
  }
}

/** Until when receivers asked to be left alone (Retry-After): it holds for everything that is owed to them. */
const asked = new WeakMap<Store, Map<string, number>>()

function remember(store: Store, subscription: string, until: number): void {
  asked.set(store, (asked.get(store) ?? new Map()).set(subscription, until))
}

function askedUntil(store: Store, subscription: string, now: number): number {
  const until = asked.get(store)?.get(subscription) ?? now
  if (until <= now) asked.get(store)?.delete(subscription)
  return until
}

/** Before anything is asked of the store: whoever leaves while a channel opens gets nothing. */
async function opened({ channels }: Delivering, channel: string): Promise<Sender | Outcome> {
  try {
    return (await channels.sender(channel)) ?? ours(`no channel is called ${channel} in the configuration`)
  } catch (error) {
    return fault(error)
  }
}

/** Whatever goes wrong on our own side is tried again: a fault of ours must not lose a message, nor stop the others. */
async function outcomeOf(
  at: Delivering & AttemptMeans,
  sender: Sender | Outcome,
  delivery: Due,
  stored: Subscription | null,
): Promise<Outcome> {
  const { channel, hash } = delivery
  if ('kind' in sender) return sender
  try {
    const content = at.content(`${channel} ${at.channels.kind(channel)}`, hash, sender)
    const envelope = envelopeOf(at, delivery, content, stored)
    reached('sending')
    return await sender.send(envelope, () => at.store.isDue(delivery.id) !== null)
  } catch (error) {
    return fault(error)
  }
}

function fault(error: unknown): Outcome {
  return ours(`a fault of our own: ${error instanceof Error ? error.message : String(error)}`)
}

function ours(why: string): Outcome {
  return { kind: 'retry', why, ours: true }
}

function envelopeOf(
  { store, config }: Delivering,
  { id, to, createdAt }: Due,
  content: string,
  stored: Subscription | null,
): Envelope {
  const site = config.web.listen === null ? null : config.web.publicUrl
  return {
    ...{ id, to, content, createdAt },
    ...(stored !== null && site !== null && { links: personalLinks(site, linkKey(store), stored) }),
    ...(stored !== null && stored.secrets.length > 0 && { secrets: stored.secrets }),
  }
}

/** Operators have no subscription that could be stopped: what cannot reach them is given up at once. */
function decided(at: Delivering, delivery: Due, outcome: Outcome): AfterAttempt {
  const { subscription, attempts } = delivery
  const now = at.now()
  const isOperator = subscription === 'operator'
  const doubted = outcome.kind === 'gone' && (isOperator || isSecond(at, delivery))
  const { halts, doubted: doubts, ...next } = afterAttempt(attempts, outcome, now, at.random(), doubted)
  if (isOperator) return next
  const why = 'why' in outcome ? outcome.why : ''
  return {
    ...next,
    ...(doubts !== undefined && { doubted: doubts }),
    ...(halts !== undefined && { halt: { kind: halts, by: 'receiver', why, at: now } }),
  }
}

/**
 * Whether "gone" confirms an earlier one: said of the same delivery an hour later, or of one that came to be owed since. Of two that
 * were owed at once the second says no more than the first.
 */
function isSecond({ store }: Delivering, { id, subscription, createdAt }: Due): boolean {
  const { doubtedAt } = store.standing(subscription)
  if (doubtedAt === null) return false
  return createdAt > doubtedAt || store.delivery(id)?.history.some(({ outcome }) => outcome === 'gone') === true
}

function note(at: Delivering, { id, subscription, channel, attempts }: Due, next: AfterAttempt, answer: string): void {
  const facts = { delivery: id, subscription, channel, state: next.state }
  if (next.state === 'delivered') at.log.info(facts, 'delivered')
  else at.log.warn({ ...facts, attempts: attempts + 1, notBefore: next.notBefore }, answer)
  if (next.halt !== undefined) at.log.warn({ subscription, channel }, `the subscription is ${next.halt.kind}`)
}
