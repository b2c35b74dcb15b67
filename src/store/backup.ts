import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database } from './database.ts'
import { StoreTrouble } from './trouble.ts'

/**
 * Copies the store into a new file, mode 0600, while others write to it: SQLite's `vacuum into` sees one moment of it
 * (https://www.sqlite.org/lang_vacuum.html). The copy is flushed before it gets its name. Throws StoreTrouble.
 */
export function backup(db: Database, file: string): void {
  if (existsSync(file)) throw taken(file)
  const temporary = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    // An empty file of the right mode, which SQLite fills: nobody else can read it at any moment.
    closeSync(openSync(temporary, 'wx', 0o600))
    db.run('vacuum into ?', temporary)
    flush(temporary)
    give(temporary, file)
    flush(dirname(file))
  } catch (error) {
    discard(temporary)
    if (error instanceof StoreTrouble) throw error
    const why = `the backup cannot be written: ${error instanceof Error ? error.message : String(error)}`
    const next = 'Check that the directory is there and writable for this user, and that the disk has room.'
    throw new StoreTrouble({ code: 'backup-failed', place: file, why, next }, error)
  }
}

function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true })
  } catch {
    // What cannot be reached was not made.
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** A second name fails where a rename would replace what somebody else has put there meanwhile. */
function give(temporary: string, file: string): void {
  try {
    linkSync(temporary, file)
    rmSync(temporary)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw taken(file)
    // Not every file system has second names.
    renameSync(temporary, file)
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function taken(file: string): StoreTrouble {
  const next = 'Name a file that is not there yet, or move the old one away.'
  return new StoreTrouble({ code: 'backup-exists', place: file, why: 'the file is there already', next })
}
