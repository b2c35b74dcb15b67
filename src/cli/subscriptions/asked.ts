import { randomBytes } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import type { Wishes } from '../../core/wishes.ts'
import type { Store } from '../../store/store.ts'
import type { Subscription, WithStanding } from '../../store/subscription.ts'
import { confirmation } from '../../subscriptions/ask.ts'
import { newSubscription } from '../../subscriptions/desk.ts'
import { CommandFault } from '../fault.ts'

type Wanted = { readonly channel: string; readonly to: string; readonly wishes: Wishes; readonly label: string | null }

/**
 * A subscription that waits until its address has confirmed it, with the mail that asks. One that waits already is asked again:
 * what earlier mails asked for is worth nothing any more.
 */
export function asked(
  { config, store }: { readonly config: Config; readonly store: Store },
  wanted: Wanted,
  pending: WithStanding | null,
  now: number,
): Subscription {
  if (config.web.listen === null)
    throw new CommandFault({
      code: 'no-pages',
      place: '--ask',
      why: 'No pages are served, so nobody could confirm.',
      next: 'Set web.listen and web.publicUrl in the configuration, or vouch for the address: leave --ask out',
    })
  const desk = { config, now: () => now, chance: randomBytes }
  const { label, ...given } = wanted
  const fresh: Subscription = { ...newSubscription(desk, given), label, origin: 'operator' }
  const subscription = pending === null ? fresh : { ...fresh, id: pending.id, generation: pending.generation + 1 }
  store.subscribe([subscription], [confirmation(desk, subscription, 'new')], now)
  return subscription
}
