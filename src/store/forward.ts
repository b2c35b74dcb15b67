import type { Database } from './database.ts'
import { text } from './row.ts'

export type ForwardStore = {
  /**
   * What is due later than any rule allows was written by a clock that was ahead: it is due now. `delivery`, `kept`: how far ahead
   * of `now` each may be due, in milliseconds. Returns how many were not right.
   */
  readonly bringForward: (now: number, furthest: { readonly delivery: number; readonly kept: number }) => number
}

const nextChannelSql = `select min(channel) as channel from delivery where state = 'due' and channel > ?`
const dueSql = `update delivery set not_before = ? where state = 'due' and channel = ? and not_before > ?`
const keptSql = 'update kept set due_at = ? where part_of is null and due_at > ?'

/** By indexes: where all is well nothing is looked at but the last of each channel. */
export function forwardMethods(db: Database): ForwardStore {
  return {
    bringForward: (now, { delivery, kept }) =>
      db.transaction(() => {
        let count = db.run(keptSql, now, now + kept)
        for (let last = ''; ; ) {
          const row = db.get(nextChannelSql, last) ?? { channel: null }
          if (row.channel === null) return count
          last = text(row, 'channel')
          count += db.run(dueSql, now, last, now + delivery)
        }
      }),
  }
}
