import { createHash } from 'node:crypto'
import type { Message } from '../core/model.ts'
import type { Database } from './database.ts'
import { packText, unpackText } from './pack.ts'
import { bytes, integer, parseChangeSet, parseFault, text } from './row.ts'
import type { NewDelivery, Store } from './store.ts'

type PublishingMethods = Pick<Store, 'mark' | 'publish' | 'changeSets' | 'owe' | 'openAlerts' | 'alert'>

const insertChangeSetSql = `
  insert into change_set (id, source, seen_at, published_at, change_set_json) values (?, ?, ?, ?, ?)
  on conflict (id) do nothing`

const insertDeliverySql = `
  insert into delivery (id, subscription, channel, recipient, message, state, created_at, not_before)
  values (?, ?, ?, ?, ?, 'due', ?, ?)
  on conflict (id) do nothing`

const markSql = `
  insert into mark (source, revision, packed) values (?, ?, ?)
  on conflict (source) do update set revision = excluded.revision, packed = excluded.packed`

const troubleSql = `
  insert into trouble (place, id, since, told_at, fault_json) values (?, ?, ?, ?, ?)
  on conflict (place) do update set id = excluded.id, since = excluded.since, told_at = excluded.told_at, fault_json = excluded.fault_json`

/** Must run inside a transaction. A message that many subscribers get is serialised, hashed and stored once. */
function record(db: Database, deliveries: readonly NewDelivery[], at: number): void {
  const hashes = new Map<object, string>()
  for (const { id, subscription, channel, to, message } of deliveries) {
    const content = message.kind === 'changes' ? message.changeSet : message
    const hash = hashes.get(content) ?? storeMessage(db, message)
    hashes.set(content, hash)
    db.run(insertDeliverySql, id, subscription, channel, to, hash, at, at)
  }
}

function storeMessage(db: Database, message: Message): string {
  const json = JSON.stringify(message)
  const hash = createHash('sha256').update(json).digest('hex')
  db.run('insert into message (hash, message_json) values (?, ?) on conflict (hash) do nothing', hash, json)
  return hash
}

/** Who must be told what, written in the same transaction as the mark that says it is on its way. */
export function publishingMethods(db: Database): PublishingMethods {
  return {
    mark: (source) => {
      const row = db.get('select * from mark where source = ?', source)
      return row ? { source, commit: text(row, 'revision'), snapshot: unpackText(bytes(row, 'packed')) } : null
    },
    publish: ({ source, commit, snapshot }, changeSet, deliveries, at) => {
      const packed = packText(snapshot)
      db.transaction(() => {
        if (changeSet) {
          const seen = Date.parse(changeSet.seenAt)
          const json = JSON.stringify(changeSet)
          const written = db.run(insertChangeSetSql, changeSet.id, changeSet.source.id, seen, at, json)
          if (written > 0) record(db, deliveries, at)
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
    owe: (deliveries, at) => db.transaction(() => record(db, deliveries, at)),
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
