import type { Subscription, WithStanding } from '../store/subscription.ts'
import { confirmation } from './ask.ts'
import type { Desk } from './desk.ts'
import { type Limited, limited } from './limits.ts'

/** How renewing went. `limited`: too often, and nothing was changed; `left`: the subscription is no more. */
export type Renewal =
  | { readonly kind: 'renewed'; readonly subscription: WithStanding }
  | Limited
  | { readonly kind: 'left' }

/**
 * Makes every link given out before worthless. A mail address gets the new ones by mail as well, however many mails strangers asked
 * for in its name. Where no more may be written the links stay as they are: nobody is to hold links that their owner was not sent.
 */
export function renewLinks(desk: Desk, given: Subscription): Renewal {
  const { id, channel, secrets, state } = given
  const isMailed = secrets.length === 0 && channel === desk.config.signup.email && state === 'active'
  const over = isMailed ? limited(desk, [['renewal', id]]) : null
  if (over !== null) return over
  if (!desk.store.renewLinks(id, desk.now())) return { kind: 'left' }
  const subscription = desk.store.subscription(id)
  if (subscription === null) return { kind: 'left' }
  if (isMailed) desk.store.subscribe([], [confirmation(desk, subscription, 'renewed')], desk.now())
  return { kind: 'renewed', subscription }
}
