import type { Subscription, WithStanding } from '../store/subscription.ts'
import { confirmation } from './ask.ts'
import type { Desk } from './desk.ts'
import { allowed } from './limits.ts'

/** How renewing went. `limited`: too often, and nothing was changed; `left`: the subscription is no more. */
export type Renewal =
  | { readonly kind: 'renewed'; readonly subscription: WithStanding }
  | { readonly kind: 'limited' }
  | { readonly kind: 'left' }

/**
 * Makes every link given out before worthless. A mail address gets the new ones by mail as well, however many mails strangers asked
 * for in its name. Where no more may be written the links stay as they are: nobody is to hold links that their owner was not sent.
 */
export function renewLinks(desk: Desk, given: Subscription): Renewal {
  const { id, channel, secrets, state } = given
  const isMailed = secrets.length === 0 && channel === desk.config.signup.email && state === 'active'
  if (isMailed && !allowed(desk, 'renewal', id)) return { kind: 'limited' }
  if (!desk.store.renewLinks(id, desk.now())) return { kind: 'left' }
  const subscription = desk.store.subscription(id)
  if (subscription === null) return { kind: 'left' }
  if (isMailed) desk.store.subscribe([], [confirmation(desk, subscription, 'renewed')], desk.now())
  return { kind: 'renewed', subscription }
}
