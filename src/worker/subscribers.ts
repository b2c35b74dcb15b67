import type { Config } from '../config/config.ts'
import { filtered } from '../core/filter.ts'
import type { ChangeSet, Message } from '../core/model.ts'
import { dueAt } from '../core/timing.ts'
import { atOnce, type Timing, type Wishes } from '../core/wishes.ts'
import type { Owed } from '../store/store.ts'
import type { Halt, Subscription } from '../store/subscription.ts'
import { stableId } from './alerts.ts'
import type { Installation } from './installation.ts'

/** Whoever is told, of the configuration or of the store. `name`: what deliveries call him. */
export type Subscriber = {
  readonly name: string
  readonly channel: string
  readonly to: string
  readonly wishes: Wishes
  readonly halt: Halt | null
}

type Known = Pick<Installation, 'store'> & { readonly config: Pick<Config, 'subscriptions'> }

/** Brings what is owed in line with the configuration: a new address gets it, whoever left gets nothing more. */
export function readdress({ config, store, now }: Pick<Installation, 'config' | 'store' | 'now'>): void {
  const operators = config.operator.map((recipient) => ({ ...recipient, name: 'operator' }))
  store.readdress([...config.subscriptions, ...operators], now())
}

/** Everybody who is subscribed, one by one: memory does not grow with their number. */
export function* subscribers({ config, store }: Known): Generator<Subscriber> {
  const halts = store.halted()
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

/** What everybody is owed for a change set: a delivery, or something that is kept for a digest or until a halt ends. */
export function* owedFor(at: Known & Pick<Installation, 'now'>, changeSet: ChangeSet): Generator<Owed> {
  const wanted = wantedOf(changeSet)
  const whenDue = dueTimes(at.now())
  for (const subscriber of subscribers(at)) {
    const message = wanted(subscriber.wishes)
    if (message !== null) yield owed(subscriber, changeSet, message, whenDue)
  }
}

/** One row for a change set. Its id comes from both, so that whatever records it a second time changes nothing. */
export function owed(
  { name, channel, to, wishes, halt }: Subscriber,
  { id }: ChangeSet,
  message: Message,
  whenDue: (timing: Timing) => number,
): Owed {
  const row = { id: deliveryId(id, name), subscription: name, channel, to, message }
  if (halt !== null) return { ...row, kept: true, notBefore: null }
  const notBefore = whenDue(wishes.timing)
  return wishes.timing.when === 'at-once' ? { ...row, notBefore } : { ...row, kept: true, notBefore }
}

/** So many different filters and timings are remembered: most subscribers share a few. */
const rememberedOf = 200

/** When something that is published now is due. Time zones take their time, and most subscribers share a few timings. */
export function dueTimes(now: number): (timing: Timing) => number {
  const known = new Map<string, number>()
  return (timing) => {
    const key = JSON.stringify(timing)
    const due = known.get(key) ?? dueAt(timing, now)
    if (known.size >= rememberedOf) known.clear()
    known.set(key, due)
    return due
  }
}

export function deliveryId(changeSet: string, name: string): string {
  return stableId('delivery', changeSet, name)
}

/** What wishes let through of a change set: the same object for the same filter, so that it is stored once. */
export function wantedOf(changeSet: ChangeSet): (wishes: Pick<Wishes, 'filter'>) => Message | null {
  const kept = new Map<string, Message | null>()
  return ({ filter }) => {
    const key = JSON.stringify(filter)
    const known = kept.get(key)
    if (known !== undefined) return known
    const part = filtered(changeSet, filter)
    const message = part === null ? null : { kind: 'changes' as const, changeSet: part }
    if (kept.size >= rememberedOf) kept.clear()
    kept.set(key, message)
    return message
  }
}
