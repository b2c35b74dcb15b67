import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod/mini'
import type { Fault } from '../core/model.ts'
import { type Lock, takeLock } from '../store/lock.ts'
import { SnapshotError } from './faults.ts'
import { bornAt, type Process, runs } from './process.ts'

/** What a process that is about to write leaves in the data folder, and takes away when it is done. Found later, it died in between. */
export type Marker = {
  readonly pid: number
  /** ISO 8601 UTC, for people. */
  readonly at: string
  /** Whose files were being written; `null` for work that writes none. */
  readonly source: string | null
  /** The git process that was started last: it may outlive us. */
  readonly child: Process | null
}

/** A marker that was left behind, with the time (ms since the epoch, by the clock of the file system) of its last change. */
export type Left = Marker & { readonly changed: number }

export type Turns = {
  readonly markerFile: string
  readonly now: () => number
  /** Milliseconds between attempts to get at something that is locked; with the last one patience ends. */
  readonly waits: readonly number[]
  readonly wait: (ms: number) => Promise<void>
}

export type Turn = { readonly started: (pid: number) => void }

const shape = z.object({
  pid: z.number(),
  at: z.string(),
  source: z.nullable(z.string()),
  child: z.nullable(z.object({ pid: z.number(), born: z.nullable(z.string()) })),
})

/**
 * Does work that writes to the repository, one at a time over all processes that share the data folder: the kernel holds the lock, so
 * a marker that is found under it was left by a process that died, whatever its number. `recover` then puts things right first.
 */
export async function inTurn<T>(
  turns: Turns,
  source: string | null,
  recover: (left: Left) => Promise<void>,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const release = await locked(turns)
  const file = turns.markerFile
  try {
    const left = readMarker(file)
    if (left) await recover(left)
    const marker: Marker = { pid: process.pid, at: new Date(turns.now()).toISOString(), source, child: null }
    writeMarker(file, marker, true)
    const result = await attempt(work, { started: (pid) => noteChild(file, marker, pid) })
    // Git that had to be killed may leave its locks: then the marker stays, and the next turn clears up.
    if (result.kind === 'done' || !wasKilled(result.error)) rmSync(file, { force: true })
    if (result.kind === 'done') return result.value
    throw result.error
  } finally {
    release()
  }
}

type Attempt<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly error: unknown }

function attempt<T>(work: (turn: Turn) => Promise<T>, turn: Turn): Promise<Attempt<T>> {
  return work(turn).then(
    (value) => ({ kind: 'done', value }),
    (error: unknown) => ({ kind: 'failed', error }),
  )
}

function wasKilled(error: unknown): boolean {
  return error instanceof SnapshotError && error.fault.code === 'git-timeout'
}

async function locked(turns: Turns): Promise<() => void> {
  for (const ms of [...turns.waits, null]) {
    const lock = lockOf(turns)
    if (lock.kind === 'held') return lock.release
    if (ms === null) throw new SnapshotError(busy(turns.markerFile, lock.by?.pid ?? null))
    await turns.wait(ms)
  }
  throw new Error('no attempt was made to get the lock')
}

function lockOf({ markerFile, now }: Turns): Lock {
  try {
    return takeLock(`${markerFile}.lock`, 'writing snapshots', now())
  } catch (error) {
    throw new SnapshotError({
      code: 'data-not-writable',
      place: dirname(markerFile),
      why: `the lock for writing snapshots cannot be taken there: ${error instanceof Error ? error.message : error}`,
      next: 'let the user who runs this write to the data folder, or name another one under data',
    })
  }
}

function busy(file: string, pid: number | null): Fault {
  return {
    code: 'snapshots-busy',
    place: file,
    why: `another endpoint-drift${pid === null ? '' : ` (process ${pid})`} is writing snapshots and does not come to an end`,
    next: 'let it finish or stop it; the next run tries again',
  }
}

/** Waits until the git of a dead process is gone: it may still hold a lock, and is about to finish what it was told. */
export async function outlived(turns: Turns, left: Left): Promise<void> {
  const { child } = left
  if (child === null) return
  for (const ms of turns.waits) {
    if (!runs(child)) return
    await turns.wait(ms)
  }
  if (!runs(child)) return
  throw new SnapshotError({
    code: 'git-orphan',
    place: turns.markerFile,
    why: `git (process ${child.pid}), started by an endpoint-drift that is gone, is still running`,
    next: `wait for it or end it (kill ${child.pid}); the next run goes on`,
  })
}

/** A note cut short by a power cut still says when its writer died. */
export function readMarker(file: string): Left | null {
  try {
    const changed = statSync(file).mtimeMs
    const marker = shape.safeParse(jsonOrNull(readFileSync(file, 'utf8')))
    return { ...(marker.success ? marker.data : { pid: 0, at: '', source: null, child: null }), changed }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function noteChild(file: string, marker: Marker, pid: number): void {
  writeMarker(file, { ...marker, child: { pid, born: bornAt(pid) } }, false)
}

/** `durable` before git begins: after a power cut the marker must be there whenever a lock of git's is. */
function writeMarker(file: string, marker: Marker, durable: boolean): void {
  const beside = `${file}.new`
  const descriptor = openSync(beside, 'w', 0o600)
  try {
    writeSync(descriptor, `${JSON.stringify(marker)}\n`)
    if (durable) fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(beside, file)
}
