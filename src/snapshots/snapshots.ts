import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../core/model.ts'
import { type Author, type CommitMessage, commit, snapshotError, type Writing } from './commit.ts'
import { SnapshotError } from './faults.ts'
import { headOf, history, log, type PastCommit, resolve, type SnapshotLog, touched } from './log.ts'
import { listed, sourceName, texts } from './objects.ts'
import { type PushTarget, push } from './push.ts'
import { recover } from './recovery.ts'
import { gitIn, locate, type Repository } from './repository.ts'
import { inTurn, type Turn } from './turn.ts'

export type { SnapshotCommit } from './log.ts'
export type { CommitMessage, PastCommit, PushTarget, SnapshotLog }
export { SnapshotError }

export type SnapshotOptions = {
  /** Absolute path of the folder that holds one folder per source. */
  readonly path: string
  readonly author: Author
  /** Commit subject with `{source}`, `{title}` and `{summary}` in it. */
  readonly message?: string
  /** Sign commits as git is configured to. Default: never, so that nothing asks for a passphrase. */
  readonly sign?: boolean
  readonly push?: PushTarget | null
  /** The data folder: a note of what is being written lies there, `git-writing.json`, and a lock beside it. */
  readonly data: string
  /** Milliseconds since the epoch: dates of the commits. */
  readonly now?: () => number
  /** How long to wait between attempts while git is locked, milliseconds each. */
  readonly waits?: readonly number[]
  readonly wait?: (ms: number) => Promise<void>
}

/**
 * The git-backed snapshot store. `source` is an id of the configuration; revisions are what git understands.
 * Everything but `push` and `tidy` throws SnapshotError, with the fault to report, when git or the disk fails.
 */
export type Snapshots = {
  readonly path: string
  /** Commit id of HEAD; `null` before the first commit. */
  readonly head: () => Promise<string | null>
  /** Commit id of a revision; `null` when there is none of that name. */
  readonly resolve: (revision: string) => Promise<string | null>
  /** Our files of a source at a revision (HEAD) by name; `null` when it has none there or there is no such revision. */
  readonly read: (source: string, revision?: string) => Promise<ReadonlyMap<string, string> | null>
  /**
   * Makes our files in `<source>/` (`*.json`, `.gitattributes`) exactly these and commits exactly them: whatever others have staged,
   * changed or put there is neither committed nor touched. Gives the commit id, or `null` when HEAD has the same; files that a crash
   * left half-written are put right in either case. On a fault the files are as HEAD has them.
   */
  readonly commit: (
    source: string,
    files: Readonly<Record<string, string>>,
    message: CommitMessage,
  ) => Promise<string | null>
  /** Commits after `since` that touched the source's `endpoints.json` or `changes.json`, with the text of the former; a merge is one step. */
  readonly log: (source: string, since: string | null) => Promise<SnapshotLog>
  /** The last `count` such commits up to a revision and with it, oldest first, with what lies beside the snapshot. */
  readonly history: (source: string, until: string, count: number) => Promise<readonly PastCommit[]>
  /** Sources whose `endpoints.json` or `changes.json` was touched after `since` up to `until`; all there are when `since` does not lead there. */
  readonly touched: (since: string | null, until: string) => Promise<ReadonlySet<string>>
  /** Sends HEAD to the configured branch; `null` when it is there (or none is configured). Never waits for commits, nor they for it. */
  readonly push: () => Promise<Fault | null>
  /** Packs the repository: git's own background collection is turned off. Seldom needed; once a day is plenty. */
  readonly tidy: () => Promise<Fault | null>
}

/** About ten seconds in all. */
const patience = [20, 50, 100, 200, 400, 800, 1_600, 3_200, 3_600]

/**
 * Opens the snapshots at a folder, which is made and becomes a repository when it is in none, and puts right what a process that died
 * while writing left there.
 * @throws SnapshotError no git, no work tree, not ours (`safe.directory`), not writable, or a dead process's git does not end.
 */
export async function openSnapshots(options: SnapshotOptions): Promise<Snapshots> {
  const repository = await locate(options.path)
  const writing: Writing = {
    repository,
    author: options.author,
    message: options.message ?? '{source}: {summary}',
    sign: options.sign ?? false,
    markerFile: join(options.data, 'git-writing.json'),
    now: options.now ?? Date.now,
    waits: options.waits ?? patience,
    wait: options.wait ?? ((ms) => sleep(ms)),
  }
  if (existsSync(writing.markerFile)) await inOrder(writing, async () => {})
  return snapshotsOf(writing, options.push ?? null)
}

function snapshotsOf(writing: Writing, target: PushTarget | null): Snapshots {
  const { repository } = writing
  let last: Promise<unknown> = Promise.resolve()
  function queued<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }
  return {
    path: repository.path,
    head: () => headOf(repository),
    resolve: (revision) => resolve(repository, revision),
    read: (source, revision = 'HEAD') => read(repository, source, revision),
    commit: (source, files, message) => queued(() => commit(writing, source, files, message)),
    log: (source, since) => log(repository, source, since),
    history: (source, until, count) => history(repository, source, until, count),
    touched: (since, until) => touched(repository, since, until),
    push: async () => (target ? push(repository, target) : null),
    tidy: () => queued(() => tidy(writing)).then(() => null, faultOrThrow),
  }
}

function faultOrThrow(error: unknown): Fault {
  if (error instanceof SnapshotError) return error.fault
  throw error
}

async function read(
  repository: Repository,
  source: string,
  revision: string,
): Promise<ReadonlyMap<string, string> | null> {
  if (!sourceName.test(source)) return null
  const ids = await listed(repository, source, revision)
  if (ids.size === 0) return null
  const found = await texts(repository, [...ids.values()])
  return new Map([...ids.keys()].map((name, i) => [name, found[i] ?? '']))
}

/** More loose objects than this are worth a pack. */
const manyObjects = 1_000

async function tidy(writing: Writing): Promise<void> {
  const { path } = writing.repository
  await inOrder(writing, async ({ started }) => {
    const { stdout } = await gitIn(path, ['count-objects'], 'count objects')
    if (Number.parseInt(stdout.toString(), 10) < manyObjects) return
    await gitIn(path, ['gc', '--quiet'], 'collect garbage', { started, timeout: 600_000 })
  })
}

async function inOrder(writing: Writing, work: (turn: Turn) => Promise<void>): Promise<void> {
  const recovery = recover.bind(null, writing.repository, writing)
  await inTurn(writing, null, recovery, work).catch((error: unknown) => {
    throw snapshotError(error, writing.repository.path)
  })
}
