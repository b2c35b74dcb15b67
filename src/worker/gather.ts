import { setImmediate as breath } from 'node:timers/promises'
import { digestOf } from '../core/digest.ts'
import type { ChangeSet, Message } from '../core/model.ts'
import { reached } from '../steps.ts'
import type { NewDelivery } from '../store/store.ts'
import type { Gathered, Kept, KeptDue } from '../store/subscription.ts'
import { iso, report, stableId } from './alerts.ts'
import type { Installation } from './installation.ts'
import { isStored, timingOf } from './subscribers.ts'
import { withoutAddresses } from './without-addresses.ts'

/** So many subscriptions in one transaction, before others get their turn. */
const batch = 50
/** What cannot be made up is tried again after this time. */
const patience = 3_600_000

/**
 * Makes deliveries of what was kept and has come due: one digest for a subscription that asked for digests, and for one that was
 * halted and is told at once, each change by itself. What was kept and the delivery it becomes are written in one transaction,
 * so this can die anywhere and be run again. What cannot be made up for one is put off for an hour, and operators are told.
 *
 * Returns for how many something was made. `signal`: nothing more is begun when it is aborted. Rejects only when the store fails.
 */
export async function gather(at: Installation, signal?: AbortSignal): Promise<number> {
  const now = at.now()
  const digest = digests(at, now)
  const failed: Trouble[] = []
  let made = 0
  for (;;) {
    const names = at.store.keptDueNames(now, batch)
    if (names.length === 0 || signal?.aborted === true) break
    const troubles = gatherSome(at, names, digest, now)
    for (const { name } of troubles) at.store.putOff(name, now, now + patience)
    failed.push(...troubles)
    made += names.length - troubles.length
    await breath()
  }
  reportTrouble(at, failed, now)
  return made
}

type Trouble = { readonly name: string; readonly why: string }

/** Together; where that fails, one by one, so that only the one that is at fault is left out. */
function gatherSome(at: Installation, names: readonly string[], digest: DigestOf, now: number): readonly Trouble[] {
  const rowsOf = (name: string): readonly Gathered[] =>
    at.store
      .keptDueOf(name, now)
      .map((one) => ({ ids: one.rows.map(({ id }) => id), deliveries: deliveriesOf(at, one, digest) }))
  reached('gathering')
  try {
    at.store.gatheredAll(names.flatMap(rowsOf), now)
    return []
  } catch {
    return names.flatMap((name) => {
      try {
        at.store.gatheredAll(rowsOf(name), now)
        return []
      } catch (error) {
        return [{ name, why: error instanceof Error ? error.message : String(error) }]
      }
    })
  }
}

/** Name of the setting that holds the time until which something is put off; empty when nothing is. */
const putOffUntil = 'gathering-put-off'
const mostNamed = 5

/** It is over when all that was put off has come due again, and nothing failed. */
function reportTrouble(at: Installation, failed: readonly Trouble[], now: number): void {
  const place = 'digests'
  const [first] = failed
  if (first === undefined) {
    const until = at.store.setting(putOffUntil) ?? ''
    if (until === '' || now < Number(until)) return
    report(at, place, null)
    at.store.setSetting(putOffUntil, '')
    return
  }
  const named = failed.slice(0, mostNamed).map(({ name }) => name)
  const more = failed.length > named.length ? ` and ${failed.length - named.length} more` : ''
  at.store.setSetting(putOffUntil, String(now + patience))
  report(at, place, {
    code: 'not-gathered',
    place,
    why: `What is kept for ${named.join(', ')}${more} could not be made into messages: ${withoutAddresses(first.why)}`,
    next: 'It stays kept and is tried again every hour, and nothing else waits for it. If it stays, report it with this text; a damaged store can be replaced by a backup.',
  })
}

type DigestOf = (changeSets: readonly ChangeSet[], when: 'daily' | 'weekly') => Message

function deliveriesOf(
  at: Pick<Installation, 'config' | 'store'>,
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
function digests({ store }: Pick<Installation, 'store'>, now: number): DigestOf {
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
