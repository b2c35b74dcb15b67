import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from '../core/model.ts'
import { gitFault, SnapshotError } from './faults.ts'
import { type GitAnswer, type GitCall, git } from './git.ts'

/** A folder of snapshots inside a git work tree. All paths absolute. */
export type Repository = {
  /** The folder that holds one folder per source. */
  readonly path: string
  /** `path` as seen from the top of the work tree: empty, or ending in a slash. */
  readonly prefix: string
  readonly gitDir: string
  /** Shared by all work trees of a repository: refs and objects. */
  readonly commonDir: string
}

/**
 * Runs git in a folder that was opened, which is made again where a person's checkout took it away.
 * @throws SnapshotError when git does not end with 0 or one of `also`.
 */
export async function gitIn(
  dir: string,
  args: readonly string[],
  doing: string,
  extra: Omit<GitCall, 'dir' | 'args'> & { readonly also?: readonly number[] } = {},
): Promise<{ readonly code: number; readonly stdout: Buffer }> {
  let answer = await git({ ...extra, dir, args })
  if (answer.kind === 'done' && answer.stderr.includes('cannot change to') && (await makeFolder(dir)) === null)
    answer = await git({ ...extra, dir, args })
  if (answer.kind !== 'done' || !(answer.code === 0 || extra.also?.includes(answer.code)))
    throw new SnapshotError(gitFault(answer, dir, doing))
  return answer
}

/** Finds the repository that a folder belongs to. The folder is made when it is not there, and becomes a repository when it is in none. @throws SnapshotError */
export async function locate(path: string): Promise<Repository> {
  const unusable = await makeFolder(path)
  if (unusable) throw new SnapshotError(unusable)
  const found = await ask(path)
  const surrounded = found.kind === 'done' && found.code === 0
  const own = surrounded ? await isIgnored(path, found) : isNoRepository(found)
  if (!own) return understood(path, found)
  await gitIn(path, ['init', '--quiet', '--initial-branch=main'], 'make a repository there')
  return understood(path, await ask(path))
}

function ask(path: string): Promise<GitAnswer> {
  const questions = ['--is-bare-repository', '--is-inside-work-tree', '--show-prefix', '--git-dir', '--git-common-dir']
  return git({ dir: path, args: ['rev-parse', '--path-format=absolute', ...questions] })
}

function isNoRepository(answer: GitAnswer): boolean {
  return answer.kind === 'done' && answer.code !== 0 && answer.stderr.includes('not a git repository')
}

/** A folder that the project around it ignores (a dependency's, a data folder) is not part of that project's history. */
async function isIgnored(path: string, answer: GitAnswer & { kind: 'done' }): Promise<boolean> {
  const [, inside, prefix] = answer.stdout.toString().split('\n')
  if (inside !== 'true' || prefix === '') return false
  const ignored = await git({ dir: path, args: ['check-ignore', '--quiet', '.'] })
  if (ignored.kind !== 'done' || ignored.code !== 0) return false
  const tracked = await git({ dir: path, args: ['ls-files', '-z'] })
  return tracked.kind === 'done' && tracked.code === 0 && tracked.stdout.length === 0
}

function understood(path: string, answer: GitAnswer): Repository {
  if (answer.kind !== 'done' || answer.code !== 0)
    throw new SnapshotError(gitFault(answer, path, 'read the repository there'))
  const [bare, inside, prefix = '', gitDir = '', commonDir = ''] = answer.stdout.toString().split('\n')
  if (inside !== 'true') throw new SnapshotError(noWorkTree(path, bare === 'true'))
  return { path, prefix, gitDir, commonDir }
}

function noWorkTree(path: string, bare: boolean): Fault {
  return {
    code: 'git-bare',
    place: path,
    why: bare ? 'this is a bare repository: it has no files to change' : 'this is the inside of a .git folder',
    next: 'name a clone of it (git clone) under snapshots.path, and set snapshots.push to send the commits back',
  }
}

async function makeFolder(path: string): Promise<Fault | null> {
  try {
    await mkdir(path, { recursive: true })
    await access(path, constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'EEXIST' || code === 'ENOTDIR')
      return {
        code: 'snapshots-not-a-folder',
        place: path,
        why: 'there is a file where the folder of the snapshots should be',
        next: 'remove the file, or name another folder under snapshots.path',
      }
    return {
      code: 'snapshots-not-writable',
      place: path,
      why: `the folder of the snapshots cannot be made or written to (${code})`,
      next: 'let the user who runs this write there (in a container: mount a volume), or name another folder under snapshots.path',
    }
  }
}

const unfinished = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_START', 'bisect'],
] as const

/**
 * A person is in the middle of something: HEAD is then no statement about what is true, and a commit would land inside of it.
 * Nothing is committed and nothing is compared until it is over.
 */
export async function inProgress({ gitDir, path }: Repository): Promise<Fault | null> {
  const there = await Promise.all(
    unfinished.map(([file]) =>
      stat(join(gitDir, file)).then(
        () => true,
        () => false,
      ),
    ),
  )
  const what = unfinished[there.indexOf(true)]?.[1]
  if (what === undefined) return null
  return {
    code: 'git-in-progress',
    place: path,
    why: `a ${what} is in progress in this repository`,
    next: `finish it there, or give it up with "git ${what} ${what === 'bisect' ? 'reset' : '--abort'}"; the next run goes on`,
  }
}
