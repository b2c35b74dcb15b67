import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

/** Who holds the lock: process id, milliseconds since the epoch, and what for. */
export type Holder = { readonly pid: number; readonly since: number; readonly purpose: string }

export type Lock =
  | { readonly kind: 'held'; readonly release: () => void }
  /** `by` is `null` in the moment between a holder's taking the lock and saying so. */
  | { readonly kind: 'taken'; readonly by: Holder | null }

/** Kept referenced: a connection that is garbage-collected closes, and would let the lock go with it. */
const connections = new Set<DatabaseSync>()

const busy = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy
}

const holderSchema = z.object({ pid: z.number(), since: z.number(), purpose: z.string() })

function readHolder(path: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

/** Renamed into place, so that nobody reads half of it. */
function writeHolder(path: string, holder: Holder): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

function lockedConnection(path: string): DatabaseSync | null {
  const connection = new DatabaseSync(path, { timeout: 0 })
  try {
    connection.exec('pragma locking_mode = exclusive; begin exclusive')
    return connection
  } catch (error) {
    connection.close()
    if (isBusy(error)) return null
    throw error
  }
}

/**
 * Takes the lock at `path` (a file of its own), or says who has it. The kernel holds it for this process and lets it go when the
 * process ends, however it ends: there is no stale lock to clear. `purpose` is shown to whoever comes second; `since` in milliseconds.
 * The holder stands in a second file, because POSIX drops a process's locks on a file when it closes any descriptor of it
 * (https://www.sqlite.org/howtocorrupt.html, 2.2): the locked file itself must never be read.
 */
export function takeLock(path: string, purpose: string, since: number = Date.now()): Lock {
  const side = `${path}.holder`
  mkdirSync(dirname(path), { recursive: true })
  const connection = lockedConnection(path)
  if (!connection) return { kind: 'taken', by: readHolder(side) }
  connections.add(connection)
  writeHolder(side, { pid: process.pid, since, purpose })
  return { kind: 'held', release: () => release(connection, side) }
}

function release(connection: DatabaseSync, side: string): void {
  if (!connections.delete(connection)) return
  rmSync(side, { force: true })
  connection.close()
}
