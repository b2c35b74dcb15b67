import { chmodSync, chownSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSnapshots } from '../../src/snapshots/snapshots.ts'
import { codeOf, files, folder, get, put, run, scene } from './scene.ts'

const author = { name: 'Endpoint Drift', email: 'drift@example.org' }

function open(path: string): ReturnType<typeof openSnapshots> {
  return openSnapshots({ path, data: join(folder(), 'data'), author, waits: [1], wait: async () => {} })
}

test('a folder that is not there is made and becomes a repository with the branch main', async () => {
  const path = join(folder(), 'not', 'there yet', 'schnappschüsse')
  const snapshots = await open(path)
  expect(await snapshots.head()).toBeNull()
  expect(run(path, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
})

test('a folder inside a checkout belongs to that checkout', async () => {
  const { top, snapshots } = await scene({ inside: true })
  expect(await snapshots.head()).toBe(run(top, 'rev-parse', 'HEAD'))
  expect(existsSync(join(top, 'snapshots', '.git'))).toBe(false)
})

test('a folder that the checkout around it ignores becomes a repository of its own', async () => {
  const { top } = await scene({ inside: true })
  put(top, '.gitignore', 'data/\n')
  const snapshots = await open(join(top, 'data', 'snapshots'))
  expect(await snapshots.head()).toBeNull()
  expect(existsSync(join(top, 'data', 'snapshots', '.git'))).toBe(true)
})

test('a folder that is ignored but holds committed files stays part of its checkout', async () => {
  const { top } = await scene({ inside: true })
  put(top, 'data/intune/endpoints.json', '[]\n')
  run(top, 'add', '.')
  put(top, '.gitignore', 'data/\n')
  run(top, 'commit', '-qm', 'kept all the same')
  const snapshots = await open(join(top, 'data'))
  expect((await snapshots.read('intune'))?.get('endpoints.json')).toBe('[]\n')
})

test('a linked work tree is used with its own index and branch', async () => {
  const { top } = await scene({ inside: true })
  const linked = join(folder(), 'linked')
  run(top, 'worktree', 'add', '-q', '-b', 'other', linked)
  const snapshots = await open(join(linked, 'snapshots'))
  const commit = await snapshots.commit('intune', files('1'), { summary: 'first' })
  expect(run(linked, 'rev-parse', 'other')).toBe(commit)
  expect(run(top, 'rev-parse', 'main')).not.toBe(commit)
})

test.each([
  ['a bare repository', (dir: string) => run(dir, 'init', '-q', '--bare'), 'git-bare', ''],
  ['the inside of .git', (dir: string) => run(dir, 'init', '-q'), 'git-bare', '.git'],
  ['a file', (dir: string) => put(dir, 'snapshots', 'x'), 'snapshots-not-a-folder', 'snapshots'],
  ['a folder under a file', (dir: string) => put(dir, 'file', 'x'), 'snapshots-not-a-folder', 'file/snapshots'],
])('%s is refused', async (_name, prepare, code, below) => {
  const dir = folder()
  prepare(dir)
  expect(await codeOf(open(join(dir, below)))).toBe(code)
})

test.skipIf(process.getuid?.() === 0)('a folder that cannot be written to is refused', async () => {
  const dir = folder()
  chmodSync(dir, 0o555)
  expect(await codeOf(open(join(dir, 'snapshots')))).toBe('snapshots-not-writable')
})

test.skipIf(process.getuid?.() !== 0)('a repository of another user is refused with the two ways out', async () => {
  const dir = folder()
  run(dir, 'init', '-q')
  chownSync(dir, 12_345, 12_345)
  chownSync(join(dir, '.git'), 12_345, 12_345)
  await expect(open(dir)).rejects.toMatchObject({
    fault: { code: 'git-ownership', next: expect.stringContaining('safe.directory') },
  })
})

test('without git the fault says how to get it', async () => {
  const path = process.env.PATH
  process.env.PATH = folder()
  try {
    expect(await codeOf(open(folder()))).toBe('git-missing')
  } finally {
    process.env.PATH = path
  }
})

test('a repository named in the environment is not used', async () => {
  const { top } = await scene({ inside: true })
  process.env.GIT_DIR = join(top, '.git')
  try {
    const snapshots = await open(folder())
    expect(await snapshots.head()).toBeNull()
  } finally {
    delete process.env.GIT_DIR
  }
  expect(get(top, 'README.md')).toBe('by a person\n')
})
