import type { Database } from './database.ts'
import { packText, unpackText } from './pack.ts'
import { record } from './recording.ts'
import { bytes, integer, parseChangeSet, parseFault, text } from './row.ts'
import type { Store } from './store.ts'

type PublishingMethods = Pick<Store, 'mark' | 'publish' | 'changeSets' | 'owe' | 'openAlerts' | 'alert'>

const insertChangeSetSql = `
  insert into change_set (id, source, seen_at, published_at, change_set_json) values (?, ?, ?, ?, ?)
  on conflict (id) do nothing`

const markSql = `
  insert into mark (source, revision, packed) values (?, ?, ?)
  on conflict (source) do update set revision = excluded.revision, packed = excluded.packed`

const troubleSql = `
  insert into trouble (place, id, since, told_at, fault_json) values (?, ?, ?, ?, ?)
  on conflict (place) do update set id = excluded.id, since = excluded.since, told_at = excluded.told_at, fault_json = excluded.fault_json`

/** Who must be told what, written in the same transaction as the mark that says it is on its way. */
export function publishingMethods(db: Database): PublishingMethods {
  return {
    mark: (source) => {
      const row = db.get('select * from mark where source = ?', source)
      return row ? { source, commit: text(row, 'revision'), snapshot: unpackText(bytes(row, 'packed')) } : null
    },
    publish: ({ source, commit, snapshot }, changeSet, owed, at) => {
      const packed = packText(snapshot)
      db.transaction(() => {
        if (changeSet) {
          const seen = Date.parse(changeSet.seenAt)
          const json = JSON.stringify(changeSet)
          const written = db.run(insertChangeSetSql, changeSet.id, changeSet.source.id, seen, at, json)
          if (written > 0) record(db, owed, at)
        }
        db.run(markSql, source, commit, packed)
      })
    },
    changeSets: ({ source, since, limit }) =>
      db
        .all(
          `select change_set_json from change_set
           where (?1 is null or source = ?1) and (?2 is null or seen_at >= ?2) order by seq desc limit ?3`,
          source ?? null,
          since ?? null,
          limit,
        )
        .map((row) => parseChangeSet(text(row, 'change_set_json'))),
    owe: (owed, at) => db.transaction(() => record(db, owed, at)),
    ...troubleMethods(db),
  }
}

function troubleMethods(db: Database): Pick<Store, 'openAlerts' | 'alert'> {
  return {
    openAlerts: () =>
      db.all('select * from trouble order by since, place').map((row) => ({
        id: text(row, 'id'),
        place: text(row, 'place'),
        fault: parseFault(text(row, 'fault_json')),
        since: integer(row, 'since'),
        toldAt: integer(row, 'told_at'),
      })),
    alert: (place, fault, alert, deliveries, at) =>
      db.transaction(() => {
        if (fault) db.run(troubleSql, place, alert.id, Date.parse(alert.since), at, JSON.stringify(fault))
        else db.run('delete from trouble where place = ?', place)
        record(db, deliveries, at)
      }),
  }
}
