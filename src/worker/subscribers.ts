import type { Installation } from './installation.ts'

/** Brings what is owed in line with the configuration: a new address gets it, whoever left gets nothing more. */
export function readdress({ config, store, now }: Installation): void {
  const operators = config.operator.map((recipient) => ({ ...recipient, name: 'operator' }))
  store.readdress([...config.subscriptions, ...operators], now())
}
