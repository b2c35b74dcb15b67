import { move } from './addressing.ts'
import { endEarlierRequests } from './asking.ts'
import type { Database, Row } from './database.ts'
import { erase } from './leaving.ts'
import { record } from './recording.ts'
import { integer, parseWithStanding, text } from './row.ts'
import { endHalt, haltNow } from './standing.ts'
import type { Merged, Subscription, SubscriptionFilter, SubscriptionStore, WithStanding } from './subscription.ts'

type SubscriptionMethods = Pick<
  SubscriptionStore,
  | 'subscribe'
  | 'merge'
  | 'subscription'
  | 'hasLeft'
  | 'subscriptions'
  | 'countSubscriptions'
  | 'eachSubscription'
  | keyof ChangingMethods
>

type ChangingMethods = Pick<
  SubscriptionStore,
  'confirm' | 'setWishes' | 'setSecrets' | 'renewLinks' | 'leave' | 'expire'
>

/** So many are read at a time where all are asked for. */
const page = 100
/** So many are forgotten at a time: others want to write too. */
const expiring = 1000

const subscribeSql = `
  insert into subscription (id, channel, recipient, label, origin, state, wishes_json, secrets, generation, created_at, changed_at, confirmed_at, expires_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (id) do update set
    channel = excluded.channel, recipient = excluded.recipient, label = excluded.label, origin = excluded.origin,
    state = excluded.state, wishes_json = excluded.wishes_json, secrets = excluded.secrets,
    generation = max(subscription.generation, excluded.generation),
    created_at = excluded.created_at, changed_at = excluded.changed_at, confirmed_at = excluded.confirmed_at,
    expires_at = excluded.expires_at`

const wholeSql = `
  select u.*, s.halt_kind, s.halt_by, s.halt_why, s.halted_at
  from subscription u left join standing s on s.name = u.id`

const countSql = `
  select u.state, s.halt_kind, count(*) as count
  from subscription u left join standing s on s.name = u.id group by u.state, s.halt_kind`

/** Who is subscribed, beside those of the configuration. */
export function subscriptionMethods(db: Database): SubscriptionMethods {
  return {
    subscribe: (rows, deliveries, at) =>
      db.transaction(() => {
        for (const row of rows) write(db, row, at)
        record(db, deliveries, at)
      }),
    merge: (rows, at) =>
      db.transaction(() => {
        for (const { id, decide } of rows) merge(db, decide(found(db, id)), at)
      }),
    subscription: (id) => found(db, id),
    hasLeft: (id) =>
      db.get('select max(recipient) as address from delivery where subscription = ?', id)?.address === '',
    subscriptions: (filter) => filtered(db, filter),
    countSubscriptions: () => counted(db.all(countSql)),
    eachSubscription: () => each(db),
    ...changingMethods(db),
  }
}

const confirmSql = `
  update subscription set
    changed_at = case when state = 'active' then changed_at else ? end,
    confirmed_at = case when state = 'active' then confirmed_at else ? end,
    state = 'active', expires_at = null
  where id = ? and (state = 'active' or expires_at is null or expires_at > ?)`

const keptUntilSql = `
  update kept set due_at = ? where subscription = ? and part_of is null
  and not exists (select 1 from standing where name = ? and halt_kind is not null)`

function changingMethods(db: Database): ChangingMethods {
  const changed = (sql: string, ...values: readonly (string | number)[]) => db.run(sql, ...values) > 0
  return {
    confirm: (id, at, keptUntil = at) =>
      db.transaction(() => {
        const before = db.get('select state from subscription where id = ?', id)
        if (!changed(confirmSql, at, at, id, at)) return false
        // Somebody reads what we took to be gone.
        if (before?.state === 'pending') endHalt(db, id, keptUntil, at)
        return true
      }),
    setWishes: (id, wishes, keptUntil, at) =>
      db.transaction(() => {
        const sql = 'update subscription set wishes_json = ?, changed_at = ? where id = ?'
        if (!changed(sql, JSON.stringify(wishes), at, id)) return false
        db.run(keptUntilSql, keptUntil, id, id)
        return true
      }),
    setSecrets: (id, secrets, at) =>
      changed('update subscription set secrets = ?, changed_at = ? where id = ?', secrets.join(' '), at, id),
    renewLinks: (id, at) =>
      changed('update subscription set generation = generation + 1, changed_at = ? where id = ?', at, id),
    leave: (id, why, at) => db.transaction(() => erase(db, id, why, at)),
    expire: (now) =>
      db.transaction(() => {
        const sql = `select id from subscription where state = 'pending' and expires_at <= ? order by seq limit ?`
        const rows = db.all(sql, now, expiring)
        for (const row of rows) erase(db, text(row, 'id'), 'was not confirmed in time', now)
        return rows.length
      }),
  }
}

function write(db: Database, it: Subscription, at: number): void {
  const old = db.get('select channel, recipient, generation from subscription where id = ?', it.id)
  if (old && it.state === 'pending' && integer(old, 'generation') < it.generation) endEarlierRequests(db, it.id, at)
  if (old && (text(old, 'channel') !== it.channel || text(old, 'recipient') !== it.to)) move(db, it.id, it, at)
  db.run(
    subscribeSql,
    ...[it.id, it.channel, it.to, it.label, it.origin, it.state, JSON.stringify(it.wishes), it.secrets.join(' ')],
    ...[it.generation, it.createdAt, it.changedAt, it.confirmedAt, it.expiresAt],
  )
}

function merge(db: Database, decided: ReturnType<Merged['decide']>, at: number): void {
  if (decided === null) return
  const { subscription, halt } = decided
  write(db, subscription, at)
  if (halt !== null) haltNow(db, subscription.id, halt)
}

function found(db: Database, id: string): WithStanding | null {
  const row = db.get(`${wholeSql} where u.id = ?`, id)
  return row ? parseWithStanding(row) : null
}

function filtered(db: Database, { state, channel, to, after, limit }: SubscriptionFilter): readonly WithStanding[] {
  const halted = state === 'paused' || state === 'stopped'
  const terms = [
    ['u.channel = ?', channel],
    ['u.recipient = ?', to],
    ['u.seq > (select seq from subscription where id = ?)', after],
    [halted ? 's.halt_kind = ?' : 'u.state = ?', state],
  ].filter((term): term is [string, string] => term[1] !== undefined)
  const where = terms.length === 0 ? '' : `where ${terms.map(([sql]) => sql).join(' and ')}`
  const sql = `${wholeSql} ${where} order by u.seq limit ?`
  return db.all(sql, ...terms.map(([, value]) => value), limit).map(parseWithStanding)
}

/** Page by page and not with an open cursor: whoever takes them may write, and stop, in between. */
function* each(db: Database): Generator<WithStanding> {
  const sql = `${wholeSql} where u.state = 'active' and u.seq > ? order by u.seq limit ?`
  for (let last = 0; ; ) {
    const rows = db.all(sql, last, page)
    for (const row of rows) {
      yield parseWithStanding(row)
      last = integer(row, 'seq')
    }
    if (rows.length < page) return
  }
}

function counted(rows: readonly Row[]): ReturnType<SubscriptionStore['countSubscriptions']> {
  const sum = (column: string, value: string) =>
    rows.filter((row) => row[column] === value).reduce((total, row) => total + integer(row, 'count'), 0)
  return {
    active: sum('state', 'active'),
    pending: sum('state', 'pending'),
    paused: sum('halt_kind', 'paused'),
    stopped: sum('halt_kind', 'stopped'),
  }
}
