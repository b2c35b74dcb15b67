import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeOf, files, folder, put, run, type Scene, scene } from './scene.ts'

async function told(scene: Scene, ...texts: string[]): Promise<string[]> {
  const commits: string[] = []
  for (const text of texts) {
    const commit = await scene.snapshots.commit('intune', files(text), { summary: text, trailers: { Mark: text } })
    commits.push(commit ?? 'nothing')
  }
  return commits
}

async function snapshotsSince(scene: Scene, since: string | null): Promise<string[]> {
  const log = await scene.snapshots.log('intune', since)
  return [log.kind, ...log.commits.map(({ snapshot }) => snapshot.trim())]
}

test('the log gives each commit after a known one with its text, oldest first', async () => {
  const it = await scene()
  const [first = '', second = '', third = ''] = await told(it, 'a', 'b', 'c')
  const { kind, commits } = await it.snapshots.log('intune', first)
  expect(kind).toBe('steps')
  expect(commits.map(({ commit }) => commit)).toEqual([second, third])
  expect(commits[1]).toEqual({
    commit: third,
    subject: 'intune: c',
    trailers: { Mark: 'c' },
    at: expect.stringMatching(/^2026-05-03T06:\d\d:00\.000Z$/),
    snapshot: 'c\n',
  })
  expect(await snapshotsSince(it, null)).toEqual(['steps', 'a', 'b', 'c'])
  expect(await snapshotsSince(it, third)).toEqual(['steps'])
})

test('a change taken back is two steps', async () => {
  const it = await scene()
  const [first = ''] = await told(it, 'a', 'b', 'a')
  expect(await snapshotsSince(it, first)).toEqual(['steps', 'b', 'a'])
})

test('commits that leave endpoints.json alone are no steps, whatever else they touch', async () => {
  const it = await scene({ inside: true })
  const [first = ''] = await told(it, 'a')
  await it.snapshots.commit('intune', files('a', '{"revision":2}\n'), { summary: 'other file' })
  await it.snapshots.commit('windows', files('w'), { summary: 'other source' })
  put(it.top, 'README.md', 'edited\n')
  run(it.top, 'commit', '-qam', 'a person edits')
  expect(await snapshotsSince(it, first)).toEqual(['steps'])
})

test('before the first commit there is no history and no HEAD', async () => {
  const it = await scene()
  expect(await it.snapshots.head()).toBeNull()
  expect(await it.snapshots.read('intune')).toBeNull()
  expect(await snapshotsSince(it, null)).toEqual(['steps'])
  expect(await snapshotsSince(it, '0'.repeat(40))).toEqual(['rewritten'])
})

/** A branch `side` from the commit `from` with one person's commit for each text. */
function side(it: Scene, from: string, ...texts: string[]): void {
  run(it.top, 'checkout', '-q', '-b', 'side', from)
  for (const text of texts) {
    put(it.path, 'intune/endpoints.json', `${text}\n`)
    run(it.top, 'commit', '-qam', `a person writes ${text}`)
  }
}

test('what a person merges is one step', async () => {
  const it = await scene({ inside: true })
  const [first = ''] = await told(it, 'a')
  side(it, first, 'b', 'c', 'd')
  run(it.top, 'checkout', '-q', 'main')
  run(it.top, 'merge', '-q', '--no-ff', '-m', 'merge side', 'side')
  expect(await snapshotsSince(it, first)).toEqual(['steps', 'd'])
})

test('a known commit that a merge brought in from the side is compared by its text: the way there is not replayed', async () => {
  const it = await scene({ inside: true })
  const [first = '', known = ''] = await told(it, 'a', 'b')
  side(it, first, 'c', 'd')
  expect(() => run(it.top, 'merge', '-q', 'main')).toThrow()
  put(it.path, 'intune/endpoints.json', 'b and d\n')
  run(it.top, 'commit', '-qam', 'merge main into side')
  run(it.top, 'checkout', '-q', '-B', 'main', 'side')
  expect(await snapshotsSince(it, known)).toEqual(['rewritten', 'b and d'])
})

test.each([
  ['a branch without the known commit', (it: Scene, first: string) => run(it.top, 'checkout', '-q', '-b', 'x', first)],
  ['a history written anew', (it: Scene) => run(it.top, 'commit', '-q', '--amend', '-m', 'other words')],
  ['a shallow clone', (it: Scene) => run(it.top, 'update-ref', 'HEAD', 'HEAD~1')],
])('%s is reported as rewritten, with the newest text', async (_name, rewrite) => {
  const it = await scene({ inside: true })
  const [first = '', , third = ''] = await told(it, 'a', 'b', 'c')
  rewrite(it, first)
  const { kind, commits } = await it.snapshots.log('intune', third)
  expect(kind).toBe('rewritten')
  expect(commits).toHaveLength(1)
  expect(commits[0]?.snapshot).toBe((await it.snapshots.read('intune'))?.get('endpoints.json'))
})

test.each(['f'.repeat(40), 'no-commit', '--all', ''])(
  'a known commit %j that is not there is reported as rewritten',
  async (since) => {
    const it = await scene()
    await told(it, 'a', 'b')
    expect(await snapshotsSince(it, since)).toEqual(['rewritten', 'b'])
  },
)

test('a commit that deletes the file is no step: nobody is told that all endpoints are gone', async () => {
  const it = await scene({ inside: true })
  const [first = ''] = await told(it, 'a')
  run(it.top, 'rm', '-q', '-r', 'snapshots/intune')
  run(it.top, 'commit', '-qm', 'a person deletes')
  expect(await snapshotsSince(it, first)).toEqual(['steps'])
  await told(it, 'b')
  expect(await snapshotsSince(it, first)).toEqual(['steps', 'b'])
})

test('files are read at any revision that git understands', async () => {
  const it = await scene()
  const [first = ''] = await told(it, 'a', 'b')
  run(it.top, 'tag', 'v1', first)
  const at = async (revision: string): Promise<string | undefined> =>
    (await it.snapshots.read('intune', revision))?.get('endpoints.json')
  expect(
    await Promise.all(['HEAD', 'HEAD~1', 'v1', first, 'main', 'nope', '--help', 'HEAD~9', 'f'.repeat(40)].map(at)),
  ).toEqual(['b\n', 'a\n', 'a\n', 'a\n', 'b\n', ...Array(4).fill(undefined)])
  expect(await it.snapshots.resolve('v1')).toBe(first)
  expect(await it.snapshots.resolve('nope')).toBeNull()
  expect(await it.snapshots.resolve('v1:intune')).toBeNull()
})

test('one call tells which sources were touched since a commit', async () => {
  const it = await scene({ inside: true })
  const [first = ''] = await told(it, 'a')
  await it.snapshots.commit('windows', files('w'), { summary: 'w' })
  await it.snapshots.commit('avd', files('v'), { summary: 'v' })
  await it.snapshots.commit('windows', files('w', '{"other":1}\n'), { summary: 'w' })
  put(it.top, 'elsewhere/fake/endpoints.json', '[]\n')
  run(it.top, 'add', '.')
  run(it.top, 'commit', '-qm', 'a person adds')
  const head = (await it.snapshots.head()) ?? ''
  const touched = async (since: string | null): Promise<string[]> =>
    [...(await it.snapshots.touched(since, head))].sort()
  expect(await touched(first)).toEqual(['avd', 'windows'])
  expect(await touched(head)).toEqual([])
  expect(await touched(null)).toEqual(['avd', 'intune', 'windows'])
  expect(await touched('f'.repeat(40))).toEqual(['avd', 'intune', 'windows'])
})

test('a source that a person merges counts as touched', async () => {
  const it = await scene({ inside: true })
  const [first = ''] = await told(it, 'a')
  side(it, first, 'b')
  run(it.top, 'checkout', '-q', 'main')
  run(it.top, 'merge', '-q', '--no-ff', '-m', 'merge side', 'side')
  expect([...(await it.snapshots.touched(first, (await it.snapshots.head()) ?? ''))]).toEqual(['intune'])
})

test('a bare remote gets the commits, on a detached HEAD as well, and the branch is made', async () => {
  const remote = folder('remote')
  run(remote, 'init', '-q', '--bare')
  const it = await scene({ push: { remote: 'origin', branch: 'drift' } })
  run(it.top, 'remote', 'add', 'origin', remote)
  const [first] = await told(it, 'a')
  expect(await it.snapshots.push()).toBeNull()
  expect(run(remote, 'rev-parse', 'drift')).toBe(first)
  run(it.top, 'checkout', '-q', '--detach')
  const [second] = await told(it, 'b')
  expect(await it.snapshots.push()).toBeNull()
  expect(run(remote, 'rev-parse', 'drift')).toBe(second)
  expect(await it.snapshots.push()).toBeNull()
})

test('nothing is pushed where no remote is configured', async () => {
  const it = await scene()
  expect(await it.snapshots.push()).toBeNull()
})

test('a push that the remote is ahead of says so and keeps the commits', async () => {
  const remote = folder('remote')
  run(remote, 'init', '-q', '--bare')
  const it = await scene({ push: { remote: 'origin', branch: 'main' } })
  run(it.top, 'remote', 'add', 'origin', remote)
  await told(it, 'a')
  await it.snapshots.push()
  const other = join(folder(), 'clone')
  run(remote, 'clone', '-q', '-b', 'main', remote, other)
  run(other, 'commit', '-q', '--allow-empty', '-m', 'ahead')
  run(other, 'push', '-q', 'origin', 'main')
  const [mine] = await told(it, 'b')
  expect(await it.snapshots.push()).toMatchObject({ code: 'push-behind', next: expect.stringContaining('pull') })
  expect(await it.snapshots.head()).toBe(mine)
})

test.each([
  ['a remote that is not there', 'nowhere', 'push-no-remote'],
  ['a folder that is not there', '/nonexistent/repository.git', 'push-no-remote'],
  ['a port that nobody listens on', 'http://user:geheim-42@127.0.0.1:1/x.git', 'push-failed'],
  ['what looks like an option', '--mirror', 'push-no-remote'],
])('%s is a fault with a next step, without credentials', async (_name, remote, code) => {
  const it = await scene({ push: { remote, branch: 'main' } })
  const [commit] = await told(it, 'a')
  const fault = await it.snapshots.push()
  expect(fault).toMatchObject({ code, next: expect.stringMatching(/./) })
  expect(JSON.stringify(fault)).not.toContain('geheim-42')
  expect(await it.snapshots.head()).toBe(commit)
})

test('a remote whose hook refuses is a fault', async () => {
  const remote = folder('remote')
  run(remote, 'init', '-q', '--bare')
  put(remote, 'hooks/pre-receive', '#!/bin/sh\necho no room >&2\nexit 1\n', 0o755)
  const it = await scene({ push: { remote, branch: 'main' } })
  await told(it, 'a')
  expect(await it.snapshots.push()).toMatchObject({ code: 'push-refused' })
})

test('a repository that was taken away is a fault and not an empty one', async () => {
  const it = await scene()
  await told(it, 'a')
  rmSync(join(it.top, '.git'), { recursive: true })
  expect(await codeOf(it.snapshots.read('intune'))).toBe('git-failed')
  expect(await codeOf(it.snapshots.log('intune', 'f'.repeat(40)))).toBe('git-failed')
})
