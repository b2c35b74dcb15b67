import { join } from 'node:path'
import { reached } from '../steps.ts'
import { SnapshotError } from './faults.ts'
import { holds, write } from './files.ts'
import { blobId, listed, ownName, sourceName } from './objects.ts'
import { recover, restore, unstage } from './recovery.ts'
import { gitIn, inProgress, type Repository } from './repository.ts'
import { inTurn, type Turn, type Turns } from './turn.ts'

export type CommitMessage = {
  /** `3 added, 1 removed`: put into the configured subject. */
  readonly summary: string
  /** Title of the source, for subjects that ask for it. */
  readonly title?: string
  readonly body?: string
  /** `Key: value` lines at the end, readable by `git interpret-trailers`. */
  readonly trailers?: Readonly<Record<string, string>>
}

export type Author = { readonly name: string; readonly email: string }

export type Writing = Turns & {
  readonly repository: Repository
  readonly author: Author
  /** Subject with `{source}`, `{title}` and `{summary}` in it. */
  readonly message: string
  /** Sign as git is configured to; otherwise never, so that no passphrase is asked for. */
  readonly sign: boolean
}

/** Commits exactly these files of a source, or nothing when HEAD has them as they are. See `Snapshots.commit`. */
export async function commit(
  writing: Writing,
  source: string,
  files: Readonly<Record<string, string>>,
  message: CommitMessage,
): Promise<string | null> {
  const wanted = new Map(Object.entries(files))
  if (!sourceName.test(source)) throw new Error(`"${source}" is no name for a folder of snapshots`)
  for (const name of wanted.keys()) if (!ownName.test(name)) throw new Error(`"${name}" is no name for a snapshot file`)
  const busy = await inProgress(writing.repository)
  if (busy) throw new SnapshotError(busy)
  const recovery = recover.bind(null, writing.repository, writing)
  const work = (turn: Turn): Promise<string | null> => step(writing, turn, source, wanted, message)
  return inTurn(writing, source, recovery, work).catch((error: unknown) => {
    throw snapshotError(error, writing.repository.path)
  })
}

async function step(
  writing: Writing,
  turn: Turn,
  source: string,
  wanted: ReadonlyMap<string, string>,
  message: CommitMessage,
): Promise<string | null> {
  const { repository } = writing
  const folder = join(repository.path, source)
  const committed = await listed(repository, source, 'HEAD')
  const fresh = [...wanted.keys()].filter((name) => !committed.has(name))
  const gone = [...committed.keys()].filter((name) => !wanted.has(name))
  const other = [...wanted].filter(
    ([name, text]) => committed.has(name) && committed.get(name) !== idLike(text, committed),
  )
  const paths = [...fresh, ...gone, ...other.map(([name]) => name)].map((name) => `${source}/${name}`)
  if (paths.length === 0) {
    if (await holds(folder, wanted)) return null
    await write(folder, wanted)
    await unstage(repository, source, [...wanted.keys()], turn)
    return null
  }
  try {
    await write(folder, wanted)
    reached('snapshot-written')
    const added = fresh.map((name) => `${source}/${name}`)
    if (added.length > 0) await patiently(writing, turn, ['add', '--force', '--intent-to-add', '--', ...added])
    reached('committing')
    const commit = await commitPaths(writing, turn, paths, textOf(writing, source, message))
    reached('committed')
    return commit
  } catch (error) {
    await restore(repository, source, turn).catch(() => {}) // the first trouble is the one to report
    throw error
  }
}

function idLike(text: string, ids: ReadonlyMap<string, string>): string {
  return blobId(text, ids.values().next().value)
}

/** `--only`: what others have staged is not swept in and stays staged, what they have changed stays changed. */
async function commitPaths(writing: Writing, turn: Turn, paths: readonly string[], text: string): Promise<string> {
  const sign = writing.sign ? '--gpg-sign' : '--no-gpg-sign'
  const args = ['commit', '--only', '--no-verify', sign, '--cleanup=verbatim', '--file=-', '--', ...paths]
  const output = await patiently(writing, turn, args, text)
  const [, id] = /^\[.*?\b([0-9a-f]{40}|[0-9a-f]{64})\]/m.exec(output) ?? []
  if (id === undefined) throw new Error(`git commit did not name the commit: ${output.slice(0, 200)}`)
  return id
}

/** A person's own git holds the lock for a moment now and then: that is waited for. */
async function patiently(writing: Writing, turn: Turn, args: readonly string[], input = ''): Promise<string> {
  const seconds = Math.floor(writing.now() / 1000)
  const { name, email } = writing.author
  const env = {
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: `${seconds} +0000` },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: `${seconds} +0000` },
  }
  for (const ms of [...writing.waits, null]) {
    try {
      const extra = { env, input, started: turn.started }
      return (await gitIn(writing.repository.path, args, 'commit the snapshots', extra)).stdout.toString()
    } catch (error) {
      if (ms === null || !(error instanceof SnapshotError) || error.fault.code !== 'git-locked') throw error
      await writing.wait(ms)
    }
  }
  throw new Error('no attempt was made to commit')
}

function textOf(writing: Writing, source: string, { summary, title, body, trailers }: CommitMessage): string {
  const words: Record<string, string> = { source, summary, title: title ?? source }
  const subject = writing.message.replace(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole)
  const lines = Object.entries(trailers ?? {}).map(([key, value]) => `${key}: ${oneLine(value)}`)
  return `${[oneLine(subject), body?.trim(), lines.join('\n')].filter((part) => part).join('\n\n')}\n`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Trouble with the disk as something that an operator can act on; a slip of ours stays what it is. */
export function snapshotError(error: unknown, place: string): unknown {
  if (error instanceof SnapshotError || !(error instanceof Error && 'code' in error)) return error
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT'
  return new SnapshotError({
    code: full ? 'disk-full' : 'snapshots-not-writable',
    place,
    why: `the snapshot files cannot be written: ${error.message}`,
    next: full
      ? 'free some space on that disk; the next run tries again'
      : `let the user who runs this write to ${place}, or name another folder under snapshots.path`,
  })
}
