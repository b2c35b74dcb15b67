import { readdress } from './addressing.ts'
import { askedAgain } from './asking.ts'
import type { Database } from './database.ts'
import type { Attempt, DeliveryStore } from './delivery.ts'
import { integer, text } from './row.ts'
import { doubt, haltNow } from './standing.ts'

type AttemptMethods = Pick<DeliveryStore, 'attempted' | 'attemptedAll' | 'retry'>

const countSql = `
  insert into attempt_count (channel, outcome, count) values (?, ?, 1)
  on conflict (channel, outcome) do update set count = attempt_count.count + 1`

const stepSql =
  'update delivery set state = ?, not_before = ?, attempts = coalesce(?, attempts + 1), last = ? where id = ?'

/** How it went, and what becomes of it. */
export function attemptMethods(db: Database): AttemptMethods {
  return {
    attempted: (id, attempt, next) => db.transaction(() => note(db, id, attempt, next)),
    attemptedAll: (rows) =>
      db.transaction(() => {
        for (const { id, attempt, next } of rows) note(db, id, attempt, next)
      }),
    retry: (id, now, configured) => db.transaction(() => again(db, id, now, configured)),
  }
}

/** Whoever is no longer in the configuration must not be found due by a worker, not for a moment. */
function again(db: Database, id: string, now: number, configured: Parameters<DeliveryStore['retry']>[2]): number {
  const made = id === 'all' ? db.all(allSql, askedAgain) : db.all(oneSql, id, askedAgain)
  for (const row of made)
    db.run(`update delivery set state = 'due', not_before = ?, attempts = 0 where seq = ?`, now, integer(row, 'seq'))
  if (configured === undefined) return made.length
  readdress(db, configured, now)
  const isDue = `select 1 from delivery where seq = ? and state = 'due'`
  return made.filter((row) => db.get(isDue, integer(row, 'seq')) !== undefined).length
}

const retried = `select seq from delivery where recipient <> ''`
const allSql = `
  ${retried} and state in ('refused', 'gone', 'dead') and last is not ?
  and subscription not in (select name from standing where halt_kind is not null)`
const oneSql = `${retried} and id = ? and last is not ?`

function note(
  db: Database,
  id: string,
  { at, outcome, answer }: Attempt,
  next: Parameters<DeliveryStore['attempted']>[2],
): void {
  const row = db.get('select seq, subscription, channel, recipient, state from delivery where id = ?', id)
  if (!row) throw new Error(`the store holds no delivery ${id}`)
  const [name, channel, to, state] = [
    text(row, 'subscription'),
    text(row, 'channel'),
    text(row, 'recipient'),
    text(row, 'state'),
  ]
  // Whoever left meanwhile has no address here any more, and an answer may name it.
  const said = to === '' ? '' : answer
  db.run('insert into attempt (delivery, at, outcome, answer) values (?, ?, ?, ?)', id, at, outcome, said)
  db.run(countSql, channel, outcome)
  const tookItWhileHalted = state === 'dead' && next.state === 'delivered'
  if (state !== 'due' && !tookItWhileHalted) return
  db.run(stepSql, next.state, next.notBefore, next.attempts ?? null, said, id)
  if (next.doubted !== undefined) doubt(db, name, next.doubted ? at : null, { channel, to })
  if (next.halt !== undefined) haltNow(db, name, next.halt, { channel, to }, integer(row, 'seq'))
}
