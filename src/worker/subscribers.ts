import type { Config } from '../config/config.ts'
import { atOnce, type Timing, type Wishes } from '../core/wishes.ts'
import type { Halt, Subscription } from '../store/subscription.ts'
import type { Installation } from './installation.ts'

/** Whoever is told, of the configuration or of the store. `name`: what deliveries call him. */
export type Subscriber = {
  readonly name: string
  readonly channel: string
  readonly to: string
  readonly wishes: Wishes
  readonly halt: Halt | null
}

export type Known = Pick<Installation, 'store'> & { readonly config: Pick<Config, 'subscriptions'> }

/** Brings what is owed in line with the configuration: a new address gets it, whoever left gets nothing more. */
export function readdress({ config, store, now }: Pick<Installation, 'config' | 'store' | 'now'>): void {
  const operators = config.operator.map((recipient) => ({ ...recipient, name: 'operator' }))
  store.readdress([...config.subscriptions, ...operators], now())
}

/** Everybody who is subscribed, one by one: memory does not grow with their number. */
export function* subscribers({ config, store }: Known): Generator<Subscriber> {
  const halts = store.configuredHalts()
  for (const { name, channel, to, ...wishes } of config.subscriptions)
    yield { name, channel, to, wishes, halt: halts.get(name) ?? null }
  for (const { id, channel, to, wishes, halt } of store.eachSubscription())
    yield { name: id, channel, to, wishes, halt }
}

/** Begins the ids of subscriptions of the store. */
export function isStored(name: string): boolean {
  return name.startsWith('_')
}

/** When a subscription is told; operators are, at any time. `stored`: its row, where it has one. */
export function timingOf(
  { config }: { readonly config: Pick<Config, 'subscriptions'> },
  name: string,
  stored: Subscription | null,
): Timing {
  return stored?.wishes.timing ?? config.subscriptions.find((one) => one.name === name)?.timing ?? atOnce
}
