import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { StoreTrouble } from './trouble.ts'

export type Value = SQLInputValue
export type Row = Readonly<Record<string, unknown>>

/** The few verbs that the store speaks: plain SQL in, rows out. Statements are prepared once and kept. */
export type Database = {
  /** Returns the number of rows written. */
  readonly run: (sql: string, ...values: readonly Value[]) => number
  readonly get: (sql: string, ...values: readonly Value[]) => Row | undefined
  readonly all: (sql: string, ...values: readonly Value[]) => readonly Row[]
  /** All of `work` or nothing of it. Durable when it returns. */
  readonly transaction: <T>(work: () => T) => T
  readonly close: () => void
}

/** Marks the file as ours ("edrf"), so that another program's database is not taken for a store. */
const applicationId = 0x65647266

/** Owner only: it holds addresses of people. SQLite gives its side files the same mode. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, 'a', 0o600))
}

function connect(path: string, busyTimeoutMs: number): DatabaseSync {
  if (path !== ':memory:') makeFile(path)
  const connection = new DatabaseSync(path, { timeout: busyTimeoutMs })
  try {
    connection.exec('pragma journal_mode = wal; pragma synchronous = full')
    // Deleted rows are overwritten: they hold addresses of people who left. 16 MB of pages: with the usual two, a change that is
    // published to 100,000 takes three times as long.
    connection.exec('pragma secure_delete = on; pragma cache_size = -16000')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function number(connection: DatabaseSync, pragma: string): number {
  return Number(connection.prepare(`pragma ${pragma}`).get()?.[pragma] ?? 0)
}

function refuseForeign(connection: DatabaseSync, path: string, known: number): number {
  const version = number(connection, 'user_version')
  const owner = number(connection, 'application_id')
  const tables = Number(connection.prepare('select count(*) as n from sqlite_schema').get()?.n ?? 0)
  if (owner !== applicationId && (owner !== 0 || tables > 0)) {
    const next = 'Name another file for the store in the configuration (`data`).'
    throw new StoreTrouble({ code: 'store-foreign', place: path, why: 'this is the database of another program', next })
  }
  if (version > known) {
    const why = `the store is of version ${version}, made by a newer endpoint-drift; this one knows versions up to ${known}`
    const next = 'Run the newer program again, or start with a copy of the store from before the upgrade.'
    throw new StoreTrouble({ code: 'store-newer', place: path, why, next })
  }
  return version
}

/** `begin immediate` and not plain `begin`: a transaction that reads and then writes fails at once when another one writes. */
function inTransaction<T>(connection: DatabaseSync, work: () => T): T {
  connection.exec('begin immediate')
  try {
    const result = work()
    connection.exec('commit')
    return result
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback')
    throw error
  }
}

function migrate(connection: DatabaseSync, path: string, migrations: readonly string[]): void {
  if (refuseForeign(connection, path, migrations.length) === migrations.length) return
  inTransaction(connection, () => {
    // Read again: another process may have migrated while this one waited for the lock.
    const version = refuseForeign(connection, path, migrations.length)
    for (const sql of migrations.slice(version)) connection.exec(sql)
    connection.exec(`pragma user_version = ${migrations.length}; pragma application_id = ${applicationId}`)
  })
}

/**
 * Opens the SQLite file, made with mode 0600 and its parent directory where they are missing, and brings it to the newest version.
 * `migrations` are numbered by their place in the list, from 1; all missing ones are applied in one transaction.
 * `busyTimeoutMs`: how long a write waits for another process; publishing to 100,000 takes seconds. Throws StoreTrouble when the file cannot be used.
 */
export function openDatabase(path: string, migrations: readonly string[], busyTimeoutMs = 30_000): Database {
  const connection = usable(path, migrations, busyTimeoutMs)
  const statements = new Map<string, StatementSync>()

  function statement(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known) return known
    const made = connection.prepare(sql)
    statements.set(sql, made)
    return made
  }

  return {
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    get: (sql, ...values) => statement(sql).get(...values),
    all: (sql, ...values) => statement(sql).all(...values),
    transaction: (work) => inTransaction(connection, work),
    close: () => connection.close(),
  }
}

function usable(path: string, migrations: readonly string[], busyTimeoutMs: number): DatabaseSync {
  let connection: DatabaseSync | undefined
  try {
    connection = connect(path, busyTimeoutMs)
    migrate(connection, path, migrations)
    return connection
  } catch (error) {
    connection?.close()
    if (error instanceof StoreTrouble) throw error
    const why = `the store cannot be opened: ${error instanceof Error ? error.message : String(error)}`
    const next =
      'Check that the directory is there, on a local disk and writable for this user; a damaged file can be replaced by a backup.'
    throw new StoreTrouble({ code: 'store-unusable', place: path, why, next }, error)
  }
}
