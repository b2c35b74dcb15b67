import type { Database } from './database.ts'
import { integer, textOrNull } from './row.ts'

export type WaitingStore = {
  /** How much of a subscription's is on its way (while it is halted: would be, when it is resumed), and how much is kept. */
  readonly waiting: (name: string) => { readonly due: number; readonly kept: number }
  /** What became of what was kept under an id: the delivery that it is part of, `null` while it is kept. Absent: nothing was. */
  readonly keptAs: (id: string) => { readonly delivery: string | null } | undefined
}

const dueSql = `
  select count(*) as count from delivery d
  left join standing s on s.name = d.subscription and s.halt_kind is not null
  where d.subscription = ? and (d.state = 'due' or (d.state in ('dead', 'gone') and d.seq >= s.since))`

const keptSql = 'select count(*) as count from kept where subscription = ? and part_of is null'

/** What is still to come, for one who asks. */
export function waitingMethods(db: Database): WaitingStore {
  return {
    waiting: (name) => ({
      due: integer(db.get(dueSql, name) ?? {}, 'count'),
      kept: integer(db.get(keptSql, name) ?? {}, 'count'),
    }),
    keptAs: (id) => {
      const row = db.get('select part_of from kept where id = ?', id)
      return row && { delivery: textOrNull(row, 'part_of') }
    },
  }
}
