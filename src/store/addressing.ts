import { laneOf } from '../core/lane.ts'
import type { Database, Row } from './database.ts'
import type { DeliveryStore } from './delivery.ts'
import { text } from './row.ts'
import { endHalt, type Place, placeOf } from './standing.ts'

type Configured = Parameters<DeliveryStore['readdress']>[0]

const stored = `substr(subscription, 1, 1) <> '_'`

/**
 * Must run inside a transaction. What a stored subscription is owed goes to its new address, which has no standing yet: what could
 * not be sent to the old one is due again.
 */
export function move(db: Database, name: string, { channel, to }: Place, at: number): void {
  forget(db, name, at)
  // What was delivered too: it may be asked for again, and must not go to the old address then.
  const sql = 'update delivery set channel = ?, recipient = ?, lane = ? where subscription = ?'
  db.run(sql, channel, to, laneOf(to), name)
  db.run(
    'update kept set channel = ?, recipient = ? where subscription = ? and part_of is null',
    ...[channel, to, name],
  )
}

function forget(db: Database, name: string, at: number): void {
  endHalt(db, name, at, at)
  db.run('delete from standing where name = ?', name)
}

/** Must run inside a transaction. Brings what subscriptions of the configuration are owed in line with it. */
export function readdress(db: Database, subscriptions: Configured, at: number): void {
  const places = new Map<string, Place[]>()
  for (const { name, channel, to } of subscriptions) places.set(name, [...(places.get(name) ?? []), { channel, to }])
  for (const row of db.all(`select * from standing where substr(name, 1, 1) <> '_'`))
    reconsider(db, row, places.get(text(row, 'name')) ?? [], at)
  const due = `select distinct subscription, channel, recipient from delivery where state = 'due' and ${stored}`
  const kept = `select distinct subscription, channel, recipient from kept where part_of is null and ${stored}`
  for (const row of db.all(due)) redirect(row, places, (old, now) => redirectDue(db, old, now, at))
  for (const row of db.all(kept)) redirect(row, places, (old, now) => redirectKept(db, old, now))
}

/** The standing of an address is not that of the next one. A halt by hand, before anything was sent, is of the first that is known. */
function reconsider(db: Database, row: Row, mine: readonly Place[], at: number): void {
  const name = text(row, 'name')
  const [first] = mine
  const earned = placeOf(row)
  if (first === undefined) db.run('delete from standing where name = ?', name)
  else if (earned === null)
    db.run('update standing set channel = ?, recipient = ? where name = ?', first.channel, first.to, name)
  else if (!isAmong(mine, earned)) forget(db, name, at)
}

function isAmong(places: readonly Place[], { channel, to }: Place): boolean {
  return places.some((one) => one.channel === channel && one.to === to)
}

type Old = readonly [subscription: string, channel: string, to: string]

/** Where a name has several addresses, nobody can say which of them took the place of the one that is gone. */
function redirect(
  row: Row,
  places: ReadonlyMap<string, readonly Place[]>,
  change: (old: Old, now: Place | null) => void,
): void {
  const [name, channel, to] = [text(row, 'subscription'), text(row, 'channel'), text(row, 'recipient')]
  const mine = places.get(name) ?? []
  if (isAmong(mine, { channel, to })) return
  const [only, ...others] = mine
  change([name, channel, to], only !== undefined && others.length === 0 ? only : null)
}

function redirectDue(db: Database, old: Old, now: Place | null, at: number): void {
  const where = `state = 'due' and ${stored} and subscription = ? and channel = ? and recipient = ?`
  if (now === null)
    db.run(
      `update delivery set state = 'gone', not_before = ?, last = 'no longer subscribed' where ${where}`,
      at,
      ...old,
    )
  else
    db.run(
      `update delivery set channel = ?, recipient = ?, lane = ? where ${where}`,
      ...[now.channel, now.to, laneOf(now.to), ...old],
    )
}

function redirectKept(db: Database, old: Old, now: Place | null): void {
  const where = `part_of is null and ${stored} and subscription = ? and channel = ? and recipient = ?`
  if (now === null) db.run(`delete from kept where ${where}`, ...old)
  else db.run(`update kept set channel = ?, recipient = ? where ${where}`, now.channel, now.to, ...old)
}
