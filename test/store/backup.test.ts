import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { StoreTrouble } from '../../src/store/trouble.ts'
import { freshStore, idsOf } from './memory.ts'
import { freshPath } from './place.ts'
import { changeSet, delivery, kept, monday, subscription } from './samples.ts'

function troubleOf(work: () => void): StoreTrouble {
  try {
    work()
  } catch (error) {
    if (error instanceof StoreTrouble) return error
    throw error
  }
  throw new Error('there was no trouble')
}

test('a backup opens as a store that holds what this one held, and lives a life of its own', () => {
  const path = freshPath('store.db')
  const s = freshStore(path)
  const id = s.clientId()
  s.subscribe([subscription('_a')], [], monday)
  s.owe([delivery('x'), kept(delivery('k'), monday)], monday)
  const copy = join(dirname(path), 'copy.db')
  s.backup(copy)
  s.owe([delivery('later')], monday)
  const b = freshStore(copy)
  expect([b.clientId(), idsOf(b.subscriptions({ limit: 9 })), b.nextKept()]).toEqual([id, ['_a'], monday])
  expect(idsOf(b.due(monday, 9, 'mail', []))).toEqual(['x'])
  b.owe([delivery('own')], monday)
  expect([s.isDue('own'), b.isDue('later')]).toEqual([null, null])
})

test('a backup is for its owner only, whole under its name, and leaves nothing else behind', () => {
  const path = freshPath('store.db')
  const s = freshStore(path)
  const before = process.umask(0)
  onTestFinished(() => {
    process.umask(before)
  })
  mkdirSync(join(dirname(path), 'to'))
  s.backup(join(dirname(path), 'to', 'copy.db'))
  expect(readdirSync(join(dirname(path), 'to'))).toEqual(['copy.db'])
  expect(statSync(join(dirname(path), 'to', 'copy.db')).mode & 0o777).toBe(0o600)
})

test('a file that is there already is left as it is, and it is said what to do', () => {
  const s = freshStore()
  const file = freshPath('copy.db')
  writeFileSync(file, 'the only copy')
  const { fault } = troubleOf(() => s.backup(file))
  expect(fault).toMatchObject({ code: 'backup-exists', place: file })
  expect(fault.next).toContain('not there yet')
  expect([readFileSync(file, 'utf8'), readdirSync(dirname(file))]).toEqual(['the only copy', ['copy.db']])
})

test('a place that cannot be written is trouble with a place and a next step', () => {
  const s = freshStore()
  const file = join(freshPath('nowhere'), 'copy.db')
  expect(troubleOf(() => s.backup(file)).fault).toMatchObject({ code: 'backup-failed', place: file })
  expect(existsSync(dirname(file))).toBe(false)
  const none = freshPath('file')
  writeFileSync(none, '')
  expect(troubleOf(() => s.backup(join(none, 'copy.db'))).fault.code).toBe('backup-failed')
})

test('another process goes on publishing while it is copied, and the copy holds whole publishes only', async () => {
  const path = freshPath('store.db')
  const child = new URL('./children/publish.ts', import.meta.url).pathname
  const publisher = spawn(process.execPath, [child, path, '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    publisher.kill('SIGKILL')
  })
  let said = ''
  publisher.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await once(publisher.stdout, 'data')
  const s = freshStore(path)
  const marks = [1, 2, 3].map((n) => {
    s.backup(`${path}.${n}`)
    const copy = freshStore(`${path}.${n}`)
    const mark = Number(copy.mark('printers')?.commit.slice(7))
    expect(copy.changeSets({ limit: 99_999 })).toHaveLength(mark + 1)
    expect(copy.changeSets({ limit: 1 })[0]?.id).toBe(changeSet(`set-${mark}`).id)
    expect(copy.deliveryCounts().due).toBe(20 * (mark + 1))
    return mark
  })
  // What it had said before is read now; only then comes a publish that none of the copies can hold.
  const last = marks.at(-1) ?? 0
  while (Number(said.split('\n').at(-2)) <= last) await once(publisher.stdout, 'data')
  publisher.kill('SIGKILL')
  await once(publisher, 'close')
  expect(marks).toEqual(marks.toSorted((a, b) => a - b))
})
