import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openSnapshots, type SnapshotOptions, type Snapshots } from '../../src/snapshots/snapshots.ts'

/** 2026-05-03T06:00:00Z, and a minute later with every look. */
export function clock(): () => number {
  let now = Date.UTC(2026, 4, 3, 6)
  return () => {
    now += 60_000
    return now
  }
}

/** A folder of its own that is gone after the test. */
export function folder(name = 'drift'): string {
  const path = mkdtempSync(join(tmpdir(), `${name} [é]* -`))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const person = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.org', '-c', 'core.hooksPath=.git/hooks']

/** Git as a person runs it. */
export function run(dir: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  return execFileSync('git', ['-C', dir, ...person, ...args], { encoding: 'utf8', env, stdio: 'pipe' }).trimEnd()
}

export function put(dir: string, name: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true })
  writeFileSync(join(dir, name), text, { mode })
}

export function get(dir: string, name: string): string {
  return readFileSync(join(dir, name), 'utf8')
}

export type Scene = {
  readonly top: string
  readonly path: string
  readonly data: string
  readonly options: SnapshotOptions
  readonly snapshots: Snapshots
}

/** Snapshots in a new folder: a repository of their own, or (`inside`) a folder of a person's checkout with one commit. */
export async function scene(options: Partial<SnapshotOptions> & { inside?: boolean } = {}): Promise<Scene> {
  const { inside, ...others } = options
  const top = folder()
  const data = join(top, '..', `${top.split('/').pop()}-data`)
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  if (inside) {
    run(top, 'init', '-q', '-b', 'main')
    put(top, 'README.md', 'by a person\n')
    run(top, 'add', '.')
    run(top, 'commit', '-q', '-m', 'a person begins')
  }
  const path = inside ? join(top, 'snapshots') : top
  const whole: SnapshotOptions = {
    path,
    data,
    author: { name: 'Endpoint Drift', email: 'drift@example.org' },
    now: clock(),
    waits: [1, 1, 1],
    wait: async () => {},
    ...others,
  }
  return { top, path, data, options: whole, snapshots: await openSnapshots(whole) }
}

/** The files of a snapshot; the text stands for a list of endpoints. */
export function files(text: string, source = '{}\n'): Record<string, string> {
  return { 'endpoints.json': `${text}\n`, 'source.json': source }
}

/** The code of the fault that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof Error && 'fault' in error) {
    const { fault } = error
    if (typeof fault === 'object' && fault !== null && 'code' in fault) return String(fault.code)
  }
  throw new Error(`no fault but ${String(error)}`)
}
