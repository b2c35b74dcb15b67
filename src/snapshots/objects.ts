import { createHash } from 'node:crypto'
import { gitFault, SnapshotError } from './faults.ts'
import { git } from './git.ts'
import { gitIn, type Repository } from './repository.ts'

/** The files of a source's folder that are ours. Whatever else lies there belongs to somebody else. */
export const ownName = /^([a-z0-9][a-z0-9-]*\.json|\.gitattributes)$/
export const sourceName = /^[a-z0-9][a-z0-9-]*$/

/** Path of a source's folder, or of a file in it, from the top of the work tree. */
export function pathOf(repository: Repository, source: string, name?: string): string {
  return `${repository.prefix}${source}${name === undefined ? '' : `/${name}`}`
}

/** Object ids of a source's own files at a revision, by name; empty when the source or the revision is not there. */
export async function listed(
  repository: Repository,
  source: string,
  revision: string,
): Promise<ReadonlyMap<string, string>> {
  const folder = `${revision}:${pathOf(repository, source)}`
  const args = ['ls-tree', '-z', '--full-tree', '--end-of-options', folder]
  const answer = await git({ dir: repository.path, args })
  if (answer.kind === 'done' && answer.code === 128 && /not a valid object name|not a tree/i.test(answer.stderr))
    return new Map()
  if (answer.kind !== 'done' || answer.code !== 0)
    throw new SnapshotError(gitFault(answer, repository.path, `list the snapshots of ${source}`))
  const found = new Map<string, string>()
  for (const row of answer.stdout.toString().split('\0')) {
    const [, id, name] = /^100\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(row) ?? []
    if (id !== undefined && name !== undefined && ownName.test(name)) found.set(name, id)
  }
  return found
}

/**
 * Texts of objects, named by id or as `<commit>:<path>`, in the order asked; `null` for what does not exist. One process for all.
 * Format: gitformat of `git cat-file --batch`, `<id> <type> <size>\n<bytes>\n` or `<name> missing\n`.
 */
export async function texts(repository: Repository, names: readonly string[]): Promise<readonly (string | null)[]> {
  if (names.length === 0) return []
  const input = `${names.join('\n')}\n`
  const { stdout } = await gitIn(repository.path, ['cat-file', '--batch'], 'read committed snapshots', { input })
  const found: (string | null)[] = []
  let at = 0
  while (found.length < names.length) {
    const end = stdout.indexOf(10, at)
    if (end < 0) throw new Error(`git cat-file answered ${found.length} of ${names.length} objects`)
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(stdout.toString('utf8', at, end)) ?? []
    at = end + 1
    if (size === undefined) {
      found.push(null)
      continue
    }
    found.push(type === 'blob' ? stdout.toString('utf8', at, at + Number(size)) : null)
    at += Number(size) + 1
  }
  return found
}

/** The id that git gives a text, computed without git. The length of `like` tells SHA-1 from SHA-256 repositories. */
export function blobId(text: string, like = ''): string {
  const bytes = Buffer.from(text)
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
