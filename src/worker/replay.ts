import type { Config } from '../config/config.ts'
import { outsideQuiet } from '../core/timing.ts'
import type { Delivery, Store } from '../store/store.ts'
import { deliveryId, dueTimes, owed, wantedOf } from './owed.ts'
import { readdress, type Subscriber } from './subscribers.ts'

export type Replaying = {
  readonly store: Store
  readonly config: Config
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** How many deliveries are (or, in a dry run, would be) due again, newly recorded, and were on their way or kept already. */
export type Replayed = { readonly again: number; readonly recorded: number; readonly waiting: number }

/** So late does it become due where its address has changed meanwhile: until then it has the new one. */
const grace = 60_000

/**
 * Everything that was published since a time (milliseconds since the epoch) and that a subscription wants is owed to it again,
 * under the same ids: whatever it was told, alone or in a digest, is due again with the same bytes, and what it never was owed is
 * recorded now, as if it were published. What is due already, or kept for a digest, stays as it is. Change set by change set:
 * killed anywhere, it can be done again. Must not be called for one that is halted.
 */
export function replay(at: Replaying, subscriber: Subscriber, since: number, dryRun: boolean): Replayed {
  const count = { again: 0, recorded: 0, waiting: 0 }
  const done = new Set<string>()
  for (const { changeSet } of at.store.publishedSince(since)) {
    const message = wantedOf(changeSet)(subscriber.wishes)
    if (message === null) continue
    const id = deliveryId(changeSet.id, subscriber.name)
    const kept = at.store.keptAs(id)
    // One digest holds many: it is made due once.
    const told = kept?.delivery ?? id
    if (done.has(told)) continue
    done.add(told)
    const delivery = kept?.delivery === null ? null : at.store.delivery(told)
    if (delivery !== null && isOver(delivery)) {
      count.again += 1
      if (!dryRun) dueAgain(at, delivery, subscriber)
    } else if (delivery !== null || kept !== undefined) count.waiting += 1
    else {
      count.recorded += 1
      if (!dryRun) at.store.owe([owed(subscriber, changeSet, message, dueTimes(at.now()))], at.now())
    }
  }
  if (!dryRun) readdress(at)
  return count
}

function isOver({ state }: Delivery): boolean {
  return state !== 'due' && state !== 'retrying'
}

/** Not in the quiet hours; and not before it has the address of today, which `readdress` gives it. */
function dueAgain({ store, now }: Replaying, { id, channel, to }: Delivery, subscriber: Subscriber): void {
  const moved = channel !== subscriber.channel || to !== subscriber.to
  store.retry(id, outsideQuiet(subscriber.wishes.timing, now() + (moved ? grace : 0)))
}
