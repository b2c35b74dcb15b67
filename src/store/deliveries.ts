import type { Message } from '../core/model.ts'
import type { Database, Row } from './database.ts'
import { integerOrNull, parseAttempt, parseDelivery, parseMessage, text } from './row.ts'
import type { Attempt, Delivery, Store } from './store.ts'

type DeliveryMethods = Pick<
  Store,
  'due' | 'readdress' | 'dueChannels' | 'nextDue' | 'attempted' | 'attemptedAll' | 'deliveries' | 'delivery' | 'retry'
>

/** Fairness is looked for among so many times the wanted number of oldest rows: a full look at a long queue would cost more than sending. */
const window = 8
/** Messages kept parsed: those of one change set come in thousands. */
const messagesKept = 32

function unless(column: string, count: number): string {
  return count === 0 ? '' : ` and ${column} not in (${Array(count).fill('?').join(', ')})`
}

function dueSql(onChannel: boolean, exceptions: number): string {
  const channel = onChannel ? 'and channel = ?' : ''
  return `
    select d.*, m.message_json from (
      select oldest.*, row_number() over (partition by subscription order by not_before, seq) as turn from (
        select * from delivery where state = 'due' and not_before <= ? ${channel}${unless('subscription', exceptions)} order by not_before, seq limit ?
      ) as oldest
    ) as d join message as m on m.hash = d.message
    order by d.turn, d.not_before, d.seq limit ?`
}

function keptMessages(): (row: Row) => Message {
  const kept = new Map<string, Message>()
  return (row) => {
    const hash = text(row, 'message')
    const known = kept.get(hash)
    if (known) return known
    const message = parseMessage(text(row, 'message_json'))
    const [oldest] = kept.keys()
    if (oldest !== undefined && kept.size >= messagesKept) kept.delete(oldest)
    kept.set(hash, message)
    return message
  }
}

/** The queue of what is owed, and the record of what was tried. */
export function deliveryMethods(db: Database): DeliveryMethods {
  const message = keptMessages()

  function whole(row: Row): Delivery & { readonly message: Message } {
    return { ...parseDelivery(row), message: message(row) }
  }

  return {
    due: (now, limit, { channel, except = [] } = {}) => {
      const sql = dueSql(channel !== undefined, except.length)
      return db.all(sql, now, ...(channel === undefined ? [] : [channel]), ...except, limit * window, limit).map(whole)
    },
    readdress: (subscriptions, at) => db.transaction(() => readdress(db, subscriptions, at)),
    dueChannels: (now) =>
      db
        .all(`select distinct channel from delivery where state = 'due' and not_before <= ? order by channel`, now)
        .map((row) => text(row, 'channel')),
    nextDue: (except = []) => {
      const sql = `select min(not_before) as next from delivery where state = 'due'${unless('channel', except.length)}`
      const row = db.get(sql, ...except)
      return row ? integerOrNull(row, 'next') : null
    },
    attempted: (id, attempt, next) => db.transaction(() => note(db, id, attempt, next)),
    attemptedAll: (rows) =>
      db.transaction(() => {
        for (const { id, attempt, next } of rows) note(db, id, attempt, next)
      }),
    ...lookingMethods(db, whole),
    retry: (id, now) =>
      id === 'all'
        ? db.run(
            `update delivery set state = 'due', not_before = ?, attempts = 0 where state in ('dead', 'refused', 'gone')`,
            now,
          )
        : db.run(`update delivery set state = 'due', not_before = ?, attempts = 0 where id = ?`, now, id),
  }
}

function readdress(db: Database, subscriptions: Parameters<Store['readdress']>[0], at: number): void {
  const owed = `select distinct subscription, channel, recipient from delivery where state = 'due'`
  for (const row of db.all(owed)) {
    const [name, channel, to] = [text(row, 'subscription'), text(row, 'channel'), text(row, 'recipient')]
    const mine = subscriptions.filter((one) => one.name === name)
    if (mine.some((one) => one.channel === channel && one.to === to)) continue
    const [only, ...others] = mine
    const where = `state = 'due' and subscription = ? and channel = ? and recipient = ?`
    if (only !== undefined && others.length === 0)
      db.run(`update delivery set channel = ?, recipient = ? where ${where}`, only.channel, only.to, name, channel, to)
    else
      db.run(
        `update delivery set state = 'gone', not_before = ?, last = 'no longer subscribed' where ${where}`,
        ...[at, name, channel, to],
      )
  }
}

const countSql = `
  insert into attempt_count (channel, outcome, count) select channel, ?, 1 from delivery where id = ?
  on conflict (channel, outcome) do update set count = attempt_count.count + 1`

function note(db: Database, id: string, attempt: Attempt, next: Parameters<Store['attempted']>[2]): void {
  const { at, outcome, answer } = attempt
  db.run('insert into attempt (delivery, at, outcome, answer) values (?, ?, ?, ?)', id, at, outcome, answer)
  db.run(countSql, outcome, id)
  const sql = 'update delivery set state = ?, not_before = ?, attempts = attempts + 1, last = ? where id = ?'
  db.run(sql, next.state, next.notBefore, answer, id)
}

function lookingMethods(
  db: Database,
  whole: (row: Row) => Delivery & { readonly message: Message },
): Pick<Store, 'deliveries' | 'delivery'> {
  return {
    deliveries: ({ state, subscription, limit }) =>
      db
        .all(
          `select * from delivery
           where (?1 is null or state = ?1) and (?2 is null or subscription = ?2) order by seq desc limit ?3`,
          state ?? null,
          subscription ?? null,
          limit,
        )
        .map(parseDelivery),
    delivery: (id) => {
      const row = db.get(
        'select d.*, m.message_json from delivery d join message m on m.hash = d.message where d.id = ?',
        id,
      )
      if (!row) return null
      const history = db.all('select * from attempt where delivery = ? order by seq', id).map(parseAttempt)
      return { ...whole(row), history }
    },
  }
}
