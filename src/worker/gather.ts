import { setImmediate as breath } from 'node:timers/promises'
import { digestOf } from '../core/digest.ts'
import type { ChangeSet, Message } from '../core/model.ts'
import { reached } from '../steps.ts'
import type { NewDelivery } from '../store/store.ts'
import type { Kept, KeptDue } from '../store/subscription.ts'
import { iso, stableId } from './alerts.ts'
import type { Installation } from './installation.ts'
import { isStored, timingOf } from './subscribers.ts'

type Gathering = Pick<Installation, 'config' | 'store' | 'now'>

/** So many subscriptions at a time, before others get their turn. */
const batch = 50

/**
 * Makes deliveries of what was kept and has come due: one digest for a subscription that asked for digests, and for one that was
 * halted and is told at once, each change by itself. What was kept and the delivery it becomes are written in one transaction each,
 * so this can die anywhere and be run again.
 */
export async function gather(at: Gathering): Promise<void> {
  const now = at.now()
  const digest = digests(at, now)
  for (;;) {
    const due = at.store.keptDue(now, batch)
    if (due.length === 0) return
    for (const one of due) {
      reached('gathering')
      at.store.gathered(
        one.rows.map(({ id }) => id),
        deliveriesOf(at, one, digest),
        now,
      )
    }
    await breath()
  }
}

type DigestOf = (changeSets: readonly ChangeSet[], when: 'daily' | 'weekly') => Message

function deliveriesOf(
  at: Gathering,
  { subscription, channel, to, rows }: KeptDue,
  digest: DigestOf,
): readonly NewDelivery[] {
  const { when } = timingOf(at, subscription, isStored(subscription) ? at.store.subscription(subscription) : null)
  const recipient = { subscription, channel, to }
  if (when === 'at-once') return rows.map(({ id, message }) => ({ id, ...recipient, message }))
  const id = stableId('digest', subscription, ...rows.map((row) => row.id))
  return [{ id, ...recipient, message: digest(rows.flatMap(changeSetIn), when) }]
}

function changeSetIn({ message }: Kept): readonly ChangeSet[] {
  return message.kind === 'changes' ? [message.changeSet] : []
}

/** Thousands of subscribers are owed the same: it is made up once, as long as it is the same as for the one before. */
function digests({ store }: Pick<Gathering, 'store'>, now: number): DigestOf {
  let last: { readonly of: readonly ChangeSet[]; readonly when: string; readonly message: Message } | null = null
  return (changeSets, when) => {
    if (last?.when === when && same(last.of, changeSets)) return last.message
    const first = new Map(changeSets.toReversed().map(({ source, id }) => [source.id, id]))
    const whole = [...first.values()].flatMap((id) => store.changeSetsFrom(id))
    const message = { kind: 'digest' as const, digest: digestOf(changeSets, whole, when, iso(now)) }
    last = { of: changeSets, when, message }
    return message
  }
}

/** By identity: the store gives the same object for the same message, as long as it remembers it. */
function same(a: readonly ChangeSet[], b: readonly ChangeSet[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}
