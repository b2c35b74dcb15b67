import type { Fault } from '../../core/model.ts'
import type { Store } from '../../store/store.ts'
import type { Subscription, WithStanding } from '../../store/subscription.ts'
import { sameSubscription } from './add.ts'
import type { Line } from './line.ts'
import { vouched } from './recipient.ts'
import type { Spool } from './spool.ts'
import { sameness, wishesText } from './wishes.ts'

/** What becomes of a line. `there`: it changes nothing. */
export type Verdict =
  | { readonly kind: 'added' | 'changed' | 'there' }
  | { readonly kind: 'faults'; readonly faults: Fault[] }

/**
 * Makes what decides on each line, and puts those that change something into the spool. A line takes the place of the subscription
 * with its id, and keeps what it does not say itself, as secrets. Whoever gets the same at the same address already is left alone.
 */
export function judge(
  store: Store,
  spool: Spool,
  given: { readonly label: string | null; readonly now: number },
): (line: Line, number: number) => Verdict {
  const isEmpty = Object.values(store.countSubscriptions()).every((count) => count === 0)
  return (line, number) => {
    const { id, channel, to } = line
    const before = id === undefined ? null : spool.lineOf(id)
    const there = isEmpty ? null : thatIsThere(store, spool, line)
    if (there !== null && (there.channel !== channel || there.to !== to)) return another(number)
    const subscription = merged(line, there, given)
    if (there !== null && !differs(there, subscription, line)) return { kind: 'there' }
    const same = sameness(channel, to, line.wishesText)
    if (before !== null) return twice(number, before)
    const halt = line.halt ?? null
    if (!spool.put(number, same, subscription, halt)) return { kind: 'there' }
    return { kind: there === null ? 'added' : 'changed' }
  }
}

function thatIsThere(store: Store, spool: Spool, line: Line): WithStanding | null {
  const byId = line.id === undefined ? null : store.subscription(line.id)
  if (byId !== null) return byId
  const same = sameSubscription(store, line)
  // One that another line changes is not the same any more.
  return same === null || spool.lineOf(same.id) !== null ? null : same
}

function merged(line: Line, there: WithStanding | null, given: { label: string | null; now: number }): Subscription {
  const { id, channel, to, wishes, label, origin, secrets, generation, createdAt, confirmedAt } = line
  const { halt: _, ...before } = there ?? { halt: null }
  return vouched(
    { channel, to, wishes },
    {
      label: given.label,
      ...(id !== undefined && { id }),
      ...(createdAt !== undefined && { createdAt }),
      ...before,
      ...{ channel, to, wishes, state: 'active', expiresAt: null, changedAt: given.now },
      ...(label !== undefined && { label }),
      ...(origin !== undefined && { origin }),
      ...(secrets !== undefined && { secrets }),
      // Links that were made worthless stay so.
      generation: Math.max(generation ?? 0, there?.generation ?? 1),
      confirmedAt: there?.confirmedAt ?? confirmedAt ?? given.now,
    },
    given.now,
  )
}

/** Whether the subscription that is there would not be the same afterwards. */
function differs(there: WithStanding, wanted: Subscription, { halt, wishesText: text }: Line): boolean {
  return (
    there.state !== 'active' ||
    there.channel !== wanted.channel ||
    there.to !== wanted.to ||
    there.label !== wanted.label ||
    there.origin !== wanted.origin ||
    there.generation !== wanted.generation ||
    there.secrets.join(' ') !== wanted.secrets.join(' ') ||
    wishesText(there.wishes) !== text ||
    (halt !== undefined && there.halt?.kind !== halt.kind)
  )
}

function twice(number: number, before: number): Verdict {
  return wrong(number, `Line ${before} has this id too, for something else.`)
}

/** What was sent to the old address would go to the new one, if it were sent again. */
function another(number: number): Verdict {
  return wrong(number, 'The subscription with this id has another address.')
}

function wrong(number: number, why: string): Verdict {
  const next = 'Leave the id out: then it is a new subscription.'
  return { kind: 'faults', faults: [{ code: 'bad-line', place: `line ${number}, id`, why, next }] }
}
