import type { Database } from './database.ts'

/** Why a mail that asked for confirmation is not sent (again). Its link would be that of a later one. */
export const askedAgain = 'asked again since'

const endSql = `
  update delivery set state = 'refused', not_before = ?, last = ?
  where subscription = ? and state = 'due' and exists (
    select 1 from message where hash = delivery.message and message_json like '{"kind":"confirmation"%'
  )`

/**
 * Must run inside a transaction. Mails that asked for confirmation and were not sent yet list earlier wishes; their links, made
 * when they are sent, would confirm the later ones.
 */
export function endEarlierRequests(db: Database, id: string, at: number): void {
  db.run(endSql, at, askedAgain, id)
}
