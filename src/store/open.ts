import { randomUUID } from 'node:crypto'
import { allowanceMethods } from './allowance.ts'
import { backup } from './backup.ts'
import { type Database, openDatabase, type Row } from './database.ts'
import { deliveryMethods } from './deliveries.ts'
import { forwardMethods } from './forward.ts'
import { haltMethods } from './halts.ts'
import { keepingMethods } from './keeping.ts'
import { lookingMethods } from './looking.ts'
import { messageMethods } from './messages.ts'
import { migrations } from './migrations.ts'
import { publishingMethods } from './publishing.ts'
import { text } from './row.ts'
import { sourceMethods } from './sources.ts'
import { standingMethods } from './standing.ts'
import type { Store } from './store.ts'
import { subscriptionMethods } from './subscriptions.ts'
import { waitingMethods } from './waiting.ts'

export type StoreOptions = {
  /** How long a write waits for another process, in milliseconds. */
  readonly busyTimeoutMs?: number
  /** Makes the GUID of the installation. */
  readonly newId?: () => string
}

const settingSql = `
  insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value`

/** Whoever comes first decides, also between two processes. */
function once(db: Database, key: string, value: string): string {
  return db.transaction(() => {
    db.run('insert into setting (key, value) values (?, ?) on conflict (key) do nothing', key, value)
    return text(db.get('select value from setting where key = ?', key) ?? {}, 'value')
  })
}

function textOf(row: Row | undefined): string | null {
  return row === undefined ? null : text(row, 'value')
}

/**
 * Opens the store at `path` (`:memory:` for a store that lives as long as the process); file, directory and tables are made where missing.
 * Any number of processes may have it open; writers take turns. Only the holder of `takeLock` may deliver.
 * Throws StoreTrouble: made by a newer program, another program's file, damaged, not writable.
 */
export function openStore(path: string, options: StoreOptions = {}): Store {
  const db = openDatabase(path, migrations, options.busyTimeoutMs)
  const messages = messageMethods(db)
  let known: string | undefined
  return {
    clientId: () => {
      known ??= once(db, 'client-id', (options.newId ?? randomUUID)())
      return known
    },
    setting: (key) => textOf(db.get('select value from setting where key = ?', key)),
    setSetting: (key, value) => {
      db.run(settingSql, key, value)
    },
    settingOnce: (key, value) => once(db, key, value),
    ...sourceMethods(db),
    ...publishingMethods(db),
    ...messages,
    ...deliveryMethods(db, messages.message),
    ...lookingMethods(db),
    ...subscriptionMethods(db),
    ...standingMethods(db),
    ...keepingMethods(db, messages.message),
    ...allowanceMethods(db),
    ...waitingMethods(db),
    ...haltMethods(db),
    ...forwardMethods(db),
    backup: (file) => backup(db, file),
    close: db.close,
  }
}
