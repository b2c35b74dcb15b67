import type { Database, Row } from './database.ts'
import type { DeliveryStore, NewDelivery } from './delivery.ts'
import { recordGathered } from './recording.ts'
import { integer, integerOrNull, text } from './row.ts'
import type { KeptDue, SubscriptionStore } from './subscription.ts'

type KeepingMethods = Pick<
  SubscriptionStore,
  'keptDue' | 'keptDueNames' | 'keptDueOf' | 'nextKept' | 'putOff' | 'gathered' | 'gatheredAll'
>

/** One subscription has a few rows waiting: so many times the wanted number are looked at. */
const window = 8

/** What waits for the time of a digest, or for the end of a halt. */
export function keepingMethods(db: Database, message: DeliveryStore['message']): KeepingMethods {
  function names(now: number, limit: number): readonly string[] {
    const sql = 'select subscription from kept where part_of is null and due_at <= ? order by due_at, seq limit ?'
    return [...new Set(db.all(sql, now, limit * window).map((row) => text(row, 'subscription')))].slice(0, limit)
  }
  return {
    keptDue: (now, limit) => names(now, limit).flatMap((name) => waiting(db, name, now, message)),
    keptDueNames: names,
    keptDueOf: (name, now) => waiting(db, name, now, message),
    nextKept: () => integerOrNull(db.get('select min(due_at) as next from kept where part_of is null') ?? {}, 'next'),
    putOff: (name, now, until) => {
      db.run('update kept set due_at = ? where subscription = ? and part_of is null and due_at <= ?', until, name, now)
    },
    gathered: (ids, deliveries, at) => db.transaction(() => gather(db, ids, deliveries, at)),
    gatheredAll: (rows, at) =>
      db.transaction(() => {
        for (const { ids, deliveries } of rows) gather(db, ids, deliveries, at)
      }),
  }
}

/** What is halted stays as it is until it is resumed: it has no time. */
const gatheredSql = `
  update kept set part_of = ?, recipient = '' where id = ? and part_of is null and due_at is not null`

/** The address goes on to the delivery, and is kept there only. */
function gather(db: Database, ids: readonly string[], deliveries: readonly NewDelivery[], at: number): void {
  const [first, ...others] = deliveries
  const digest = others.length === 0 ? first?.id : undefined
  const known = new Set(deliveries.map(({ id }) => id))
  const made = new Set<string>()
  for (const id of ids) {
    const part = digest ?? id
    if (known.has(part) && db.run(gatheredSql, part, id) > 0) made.add(part)
  }
  recordGathered(
    db,
    deliveries.filter(({ id }) => made.has(id)),
    at,
  )
}

/** The rows of one subscription, by address where a name of the configuration has several. */
function waiting(db: Database, name: string, now: number, message: DeliveryStore['message']): readonly KeptDue[] {
  const sql = 'select * from kept where subscription = ? and part_of is null and due_at <= ? order by seq'
  const groups = Map.groupBy(db.all(sql, name, now), (row) =>
    JSON.stringify([text(row, 'channel'), text(row, 'recipient')]),
  )
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows
    return first === undefined ? [] : [{ ...recipient(first), rows: rows.map((row) => kept(row, message)) }]
  })
}

function recipient(row: Row): Omit<KeptDue, 'rows'> {
  return { subscription: text(row, 'subscription'), channel: text(row, 'channel'), to: text(row, 'recipient') }
}

function kept(row: Row, message: DeliveryStore['message']): KeptDue['rows'][number] {
  return { id: text(row, 'id'), message: message(text(row, 'message')), createdAt: integer(row, 'created_at') }
}
