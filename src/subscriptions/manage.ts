import { dueAt } from '../core/timing.ts'
import type { Wishes } from '../core/wishes.ts'
import type { Subscription, WithStanding } from '../store/subscription.ts'
import { hostOf } from './addresses.ts'
import { type Desk, newSecret } from './desk.ts'
import { type Limited, limited } from './limits.ts'
import { knownLinkKey, type Purpose, readToken } from './links.ts'

/** Whom a link opens: nobody (forged, expired, or renewed since), one who is there no more, or a subscription. */
export type Access =
  | { readonly kind: 'none' }
  | { readonly kind: 'left' }
  | { readonly kind: 'open'; readonly subscription: WithStanding }

type Known = Pick<Desk, 'store' | 'now'>

/** What a token opens. Reads and changes nothing. */
export function access({ store, now }: Known, purpose: Purpose, token: string): Access {
  const key = knownLinkKey(store)
  const named = key === null ? null : readToken(key, purpose, token, now())
  if (named === null) return { kind: 'none' }
  const subscription = store.subscription(named.id)
  if (subscription === null || isOver(subscription, now())) return { kind: 'left' }
  return subscription.generation === named.generation ? { kind: 'open', subscription } : { kind: 'none' }
}

function isOver({ state, expiresAt }: Subscription, now: number): boolean {
  return state === 'pending' && expiresAt !== null && expiresAt <= now
}

/** The owner of a mail address says yes. `false` when it is too late. One that is confirmed stays so. */
export function confirm({ store, now }: Known, { id, wishes }: WithStanding): boolean {
  return store.confirm(id, now(), dueAt(wishes.timing, now()))
}

/** How a challenge went: `confirmed`, no answer or a wrong one (`why`, for people), too many were asked for, or it is too late. */
export type Proof =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'unanswered'; readonly why: string }
  | Limited
  | { readonly kind: 'left' }

/** Sends the challenge to a webhook's receiver now; the right answer confirms the subscription. */
export async function prove(desk: Desk, subscription: WithStanding): Promise<Proof> {
  const { id, state, to } = subscription
  if (state === 'active') return { kind: 'confirmed' }
  const over = limited(desk, [
    ['challenge', id],
    ['host', hostOf(to)],
  ])
  if (over !== null) return over
  const answer = await desk.challenge(subscription)
  if (answer.kind === 'unanswered') return { kind: 'unanswered', why: answer.why }
  return confirm(desk, subscription) ? { kind: 'confirmed' } : { kind: 'left' }
}

/** What is kept for a digest comes when the new timing says. */
export function change({ store, now }: Known, { id }: Subscription, wishes: Wishes): boolean {
  return store.setWishes(id, wishes, dueAt(wishes.timing, now()), now())
}

/** Nothing is sent until it is resumed; what is owed meanwhile is kept. */
export function pause({ store, now }: Known, { id }: Subscription, by: 'person' | 'operator', why: string): void {
  store.halt(id, { kind: 'paused', by, why, at: now() })
}

/** What was kept comes now, or with the next digest; also after the receiver had said that it is gone. */
export function resume({ store, now }: Known, { id, wishes }: Subscription): boolean {
  return store.resume(id, dueAt(wishes.timing, now()), now())
}

/** So many sign at most while a secret is being replaced. */
const mostSecrets = 4

/**
 * A new secret, before those there are, which sign too until they are dropped. The oldest always stays: it is the one that the receiver
 * surely has, however often the button was pressed. `null` when the subscription is no more.
 */
export function rotateSecret(desk: Desk, { id, secrets }: Subscription): string | null {
  const secret = newSecret(desk)
  const others = secrets.length < mostSecrets ? secrets : [...secrets.slice(0, mostSecrets - 2), ...secrets.slice(-1)]
  return desk.store.setSecrets(id, [secret, ...others], desk.now()) ? secret : null
}

/** Only the newest secret signs from now on. */
export function dropOldSecrets({ store, now }: Known, { id, secrets }: Subscription): boolean {
  return store.setSecrets(id, secrets.slice(0, 1), now())
}

/** The subscription is no more, and its address is forgotten. `false` when it was gone already. */
export function leave({ store, now }: Known, { id }: Pick<Subscription, 'id'>, why: string): boolean {
  return store.leave(id, why, now())
}
