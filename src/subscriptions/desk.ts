import type { Challenged } from '../channels/webhook/challenge.ts'
import type { Config } from '../config/config.ts'
import type { Wishes } from '../core/wishes.ts'
import type { Store } from '../store/store.ts'
import type { Subscription } from '../store/subscription.ts'

/** What subscriptions are made and changed with, by people and by operators. Clock and chance come in here. */
export type Desk = {
  readonly store: Store
  readonly config: Pick<Config, 'signup' | 'channels' | 'sources'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** So many random bytes. */
  readonly chance: (size: number) => Buffer
  /** Sends a signed challenge to the receiver of a webhook and looks at the answer. Does not throw for a remote failure. */
  readonly challenge: (subscription: Pick<Subscription, 'id' | 'channel' | 'to' | 'secrets'>) => Promise<Challenged>
}

const dayLength = 86_400_000

/** How long somebody has to confirm. */
const timeToConfirm = 2 * dayLength

/** A subscription as it begins: pending. */
export function newSubscription(
  { chance, now }: Pick<Desk, 'chance' | 'now'>,
  given: {
    readonly channel: string
    readonly to: string
    readonly wishes: Wishes
    readonly secrets?: readonly string[]
  },
): Subscription {
  const at = now()
  return {
    id: `_${chance(10).toString('hex')}`,
    ...{ label: null, origin: 'person', state: 'pending', secrets: [], ...given },
    ...{ generation: 1, createdAt: at, changedAt: at, confirmedAt: null, expiresAt: at + timeToConfirm },
  }
}

/** A secret to sign webhooks with, as Standard Webhooks writes it: 32 random bytes. */
export function newSecret({ chance }: Pick<Desk, 'chance'>): string {
  return `whsec_${chance(32).toString('base64')}`
}
