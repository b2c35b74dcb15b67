import type { Database } from './database.ts'
import { integer } from './row.ts'
import type { SubscriptionStore } from './subscription.ts'

/** Rows that say nothing any more are dropped once in so many uses. */
const pruneEvery = 500

const allowSql = 'insert into allowance (key, time) values (?, ?) on conflict (key) do update set time = excluded.time'

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A, the virtual scheduling form): of each key only the time is kept at which
 * all its uses so far would have been spread out evenly. What lies further ahead than a whole burst was written before the clock was
 * set back, and says nothing.
 */
export function allowanceMethods(db: Database): Pick<SubscriptionStore, 'allow'> {
  let uses = 0
  return {
    allow: (key, { burst, every }, now) =>
      db.transaction(() => {
        uses += 1
        if (uses % pruneEvery === 0) db.run('delete from allowance where time <= ?', now)
        const row = db.get('select time from allowance where key = ?', key)
        const time = row ? integer(row, 'time') : now
        const from = time > now + burst * every + 1 ? now : Math.max(now, time)
        if (from - now > (burst - 1) * every) return false
        db.run(allowSql, key, Math.ceil(from + every))
        return true
      }),
  }
}
