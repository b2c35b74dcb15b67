import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bornAt } from '../../src/snapshots/process.ts'
import { openSnapshots } from '../../src/snapshots/snapshots.ts'
import { takeLock } from '../../src/store/lock.ts'
import { files, get, put, run, type Scene, scene } from './scene.ts'

const marker = 'git-writing.json'

/** What a process leaves that died while it was writing. */
function died(it: Scene, source: string | null = 'intune', child: unknown = null): void {
  put(it.data, marker, `${JSON.stringify({ pid: 4_242, at: '2026-05-03T06:00:00.000Z', source, child })}\n`)
}

const lockNames = ['index.lock', 'HEAD.lock', 'next-index-4242.lock', 'refs/heads/main.lock', 'packed-refs.lock']

test.each(lockNames)('%s of a process of ours that died is removed when the snapshots are opened', async (name) => {
  const it = await scene({ inside: true })
  died(it)
  put(it.top, `.git/${name}`, '')
  const snapshots = await openSnapshots(it.options)
  expect(existsSync(join(it.top, '.git', name))).toBe(false)
  expect(existsSync(join(it.data, marker))).toBe(false)
  expect(await snapshots.commit('intune', files('a'), { summary: 'x' })).not.toBeNull()
})

test('a running worker clears up after another process of ours that died, before it commits', async () => {
  const it = await scene({ inside: true })
  died(it)
  put(it.top, '.git/index.lock', '')
  expect(await it.snapshots.commit('intune', files('a'), { summary: 'x' })).not.toBeNull()
})

test.each([
  ['an hour before', -3_600],
  ['an hour after', 3_600],
])('a lock made %s our process died is somebody else’s and stays', async (_name, seconds) => {
  const it = await scene({ inside: true })
  died(it)
  put(it.top, '.git/index.lock', '')
  const at = Date.now() / 1000 + seconds
  utimesSync(join(it.top, '.git/index.lock'), at, at)
  await openSnapshots(it.options)
  expect(existsSync(join(it.top, '.git/index.lock'))).toBe(true)
})

test('a lock without a note of ours stays, and the fault names it after a bounded wait', async () => {
  let waits = 0
  const wait = async (): Promise<void> => {
    waits += 1
  }
  const it = await scene({ inside: true, wait })
  put(it.top, '.git/index.lock', '')
  const commit = it.snapshots.commit('intune', files('a'), { summary: 'x' })
  await expect(commit).rejects.toMatchObject({
    fault: { code: 'git-locked', why: expect.stringContaining('index.lock'), next: expect.stringContaining('delete') },
  })
  expect(waits).toBe(3)
  expect(existsSync(join(it.top, '.git/index.lock'))).toBe(true)
  expect(existsSync(join(it.data, marker))).toBe(false)
  expect(existsSync(join(it.path, 'intune/endpoints.json'))).toBe(false)
})

test('a lock that a person’s git holds for a moment is waited for', async () => {
  const lock = (): string => join(it.top, '.git/index.lock')
  const it = await scene({ inside: true, wait: async () => rmSync(lock(), { force: true }) })
  put(it.top, '.git/index.lock', '')
  expect(await it.snapshots.commit('intune', files('a'), { summary: 'x' })).not.toBeNull()
})

test('in a linked work tree the lock of that work tree is removed', async () => {
  const it = await scene({ inside: true })
  const linked = `${it.data}-linked`
  run(it.top, 'worktree', 'add', '-q', '-b', 'other', linked)
  put(run(linked, 'rev-parse', '--absolute-git-dir'), 'index.lock', '')
  died(it)
  const snapshots = await openSnapshots({ ...it.options, path: join(linked, 'snapshots') })
  expect(await snapshots.commit('intune', files('a'), { summary: 'x' })).not.toBeNull()
  rmSync(linked, { recursive: true })
})

test('half-written files and what was staged of them become what HEAD says', async () => {
  const it = await scene({ inside: true })
  await it.snapshots.commit('intune', files('a'), { summary: 'first' })
  put(it.top, 'README.md', 'staged by a person\n')
  run(it.top, 'add', 'README.md')
  put(it.path, 'intune/endpoints.json', 'half')
  put(it.path, 'intune/lines.json', '{}')
  run(it.top, 'add', 'snapshots')
  put(it.path, 'intune/.endpoints.json.tmp', 'qua')
  died(it)
  await openSnapshots(it.options)
  expect(run(it.top, 'status', '--porcelain')).toBe('M  README.md')
  expect(get(it.path, 'intune/endpoints.json')).toBe('a\n')
})

test('an index that was left behind the commit does not take the commit back', async () => {
  const it = await scene({ inside: true })
  await it.snapshots.commit('intune', files('a'), { summary: 'first' })
  const index = readFileSync(join(it.top, '.git/index'))
  await it.snapshots.commit('intune', files('b'), { summary: 'second' })
  writeFileSync(join(it.top, '.git/index'), index)
  expect(run(it.top, 'status', '--porcelain')).not.toBe('')
  died(it)
  await openSnapshots(it.options)
  expect(run(it.top, 'status', '--porcelain')).toBe('')
})

test('files of a source that was never committed go again', async () => {
  const it = await scene()
  put(it.path, 'intune/endpoints.json', 'half')
  run(it.top, 'add', '-N', 'intune/endpoints.json')
  died(it)
  await openSnapshots(it.options)
  expect(run(it.top, 'status', '--porcelain')).toBe('')
})

test.skipIf(process.platform !== 'linux')(
  'git that outlived its process is waited for before its lock is touched',
  async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
    const { pid = 0 } = child
    const seen: boolean[] = []
    const it = await scene({ inside: true })
    died(it, 'intune', { pid, born: bornAt(pid) })
    put(it.top, '.git/index.lock', '')
    const wait = async (): Promise<void> => {
      seen.push(existsSync(join(it.top, '.git/index.lock')))
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await openSnapshots({ ...it.options, wait })
    expect(seen).toEqual([true])
    expect(existsSync(join(it.top, '.git/index.lock'))).toBe(false)
  },
)

test.skipIf(process.platform !== 'linux')('git that does not end is a fault that names it', async () => {
  const it = await scene({ inside: true })
  died(it, 'intune', { pid: process.pid, born: bornAt(process.pid) })
  await expect(openSnapshots(it.options)).rejects.toMatchObject({
    fault: { code: 'git-orphan', next: expect.stringContaining(`kill ${process.pid}`) },
  })
  expect(existsSync(join(it.data, marker))).toBe(true)
})

test('another process that was given the number of a git that is gone is not waited for', async () => {
  const it = await scene({ inside: true })
  died(it, 'intune', { pid: process.pid, born: '1' })
  expect(await (await openSnapshots(it.options)).head()).not.toBeNull()
})

test('while another process of ours is writing we wait, and say who it is when that takes too long', async () => {
  const it = await scene({ inside: true })
  const lock = takeLock(join(it.data, `${marker}.lock`), 'writing snapshots')
  const commit = it.snapshots.commit('intune', files('a'), { summary: 'x' })
  await expect(commit).rejects.toMatchObject({
    fault: { code: 'snapshots-busy', why: expect.stringContaining(String(process.pid)) },
  })
  if (lock.kind === 'held') lock.release()
  expect(await it.snapshots.commit('intune', files('a'), { summary: 'x' })).not.toBeNull()
})

test.each(['', '{"pid":', '[]'])('a note cut short to %j stands in no way', async (note) => {
  const it = await scene({ inside: true })
  put(it.data, marker, note)
  put(it.top, '.git/index.lock', '')
  const snapshots = await openSnapshots(it.options)
  expect(await snapshots.commit('intune', files('a'), { summary: 'x' })).not.toBeNull()
})

test('tidying packs nothing while there is little, and leaves no note', async () => {
  const it = await scene()
  await it.snapshots.commit('intune', files('a'), { summary: 'x' })
  expect(await it.snapshots.tidy()).toBeNull()
  expect(existsSync(join(it.data, marker))).toBe(false)
})
