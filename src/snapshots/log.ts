import { SnapshotError } from './faults.ts'
import { pathOf, sourceName, texts } from './objects.ts'
import { gitIn, inProgress, type Repository } from './repository.ts'

/** A commit that changed a source's snapshot: one step of its history along the branch. */
export type SnapshotCommit = {
  readonly commit: string
  readonly subject: string
  readonly trailers: Readonly<Record<string, string>>
  /** When it was committed, ISO 8601 UTC. */
  readonly at: string
  /** Text of `endpoints.json` at that commit. */
  readonly snapshot: string
}

/** A step together with what lies beside its snapshot: `source.json`, `changes.json`, `sets.json`, those that are there. */
export type PastCommit = SnapshotCommit & { readonly files: ReadonlyMap<string, string> }

export type SnapshotLog = {
  /**
   * `steps`: each commit on the way. `rewritten`: the known commit does not lead to HEAD (another branch, a history written anew, a
   * clone without it), so that only its text and the newest one can be compared.
   */
  readonly kind: 'steps' | 'rewritten'
  /** Oldest first; at most the newest one when `rewritten`. Empty when nothing happened to this source. */
  readonly commits: readonly SnapshotCommit[]
}

const snapshotFile = 'endpoints.json'
/** Beside the snapshot, where the source publishes records of change: a commit of theirs alone is a step too. */
const recordsFile = 'changes.json'
const isStep = /\/(endpoints|changes)\.json$/
const id = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** See `Snapshots.log`. */
export async function log(repository: Repository, source: string, since: string | null): Promise<SnapshotLog> {
  const busy = await inProgress(repository)
  if (busy) throw new SnapshotError(busy)
  const head = await headOf(repository)
  if (head === since) return { kind: 'steps', commits: [] }
  if (head === null) return { kind: 'rewritten', commits: [] }
  if (since === null) return { kind: 'steps', commits: await steps(repository, source, head, []) }
  if (!(await onTheWay(repository, since, head)))
    return { kind: 'rewritten', commits: await steps(repository, source, head, ['--max-count=1']) }
  return { kind: 'steps', commits: await steps(repository, source, `${since}..${head}`, []) }
}

/** Files beside a snapshot that say what it was: version, records, names of sets. */
const besideFiles = ['source.json', recordsFile, 'sets.json'] as const

/** See `Snapshots.history`. */
export async function history(
  repository: Repository,
  source: string,
  until: string,
  count: number,
): Promise<readonly PastCommit[]> {
  const found = await steps(repository, source, until, [`--max-count=${count}`])
  const names = found.flatMap(({ commit }) =>
    besideFiles.map((name) => `${commit}:${pathOf(repository, source, name)}`),
  )
  const read = await texts(repository, names)
  return found.map((step, i) => {
    const files = besideFiles.map((name, k) => [name, read[i * besideFiles.length + k]] as const)
    return {
      ...step,
      files: new Map(files.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : []))),
    }
  })
}

/** Commit id of HEAD; `null` before the first commit. */
export async function headOf(repository: Repository): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']
  const { code, stdout } = await gitIn(repository.path, args, 'read HEAD', { also: [1] })
  return code === 0 ? stdout.toString().trim() : null
}

/** Commit id of a revision as a person names it; `null` when there is none of that name. */
export async function resolve(repository: Repository, revision: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  const { code, stdout } = await gitIn(repository.path, args, `find the revision ${revision}`, { also: [1, 128] })
  if (code === 128) await headOf(repository) // throws when it is not the revision that is wrong
  return code === 0 ? stdout.toString().trim() : null
}

/**
 * Whether following first parents from `head` leads to `since`. Being an ancestor is not enough: a commit that a merge brought in from
 * the side says nothing about the steps before it on the main line, which would read as changes taken back.
 */
async function onTheWay(repository: Repository, since: string, head: string): Promise<boolean> {
  if (!id.test(since)) return false
  const args = ['rev-list', '--first-parent', '--parents', `${since}..${head}`]
  const { code, stdout } = await gitIn(repository.path, args, 'follow the history', { also: [128] })
  const [, parent] = stdout.toString().trimEnd().split('\n').at(-1)?.split(' ') ?? []
  return code === 0 && parent === since
}

async function steps(
  repository: Repository,
  source: string,
  range: string,
  options: readonly string[],
): Promise<readonly SnapshotCommit[]> {
  const path = pathOf(repository, source, snapshotFile)
  const format = '--format=%H%x00%s%x00%ct%x00%(trailers:only=true,unfold=true)'
  const args = [
    'log',
    '-z',
    '--first-parent',
    '--no-patch',
    format,
    ...options,
    range,
    '--',
    `${source}/${snapshotFile}`,
    `${source}/${recordsFile}`,
  ]
  const { stdout } = await gitIn(repository.path, args, `read the history of ${source}`)
  const fields = stdout.toString().split('\0')
  const found: Omit<SnapshotCommit, 'snapshot'>[] = []
  for (let i = 0; i + 3 < fields.length; i += 4) {
    const [commit = '', subject = '', seconds = '', trailers = ''] = fields.slice(i, i + 4)
    found.push({ commit, subject, at: new Date(Number(seconds) * 1000).toISOString(), trailers: parsed(trailers) })
  }
  found.reverse()
  const snapshots = await texts(
    repository,
    found.map(({ commit }) => `${commit}:${path}`),
  )
  // A commit that deletes the file says that we stopped keeping it, not that the endpoints are gone.
  return found.flatMap((step, i) => (typeof snapshots[i] === 'string' ? [{ ...step, snapshot: snapshots[i] }] : []))
}

function parsed(text: string): Record<string, string> {
  const pairs = text.split('\n').map((line) => /^([^:\s]+):\s*(.*)$/.exec(line))
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', pair[2] ?? '']] : [])))
}

/** See `Snapshots.touched`. */
export async function touched(
  repository: Repository,
  since: string | null,
  until: string,
): Promise<ReadonlySet<string>> {
  if (since === until) return new Set()
  const known = since !== null && (await onTheWay(repository, since, until))
  const args = known
    ? ['log', '-z', '--first-parent', '-m', '--name-only', '--no-renames', '--format=', `${since}..${until}`, '--', '.']
    : ['ls-tree', '-z', '-r', '--name-only', '--full-name', until, '--', '.']
  const { stdout } = await gitIn(repository.path, args, 'list what was touched')
  const paths = stdout.toString().split(/[\0\n]/)
  const own = paths.filter((path) => path.startsWith(repository.prefix) && isStep.test(path))
  const sources = own.map((path) => path.slice(repository.prefix.length).replace(isStep, ''))
  return new Set(sources.filter((source) => sourceName.test(source)))
}
