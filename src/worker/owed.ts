import { filtered } from '../core/filter.ts'
import type { ChangeSet, Message } from '../core/model.ts'
import { dueAt } from '../core/timing.ts'
import type { Timing, Wishes } from '../core/wishes.ts'
import type { Owed } from '../store/store.ts'
import { stableId } from './alerts.ts'
import type { Installation } from './installation.ts'
import { type Known, type Subscriber, subscribers } from './subscribers.ts'

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
