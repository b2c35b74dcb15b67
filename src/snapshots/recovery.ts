import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { write } from './files.ts'
import { listed, ownName, pathOf, texts } from './objects.ts'
import { gitIn, type Repository } from './repository.ts'
import { type Left, outlived, type Turn, type Turns } from './turn.ts'

/** File times are coarse, and a marker may reach the disk a moment after git has begun. */
const before = 2_000
const after = 600_000

/**
 * Puts right what a process that died while it was writing left behind: waits for its git, removes the lock files of that time (a lock
 * that is older or much younger is somebody else's and stays), and makes index and work tree of that source equal to HEAD again.
 */
export async function recover(repository: Repository, turns: Turns, left: Left): Promise<void> {
  await outlived(turns, left)
  for (const lock of await locks(repository)) {
    const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: 0 }))
    if (mtimeMs >= left.changed - before && mtimeMs <= left.changed + after) await rm(lock, { force: true })
  }
  if (left.source !== null) await restore(repository, left.source)
}

/** `index.lock`, `HEAD.lock`, `next-index-123.lock` and the like in the git folders, and the locks of branches. */
async function locks({ gitDir, commonDir }: Repository): Promise<readonly string[]> {
  const folders = [...new Set([gitDir, commonDir])]
  const top = folders.map((folder) => lockFiles(folder, false))
  const refs = folders.map((folder) => lockFiles(join(folder, 'refs'), true))
  return (await Promise.all([...top, ...refs])).flat()
}

async function lockFiles(folder: string, recursive: boolean): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive, withFileTypes: true }).catch(() => [])
  return found.filter((file) => file.isFile() && file.name.endsWith('.lock')).map((f) => join(f.parentPath, f.name))
}

/** Makes our files of a source what HEAD says they are, in the work tree and in the index. */
export async function restore(repository: Repository, source: string, turn?: Turn): Promise<void> {
  const ids = await listed(repository, source, 'HEAD')
  const found = await texts(repository, [...ids.values()])
  const wanted = new Map([...ids.keys()].map((name, i) => [name, found[i] ?? '']))
  await write(join(repository.path, source), wanted)
  await unstage(repository, source, [...wanted.keys()], turn)
}

/** The index entries of these files, and of others of ours that only the index still knows, become what HEAD has. */
export async function unstage(
  repository: Repository,
  source: string,
  names: readonly string[],
  turn?: Turn,
): Promise<void> {
  const known = await gitIn(repository.path, ['ls-files', '-z', '--full-name', '--', source], 'list the index')
  const prefix = `${pathOf(repository, source)}/`
  const indexed = known.stdout
    .toString()
    .split('\0')
    .filter((path) => path.startsWith(prefix) && ownName.test(path.slice(prefix.length)))
    .map((path) => path.slice(repository.prefix.length))
  const paths = [...new Set([...indexed, ...names.map((name) => `${source}/${name}`)])]
  if (paths.length === 0) return
  const extra = turn ? { started: turn.started } : {}
  await gitIn(repository.path, ['reset', '--quiet', '--', ...paths], 'clear what was staged', extra)
}
