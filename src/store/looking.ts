import type { Database, Row } from './database.ts'
import { integer, integerOrNull, parseChangeSet, parseState, text } from './row.ts'
import type { DeliveryCounts, Published, Store } from './store.ts'

type LookingMethods = Pick<
  Store,
  'changeSet' | 'changeSetsFrom' | 'published' | 'publishedSince' | 'changeTotals' | 'deliveryCounts'
>

const publishedSql = `
  select change_set_json, published_at from change_set
  where (?1 is null or source = ?1) and (?2 is null or seq < (select seq from change_set where id = ?2))
  order by seq desc limit ?3`

/** Change sets can be large: so many at a time. */
const page = 20

/** What pages, feeds and metrics show: nothing here writes, and nothing grows with the number of deliveries done. */
export function lookingMethods(db: Database): LookingMethods {
  return {
    changeSet: (id) => {
      const row = db.get('select change_set_json from change_set where id = ?', id)
      return row ? parseChangeSet(text(row, 'change_set_json')) : null
    },
    changeSetsFrom: (id) => {
      const sql = `
        select c.change_set_json from change_set f join change_set c on c.source = f.source and c.seq >= f.seq
        where f.id = ? order by c.seq`
      return db.all(sql, id).map((row) => parseChangeSet(text(row, 'change_set_json')))
    },
    published: ({ source, before, limit }) =>
      db.all(publishedSql, source ?? null, before ?? null, limit).map(parsePublished),
    publishedSince: (at) => publishedSince(db, at),
    changeTotals: () =>
      new Map(
        db
          .all('select source, count(*) as count, max(seen_at) as last from change_set group by source')
          .map((row) => [text(row, 'source'), { count: integer(row, 'count'), lastSeenAt: integer(row, 'last') }]),
      ),
    deliveryCounts: () => deliveryCounts(db),
  }
}

/** Page by page and not with an open cursor: whoever takes them may write, and stop, in between. */
function* publishedSince(db: Database, at: number): Generator<Published> {
  const sql = `
    select seq, change_set_json, published_at from change_set where published_at >= ? and seq > ? order by seq limit ?`
  for (let last = 0; ; ) {
    const rows = db.all(sql, at, last, page)
    for (const row of rows) {
      yield parsePublished(row)
      last = integer(row, 'seq')
    }
    if (rows.length < page) return
  }
}

function parsePublished(row: Row): Published {
  return { changeSet: parseChangeSet(text(row, 'change_set_json')), publishedAt: integer(row, 'published_at') }
}

function deliveryCounts(db: Database): DeliveryCounts {
  // Apart, since each alone is answered by an index.
  const due = db.get(`select count(*) as count from delivery where state = 'due'`) ?? {}
  const oldest = db.get(`select min(created_at) as oldest from delivery where state = 'due'`) ?? {}
  const failed = db.all(
    `select state, count(*) as count from delivery where state in ('refused', 'gone', 'dead') group by state`,
  )
  return {
    due: integer(due, 'count'),
    oldestDue: integerOrNull(oldest, 'oldest'),
    failed: new Map(failed.map((row) => [parseState(text(row, 'state')), integer(row, 'count')])),
    attempts: db.all('select channel, outcome, count from attempt_count order by channel, outcome').map((row) => ({
      channel: text(row, 'channel'),
      outcome: text(row, 'outcome'),
      count: integer(row, 'count'),
    })),
  }
}
