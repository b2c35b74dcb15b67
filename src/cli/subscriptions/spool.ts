import { DatabaseSync } from 'node:sqlite'
import type { Halt, Subscription } from '../../store/subscription.ts'

/** Subscriptions that were read and found right, on disk until all of them are. */
export type Spool = {
  /** The line at which this id was seen before; `null` when it was not. */
  readonly lineOf: (id: string) => number | null
  /** `false` when one that is the same was put in before. */
  readonly put: (line: number, sameness: Uint8Array, subscription: Subscription, halt: Halt | null) => boolean
  /** In the order of their lines. */
  readonly subscriptions: () => Iterable<Subscription>
  readonly halts: () => Iterable<readonly [id: string, halt: Halt]>
  readonly close: () => void
}

const tableSql = `
  pragma journal_mode = off;
  pragma synchronous = off;
  create table spooled (
    line integer primary key, id text not null unique, sameness blob not null unique, subscription text not null, halt text
  ) strict;
  begin`

/**
 * Opens a spool in a folder of ours: where the rest of the file system is read only there is no other. SQLite takes the name off a
 * temporary database as soon as it has made it (https://www.sqlite.org/tempfiles.html): its addresses are nobody else's to read,
 * and nothing of it is left behind by a process that is killed.
 */
export function openSpool(folder: string): Spool {
  const db = new DatabaseSync('')
  db.exec(`pragma temp_store_directory = '${folder.replaceAll("'", "''")}'`)
  db.exec(tableSql)
  const seen = db.prepare('select line from spooled where id = ?')
  const insert = db.prepare('insert or ignore into spooled values (?, ?, ?, ?, ?)')
  const all = db.prepare('select subscription from spooled order by line')
  const halted = db.prepare('select id, halt from spooled where halt is not null order by line')
  return {
    lineOf: (id) => {
      const row = seen.get(id)
      return row === undefined ? null : Number(row.line)
    },
    put: (line, sameness, subscription, halt) => {
      const texts = [JSON.stringify(subscription), halt === null ? null : JSON.stringify(halt)]
      return Number(insert.run(line, subscription.id, sameness, ...texts).changes) > 0
    },
    subscriptions: function* () {
      for (const row of all.iterate()) yield parseSubscription(String(row.subscription))
    },
    halts: function* () {
      for (const row of halted.iterate()) yield [String(row.id), parseHalt(String(row.halt))]
    },
    close: () => db.close(),
  }
}

function parseSubscription(text: string): Subscription {
  return JSON.parse(text) as Subscription
}

function parseHalt(text: string): Halt {
  return JSON.parse(text) as Halt
}
