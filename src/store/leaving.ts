import { laneOf } from '../core/lane.ts'
import type { Database } from './database.ts'
import { text } from './row.ts'

/**
 * Must run inside a transaction. Ends what is owed to a stored subscription, and takes it and its address out of every record.
 * `false` when there is none.
 */
export function erase(db: Database, id: string, why: string, at: number): boolean {
  const row = db.get('select recipient from subscription where id = ?', id)
  if (!row) return false
  forgetAnswers(db, id, text(row, 'recipient'))
  db.run(
    `update delivery set state = 'gone', not_before = ?, last = ? where subscription = ? and state = 'due'`,
    ...[at, why, id],
  )
  db.run(`update delivery set recipient = '', lane = '' where subscription = ?`, id)
  db.run('delete from kept where subscription = ? and part_of is null', id)
  db.run('delete from standing where name = ?', id)
  db.run('delete from subscription where id = ?', id)
  return true
}

/** Receivers like to repeat whom they refuse. */
function forgetAnswers(db: Database, id: string, to: string): void {
  const before = db.all('select distinct recipient from delivery where subscription = ?', id)
  const pattern = spellings([to, ...before.map((row) => text(row, 'recipient'))])
  const attempts = `select a.seq, a.answer from attempt a join delivery d on d.id = a.delivery where d.subscription = ?`
  for (const row of db.all(attempts, id)) {
    const answer = text(row, 'answer')
    if (answer.search(pattern) >= 0)
      db.run('update attempt set answer = ? where seq = ?', answer.replace(pattern, '…'), Number(row.seq))
  }
  for (const row of db.all('select seq, last from delivery where subscription = ? and last is not null', id)) {
    const last = text(row, 'last')
    if (last.search(pattern) >= 0)
      db.run('update delivery set last = ? where seq = ?', last.replace(pattern, '…'), Number(row.seq))
  }
}

/** In any case of letters, and with the domain as servers write it. */
function spellings(addresses: readonly string[]): RegExp {
  const all = addresses
    .filter((to) => to !== '')
    .flatMap((to) => [
      to,
      ...(to.includes('@') && !to.includes('://') ? [to.replace(/@[^@]*$/, `@${laneOf(to)}`)] : []),
    ])
  return new RegExp([...new Set(all)].map((one) => one.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'gi')
}
