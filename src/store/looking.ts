import type { Database } from './database.ts'
import { integer, integerOrNull, parseChangeSet, parseState, text } from './row.ts'
import type { DeliveryCounts, Store } from './store.ts'

type LookingMethods = Pick<Store, 'changeSet' | 'published' | 'changeTotals' | 'deliveryCounts'>

const publishedSql = `
  select change_set_json, published_at from change_set
  where (?1 is null or source = ?1) and (?2 is null or seq < (select seq from change_set where id = ?2))
  order by seq desc limit ?3`

/** What pages, feeds and metrics show: nothing here writes, and nothing grows with the number of deliveries done. */
export function lookingMethods(db: Database): LookingMethods {
  return {
    changeSet: (id) => {
      const row = db.get('select change_set_json from change_set where id = ?', id)
      return row ? parseChangeSet(text(row, 'change_set_json')) : null
    },
    published: ({ source, before, limit }) =>
      db.all(publishedSql, source ?? null, before ?? null, limit).map((row) => ({
        changeSet: parseChangeSet(text(row, 'change_set_json')),
        publishedAt: integer(row, 'published_at'),
      })),
    changeTotals: () =>
      new Map(
        db
          .all('select source, count(*) as count, max(seen_at) as last from change_set group by source')
          .map((row) => [text(row, 'source'), { count: integer(row, 'count'), lastSeenAt: integer(row, 'last') }]),
      ),
    deliveryCounts: () => deliveryCounts(db),
  }
}

function deliveryCounts(db: Database): DeliveryCounts {
  const due = db.get(`select count(*) as count, min(created_at) as oldest from delivery where state = 'due'`) ?? {}
  const failed = db.all(
    `select state, count(*) as count from delivery where state in ('refused', 'gone', 'dead') group by state`,
  )
  return {
    due: integer(due, 'count'),
    oldestDue: integerOrNull(due, 'oldest'),
    failed: new Map(failed.map((row) => [parseState(text(row, 'state')), integer(row, 'count')])),
    attempts: db.all('select channel, outcome, count from attempt_count order by channel, outcome').map((row) => ({
      channel: text(row, 'channel'),
      outcome: text(row, 'outcome'),
      count: integer(row, 'count'),
    })),
  }
}
