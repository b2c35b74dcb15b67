import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSnapshots } from '../../src/snapshots/snapshots.ts'
import { codeOf, files, get, put, run, type Scene, scene } from './scene.ts'

function named(top: string, revision = 'HEAD'): string[] {
  return run(top, 'show', '--format=', '--name-only', revision).split('\n').filter(Boolean).sort()
}

test('the first commit holds the files, the author, the date and the message', async () => {
  const { top, snapshots } = await scene()
  const commit = await snapshots.commit('intune', files('a'), {
    summary: '3 added, 1 removed',
    body: '# not a comment\n+ a.example.com',
    trailers: { 'Endpoint-Drift-Body': 'sha256:00', Note: 'two\nlines' },
  })
  expect(commit).toBe(run(top, 'rev-parse', 'HEAD'))
  expect(await snapshots.head()).toBe(commit)
  expect(run(top, 'show', '-s', '--format=%an <%ae> %cn <%ce>')).toBe(
    'Endpoint Drift <drift@example.org> Endpoint Drift <drift@example.org>',
  )
  expect(run(top, 'show', '-s', '--format=%cI')).toMatch(/^2026-05-03T06:\d\d:00\+00:00$/)
  expect(run(top, 'show', '-s', '--format=%B')).toBe(
    'intune: 3 added, 1 removed\n\n# not a comment\n+ a.example.com\n\nEndpoint-Drift-Body: sha256:00\nNote: two lines',
  )
  expect(named(top)).toEqual(['intune/endpoints.json', 'intune/source.json'])
  expect(run(top, 'status', '--porcelain')).toBe('')
})

test('the subject follows the configured form and is one line', async () => {
  const { top, snapshots } = await scene({ message: 'drift({source}): {title} - {summary} {other}' })
  await snapshots.commit('intune', files('a'), { summary: '1\nadded', title: 'Intune' })
  expect(run(top, 'show', '-s', '--format=%s')).toBe('drift(intune): Intune - 1 added {other}')
})

test('what HEAD holds already is not committed again', async () => {
  const { top, snapshots } = await scene({ inside: true })
  await snapshots.commit('intune', files('a'), { summary: 'first' })
  expect(await snapshots.commit('intune', files('a'), { summary: 'again' })).toBeNull()
  expect(run(top, 'rev-list', '--count', 'HEAD')).toBe('2')
})

test('files of ours that are wanted no longer go, files of others in the folder stay', async () => {
  const { top, path, snapshots } = await scene({ inside: true })
  const first = { ...files('a'), 'changes.json': '[]\n', '.gitattributes': 'lines.json -diff\n' }
  await snapshots.commit('intune', first, { summary: 'first' })
  put(path, 'intune/notes.md', 'a person wrote this\n')
  put(path, 'intune/sub/deep.json', '{}\n')
  await snapshots.commit('intune', files('a'), { summary: 'less' })
  expect(named(top)).toEqual(['snapshots/intune/.gitattributes', 'snapshots/intune/changes.json'])
  expect(readdirSync(join(path, 'intune')).sort()).toEqual(['endpoints.json', 'notes.md', 'source.json', 'sub'])
  expect([...((await snapshots.read('intune')) ?? new Map()).keys()].sort()).toEqual(['endpoints.json', 'source.json'])
})

/** Every state in which a person's files can be while we commit. */
function disorder(top: string): void {
  for (const name of ['staged', 'both', 'deleted', 'gone', 'old-name', 'unstaged']) put(top, name, `${name}\n`)
  run(top, 'add', '.')
  run(top, 'commit', '-qm', 'a person works')
  put(top, 'staged', 'changed\n')
  put(top, 'both', 'staged\n')
  put(top, 'new', 'new\n')
  run(top, 'add', '.')
  run(top, 'mv', 'old-name', 'new-name')
  run(top, 'rm', '-q', '--cached', 'deleted')
  rmSync(join(top, 'gone'))
  put(top, 'both', 'and changed again\n')
  put(top, 'unstaged', 'changed\n')
  put(top, 'untracked.json', '{}\n')
  put(top, 'intended', 'soon\n')
  run(top, 'add', '-N', 'intended')
}

test('nothing that others have staged, changed or put there is committed, and all of it keeps its state', async () => {
  const { top, path, snapshots } = await scene({ inside: true })
  disorder(top)
  put(path, 'windows/endpoints.json', 'of another source, by hand\n')
  run(top, 'add', join(path, 'windows'))
  const before = run(top, 'status', '--porcelain=v2')
  for (const text of ['a', 'b', 'b', 'c']) await snapshots.commit('intune', files(text), { summary: text })
  expect(run(top, 'status', '--porcelain=v2')).toBe(before)
  expect(run(top, 'rev-list', '--count', 'HEAD', '--', 'snapshots')).toBe('3')
  expect(named(top)).toEqual(['snapshots/intune/endpoints.json'])
  expect(named(top, 'HEAD~2')).toEqual(['snapshots/intune/endpoints.json', 'snapshots/intune/source.json'])
})

test('what a person staged or changed in our own files gives way to what was read', async () => {
  const { top, path, snapshots } = await scene({ inside: true })
  await snapshots.commit('intune', files('a'), { summary: 'first' })
  put(path, 'intune/endpoints.json', 'by hand\n')
  run(top, 'add', '.')
  run(top, 'rm', '-q', '--cached', 'snapshots/intune/source.json')
  await snapshots.commit('intune', files('b', '{"b":1}\n'), { summary: 'second' })
  expect(get(path, 'intune/endpoints.json')).toBe('b\n')
  expect(run(top, 'status', '--porcelain')).toBe('')
})

test('what a crash left half-written is put right although there is nothing to commit', async () => {
  const { top, path, snapshots } = await scene({ inside: true })
  await snapshots.commit('intune', files('a'), { summary: 'first' })
  put(path, 'intune/endpoints.json', 'half')
  put(path, 'intune/.source.json.tmp', 'quarter')
  put(path, 'intune/changes.json', '[]')
  run(top, 'add', 'snapshots/intune/endpoints.json', 'snapshots/intune/changes.json')
  expect(await snapshots.commit('intune', files('a'), { summary: 'again' })).toBeNull()
  expect(run(top, 'status', '--porcelain', '--ignored')).toBe('')
  expect(get(path, 'intune/endpoints.json')).toBe('a\n')
})

test('hooks, signing and line-end conversion of the person who owns the repository do not apply', async () => {
  const { top, path, snapshots } = await scene({ inside: true })
  for (const hook of ['pre-commit', 'commit-msg', 'post-commit', 'prepare-commit-msg'])
    put(top, `.git/hooks/${hook}`, `#!/bin/sh\ntouch '${top}/.git/hook-ran'\nexit 1\n`, 0o755)
  run(top, 'config', 'core.hooksPath', '.git/hooks')
  run(top, 'config', 'commit.gpgsign', 'true')
  run(top, 'config', 'gpg.program', '/nonexistent')
  run(top, 'config', 'core.autocrlf', 'true')
  run(top, 'config', 'commit.template', '/nonexistent')
  expect(await snapshots.commit('intune', files('a'), { summary: 'first' })).toMatch(/^[0-9a-f]{40}$/)
  expect(existsSync(join(top, '.git/hook-ran'))).toBe(false)
  expect(get(path, 'intune/endpoints.json')).toBe('a\n')
  expect(run(top, 'cat-file', '-p', 'HEAD:snapshots/intune/endpoints.json')).toBe('a')
})

test('snapshots that a checkout ignores are committed all the same once it has some', async () => {
  const { top, snapshots } = await scene({ inside: true })
  await snapshots.commit('intune', files('a'), { summary: 'first' })
  put(top, '.gitignore', '*.json\n')
  expect(await snapshots.commit('windows', files('a'), { summary: 'first' })).not.toBeNull()
})

test('on a detached HEAD the commit moves HEAD and no branch', async () => {
  const { top, snapshots } = await scene({ inside: true })
  run(top, 'checkout', '-q', '--detach')
  const commit = await snapshots.commit('intune', files('a'), { summary: 'first' })
  expect(run(top, 'rev-parse', 'HEAD')).toBe(commit)
  expect(run(top, 'rev-parse', 'main')).not.toBe(commit)
})

test('commits asked for at once come one after the other', async () => {
  const { top, snapshots } = await scene()
  const ids = ['a1', 'b2', 'c3', 'd4', 'e5']
  const commits = await Promise.all(ids.map((id) => snapshots.commit(id, files(id), { summary: id })))
  expect(new Set(commits).size).toBe(5)
  expect(run(top, 'log', '--reverse', '--format=%s').split('\n')).toEqual(ids.map((id) => `${id}: ${id}`))
})

/** A merge, rebase and so on that stopped at a conflict. */
function conflict(top: string, ...command: string[]): void {
  put(top, 'README.md', 'one way\n')
  run(top, 'commit', '-qam', 'one way')
  run(top, 'checkout', '-q', '-b', 'side', 'HEAD~1')
  put(top, 'README.md', 'other way\n')
  run(top, 'commit', '-qam', 'other way')
  expect(() => run(top, ...command)).toThrow()
}

test.each([
  ['merge', 'main'],
  ['rebase', 'main'],
  ['cherry-pick', 'main'],
])('while a %s is in progress nothing is committed or compared', async (...command) => {
  const { top, snapshots } = await scene({ inside: true })
  conflict(top, ...command)
  expect(await codeOf(snapshots.commit('intune', files('a'), { summary: 'x' }))).toBe('git-in-progress')
  expect(await codeOf(snapshots.log('intune', null))).toBe('git-in-progress')
  run(top, command[0] ?? '', '--abort')
  expect(await snapshots.commit('intune', files('a'), { summary: 'x' })).not.toBeNull()
})

test.each(['../up', 'UPPER', '', '.git', 'a/b'])('the source name %j is refused as a slip of ours', async (source) => {
  const { snapshots } = await scene()
  await expect(snapshots.commit(source, files('a'), { summary: 'x' })).rejects.toThrow('no name for')
})

test('a repository with SHA-256 ids works the same', async () => {
  const { top, options } = await scene()
  rmSync(join(top, '.git'), { recursive: true })
  run(top, 'init', '-q', '--object-format=sha256')
  const snapshots = await openSnapshots(options)
  expect(await snapshots.commit('intune', files('a'), { summary: 'x' })).toMatch(/^[0-9a-f]{64}$/)
  expect(await snapshots.commit('intune', files('a'), { summary: 'x' })).toBeNull()
  expect((await snapshots.read('intune'))?.get('endpoints.json')).toBe('a\n')
})

const text = fc.string({ unit: 'grapheme', maxLength: 40 })
const wanted = fc.dictionary(fc.constantFrom('endpoints.json', 'lines.json', 'source.json'), text, {
  maxKeys: 3,
  minKeys: 1,
})

test('whatever is committed is read back, and the history has one commit for each difference', async () => {
  const { top, snapshots }: Scene = await scene()
  let held: Record<string, string> = {}
  let commits = 0
  const step = async (files: Record<string, string>): Promise<void> => {
    const differs = JSON.stringify(Object.entries(files).sort()) !== JSON.stringify(Object.entries(held).sort())
    const commit = await snapshots.commit('intune', files, { summary: 'x' })
    expect(commit !== null).toBe(differs)
    if (differs) commits += 1
    held = files
    expect(Object.fromEntries((await snapshots.read('intune')) ?? [])).toEqual({ ...files })
  }
  await fc.assert(fc.asyncProperty(wanted, step), { numRuns: 25 })
  expect(commits).toBeGreaterThan(5)
  expect(run(top, 'rev-list', '--count', 'HEAD')).toBe(String(commits))
})
