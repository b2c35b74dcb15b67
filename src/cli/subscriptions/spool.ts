import { DatabaseSync } from 'node:sqlite'
import type { Wishes } from '../../core/wishes.ts'
import type { Halt, Subscription } from '../../store/subscription.ts'

/** What a line asks for, by what was there when it was read. */
export type Spooled = {
  /** As it was to be then. */
  readonly subscription: Subscription
  /** What the line changes of one that is there; all that it says where none was. */
  readonly changes: Changes
  readonly wasThere: boolean
  readonly halt: Halt | null
}

export type Changes = Partial<Pick<Subscription, 'label' | 'origin' | 'secrets' | 'generation'>> & {
  readonly wishes: Partial<Wishes>
}

/** Subscriptions that were read and found right, on disk until all of them are. */
export type Spool = {
  /** The line at which this id was seen before; `null` when it was not. */
  readonly lineOf: (id: string) => number | null
  /** `false` when one that is the same was put in before. */
  readonly put: (line: number, sameness: Uint8Array, spooled: Spooled) => boolean
  /** In the order of their lines. */
  readonly all: () => Iterable<Spooled>
  readonly close: () => void
}

const tableSql = `
  pragma journal_mode = off;
  pragma synchronous = off;
  create table spooled (
    line integer primary key, id text not null unique, sameness blob not null unique, spooled text not null
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
  const insert = db.prepare('insert or ignore into spooled values (?, ?, ?, ?)')
  const all = db.prepare('select spooled from spooled order by line')
  return {
    lineOf: (id) => {
      const row = seen.get(id)
      return row === undefined ? null : Number(row.line)
    },
    put: (line, sameness, spooled) =>
      Number(insert.run(line, spooled.subscription.id, sameness, JSON.stringify(spooled)).changes) > 0,
    all: function* () {
      for (const row of all.iterate()) yield parseSpooled(String(row.spooled))
    },
    close: () => db.close(),
  }
}

function parseSpooled(text: string): Spooled {
  return JSON.parse(text) as Spooled
}
