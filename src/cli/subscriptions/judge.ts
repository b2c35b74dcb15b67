import type { Fault } from '../../core/model.ts'
import type { Store } from '../../store/store.ts'
import type { Halt, Subscription, WithStanding } from '../../store/subscription.ts'
import { sameSubscription } from './add.ts'
import type { Line } from './line.ts'
import { vouched } from './recipient.ts'
import type { Changes, Spool, Spooled } from './spool.ts'
import { sameness, wishesText } from './wishes.ts'

/** What becomes of a line. `there`: it changes nothing; `left`: whoever had its id is here no more, and stays away. */
export type Verdict =
  | { readonly kind: 'added' | 'changed' | 'there' | 'left' }
  | { readonly kind: 'faults'; readonly faults: Fault[] }

/** `bringBack`: whoever left is subscribed again. */
export type Given = { readonly label: string | null; readonly now: number; readonly bringBack?: boolean }

/**
 * Makes what decides on each line, and puts those that change something into the spool. A line takes the place of the subscription
 * with its id, and keeps what it does not say itself, as secrets. Whoever gets the same at the same address already is left alone.
 */
export function judge(store: Store, spool: Spool, given: Given): (line: Line, number: number) => Verdict {
  const isEmpty = Object.values(store.countSubscriptions()).every((count) => count === 0)
  return (line, number) => {
    const { id, channel, to } = line
    const before = id === undefined ? null : spool.lineOf(id)
    const there = isEmpty ? null : thatIsThere(store, spool, line)
    if (there !== null && (there.channel !== channel || there.to !== to)) return another(number)
    if (there === null && id !== undefined && staysAway(store, id, given)) return { kind: 'left' }
    const spooled = spooledOf(line, there, given)
    const { subscription, halt } = spooled
    if (there !== null && halt === null && !differs(there, spooled)) return { kind: 'there' }
    const same = sameness(channel, to, there === null ? line.wishesText : wishesText(subscription.wishes))
    if (before !== null) return twice(number, before)
    if (!spool.put(number, same, spooled)) return { kind: 'there' }
    return { kind: there === null ? 'added' : 'changed' }
  }
}

/**
 * What becomes of it in the moment of writing: others may have changed it since its line was read, or it may have left. Only what
 * the line changes is changed. `null`: it has left, and is left alone.
 */
export function settled(
  store: Pick<Store, 'hasLeft'>,
  { subscription, changes, wasThere, halt }: Spooled,
  there: WithStanding | null,
  given: Given,
): { readonly subscription: Subscription; readonly halt: Halt | null } | null {
  if (there === null) return wasThere || staysAway(store, subscription.id, given) ? null : { subscription, halt }
  const isSame = there.channel === subscription.channel && there.to === subscription.to
  return isSame ? { subscription: over(there, changes, given.now), halt } : null
}

function staysAway(store: Pick<Store, 'hasLeft'>, id: string, { bringBack }: Given): boolean {
  return bringBack !== true && store.hasLeft(id)
}

function thatIsThere(store: Store, spool: Spool, line: Line): WithStanding | null {
  const byId = line.id === undefined ? null : store.subscription(line.id)
  if (byId !== null) return byId
  const same = sameSubscription(store, line)
  // One that another line changes is not the same any more.
  return same === null || spool.lineOf(same.id) !== null ? null : same
}

function spooledOf(line: Line, there: WithStanding | null, given: Given): Spooled {
  const changes = changesBy(line, there)
  const subscription = there === null ? fresh(line, given) : over(there, changes, given.now)
  const halt = line.halt !== undefined && line.halt.kind !== there?.halt?.kind ? line.halt : null
  return { subscription, changes, wasThere: there !== null, halt }
}

/** What a line says, without what is so already. */
function changesBy(line: Line, there: WithStanding | null): Changes {
  const isOther = (said: unknown, is: unknown): boolean => there === null || wishesText(said) !== wishesText(is)
  const { label, origin, secrets, generation, wishes } = line
  const isAsBefore = there !== null && wishesText(there.wishes) === line.wishesText
  const keys = isAsBefore ? [] : line.stated.filter((key) => isOther(wishes[key], there?.wishes[key]))
  return {
    ...(label !== undefined && isOther(label, there?.label) && { label }),
    ...(origin !== undefined && isOther(origin, there?.origin) && { origin }),
    ...(secrets !== undefined && isOther(secrets, there?.secrets) && { secrets }),
    ...(generation !== undefined && { generation }),
    wishes: Object.fromEntries(keys.map((key) => [key, wishes[key]])),
  }
}

function fresh(line: Line, { label: called, now }: Given): Subscription {
  const { id, channel, to, wishes, label = called, origin, secrets, generation, createdAt, confirmedAt = now } = line
  return vouched(
    { channel, to, wishes },
    {
      ...{ label, confirmedAt, changedAt: now },
      ...(id !== undefined && { id }),
      ...(createdAt !== undefined && { createdAt }),
      ...(origin !== undefined && { origin }),
      ...(secrets !== undefined && { secrets }),
      generation: Math.max(generation ?? 0, 1),
    },
    now,
  )
}

function over({ halt: _, ...there }: WithStanding, { wishes, generation = 0, ...rest }: Changes, now: number) {
  return {
    ...{ ...there, ...rest, state: 'active', expiresAt: null, changedAt: now },
    wishes: { ...there.wishes, ...wishes },
    // Links that were made worthless stay so.
    generation: Math.max(generation, there.generation),
    confirmedAt: there.confirmedAt ?? now,
  } satisfies Subscription
}

/** Whether the subscription that is there would not be the same afterwards. */
function differs({ state, generation }: WithStanding, { subscription, changes }: Spooled): boolean {
  const { generation: _, wishes, ...others } = changes
  const some = Object.keys(wishes).length + Object.keys(others).length > 0
  return some || state !== 'active' || generation !== subscription.generation
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
