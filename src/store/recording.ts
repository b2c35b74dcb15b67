import { laneOf } from '../core/lane.ts'
import type { Database } from './database.ts'
import type { NewDelivery, Owed } from './delivery.ts'
import { messageWriter } from './messages.ts'
import { text } from './row.ts'

/** An id is told once: what is a delivery, or was kept, is not recorded again as either. */
const owedSql = `
  insert into delivery (id, subscription, channel, recipient, lane, message, state, created_at, not_before, last)
  select ?, ?, ?, ?, ?, ?, ?, ?, ?, ? where not exists (select 1 from kept where id = ?)
  on conflict (id) do nothing`

const gatheredSql = `
  insert into delivery (id, subscription, channel, recipient, lane, message, state, created_at, not_before, last)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (id) do nothing`

const keptSql = `
  insert into kept (id, subscription, channel, recipient, message, created_at, due_at)
  select ?, ?, ?, ?, ?, ?, ? where not exists (select 1 from delivery where id = ?)
  on conflict (id) do nothing`

/** Must run inside a transaction. Takes one after the other: nothing grows with their number. */
export function record(db: Database, owed: Iterable<Owed>, at: number): void {
  const hashOf = messageWriter(db)
  for (const one of owed) {
    if (hasLeft(db, one.subscription)) continue
    const hash = hashOf(one.message)
    if (one.kept === true) keep(db, one, hash, at)
    else db.run(owedSql, ...values(db, one, hash, at), one.id)
  }
}

/** Whoever works off a list of subscribers may come to one who left meanwhile: his address is not written down again. */
function hasLeft(db: Database, name: string): boolean {
  return name.startsWith('_') && db.get('select 1 as one from subscription where id = ?', name) === undefined
}

/** The same for what was kept under these ids. Must run inside a transaction. */
export function recordGathered(db: Database, deliveries: readonly NewDelivery[], at: number): void {
  const hashOf = messageWriter(db)
  for (const one of deliveries) db.run(gatheredSql, ...values(db, one, hashOf(one.message), at))
}

function keep(db: Database, owed: Owed, hash: string, at: number): void {
  const { id, subscription, channel, to, notBefore } = owed
  const dueAt = haltOf(db, subscription) === null ? (notBefore ?? null) : null
  db.run(keptSql, id, subscription, channel, to, hash, at, dueAt, id)
}

/** While a subscription is halted nothing is due to it, but the message that somebody asks for to get in again. */
function values(
  db: Database,
  { id, subscription, channel, to, message, notBefore }: NewDelivery,
  hash: string,
  at: number,
) {
  const halt = message.kind === 'confirmation' ? null : haltOf(db, subscription)
  const state = halt === null ? 'due' : 'dead'
  return [id, subscription, channel, to, laneOf(to), hash, state, at, notBefore ?? at, halt] as const
}

/** Why nothing is sent to it; `null` when it is not halted. */
function haltOf(db: Database, name: string): string | null {
  const row = db.get('select halt_why from standing where name = ? and halt_kind is not null', name)
  return row ? text(row, 'halt_why') : null
}
