import type { Database } from './database.ts'
import { integer, integerOrNull, parseHalt, text, textOrNull } from './row.ts'
import type { Halt, SubscriptionStore } from './subscription.ts'

type StandingMethods = Pick<SubscriptionStore, 'standing' | 'halted' | 'doubt' | 'halt' | 'resume'>

/** Where the last message of a subscription went, or is going. */
export type Place = { readonly channel: string; readonly to: string }

const doubtSql = `
  insert into standing (name, channel, recipient, doubted_at) values (?, ?, ?, ?)
  on conflict (name) do update set doubted_at = coalesce(standing.doubted_at, excluded.doubted_at)`

const haltSql = `
  insert into standing (name, channel, recipient, halt_kind, halt_by, halt_why, halted_at, since) values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (name) do update set
    halt_kind = excluded.halt_kind, halt_by = excluded.halt_by, halt_why = excluded.halt_why, halted_at = excluded.halted_at,
    told_at = null,
    since = coalesce(standing.since, excluded.since)`

/** Whether receivers are there, and who is not sent to for now. Names of the configuration have no row of their own elsewhere. */
export function standingMethods(db: Database): StandingMethods {
  return {
    standing: (name) => {
      const row = db.get('select * from standing where name = ?', name)
      return row
        ? { doubtedAt: integerOrNull(row, 'doubted_at'), halt: parseHalt(row) }
        : { doubtedAt: null, halt: null }
    },
    halted: () => {
      const halts = new Map<string, Halt>()
      for (const row of db.all('select * from standing where halt_kind is not null order by name')) {
        const halt = parseHalt(row)
        if (halt !== null) halts.set(text(row, 'name'), halt)
      }
      return halts
    },
    doubt: (name, at) => db.transaction(() => doubt(db, name, at)),
    halt: (name, halt) => db.transaction(() => haltNow(db, name, halt)),
    resume: (name, keptUntil, at) => db.transaction(() => endHalt(db, name, keptUntil, at)),
  }
}

/** Must run inside a transaction. `place`: where it was tried; absent: the last one known. */
export function doubt(db: Database, name: string, at: number | null, place?: Place): void {
  if (at === null) {
    db.run('update standing set doubted_at = null where name = ?', name)
    db.run('delete from standing where name = ? and halt_kind is null', name)
    return
  }
  const known = isThere(db, name) ? (place ?? lastPlace(db, name)) : null
  if (known !== null) db.run(doubtSql, name, ...columns(name, known), at)
}

/**
 * Must run inside a transaction. What is due becomes dead, and the first of it is remembered, so that `endHalt` leaves older history
 * alone. `first`: the place in the queue of a delivery that just ended and belongs to it.
 */
export function haltNow(db: Database, name: string, halt: Halt, place?: Place, first?: number): void {
  const known = isThere(db, name) ? (place ?? lastPlace(db, name)) : null
  if (known === null) return
  const row = db.get(`select min(seq) as seq from delivery where subscription = ? and state = 'due'`, name) ?? {}
  const due = integerOrNull(row, 'seq') ?? first ?? nextSeq(db)
  const since = Math.min(due, first ?? due)
  db.run(haltSql, name, ...columns(name, known), halt.kind, halt.by, halt.why, halt.at, since)
  db.run(
    `update delivery set state = 'dead', not_before = ?, last = ? where subscription = ? and state = 'due'`,
    ...[halt.at, halt.why, name],
  )
  db.run('update kept set due_at = null where subscription = ? and part_of is null', name)
}

const resumeSql = `
  update delivery set state = 'due', not_before = ?, attempts = 0
  where subscription = ? and seq >= ? and state in ('dead', 'gone') and not exists (
    select 1 from message where hash = delivery.message
    and (message_json like '{"kind":"confirmation"%' or message_json like '{"kind":"reminder"%')
  )`

/**
 * Must run inside a transaction. Ends the doubt too: the next refusal is a first one again. A mail that asked for confirmation is not
 * sent again: whoever resumes has his links, and may have confirmed. Nor is a reminder: its days are wrong by now.
 */
export function endHalt(db: Database, name: string, keptUntil: number, at: number): boolean {
  const row = db.get('select since from standing where name = ? and halt_kind is not null', name)
  if (!row) return false
  db.run(resumeSql, at, name, integer(row, 'since'))
  db.run('update kept set due_at = ? where subscription = ? and part_of is null', keptUntil, name)
  db.run('delete from standing where name = ?', name)
  return true
}

/** Where a configured subscription's standing was earned; `null` when nothing was ever sent to it. */
export function placeOf(row: Parameters<typeof text>[0]): Place | null {
  const [channel, to] = [textOrNull(row, 'channel'), textOrNull(row, 'recipient')]
  return channel === null || to === null ? null : { channel, to }
}

const nowhere = { channel: '', to: '' }

function lastPlace(db: Database, name: string): Place {
  const row = db.get('select channel, recipient from delivery where subscription = ? order by seq desc limit 1', name)
  return row ? { channel: text(row, 'channel'), to: text(row, 'recipient') } : nowhere
}

/** Stored ones have their address in one place, from which it can be taken out. */
function columns(name: string, { channel, to }: Place): readonly [string | null, string | null] {
  return name.startsWith('_') || to === '' ? [null, null] : [channel, to]
}

/** Whoever left must not come back by an answer that arrives late. */
function isThere(db: Database, name: string): boolean {
  return !name.startsWith('_') || db.get('select 1 as there from subscription where id = ?', name) !== undefined
}

function nextSeq(db: Database): number {
  return (integerOrNull(db.get('select max(seq) as seq from delivery') ?? {}, 'seq') ?? 0) + 1
}
