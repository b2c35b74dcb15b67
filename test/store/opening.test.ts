import { execFile } from 'node:child_process'
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { openStore } from '../../src/store/open.ts'
import { StoreTrouble } from '../../src/store/trouble.ts'
import { freshPath } from './place.ts'

function troubleOf(path: string): StoreTrouble {
  try {
    openStore(path).close()
  } catch (error) {
    if (error instanceof StoreTrouble) return error
    throw error
  }
  throw new Error('the store opened')
}

test('the file and its side files are for the owner only, in a directory made for it', () => {
  const path = join(dirname(freshPath('x')), 'deep', 'down', 'store.db')
  const store = openStore(path)
  onTestFinished(store.close)
  store.clientId()
  expect(['', '-wal', '-shm'].map((end) => statSync(path + end).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
})

test('a file that an operator made readable for a group stays so', () => {
  const path = freshPath('store.db')
  openStore(path).close()
  chmodSync(path, 0o640)
  openStore(path).close()
  expect(statSync(path).mode & 0o777).toBe(0o640)
})

test('every commit is on the disk before it is acknowledged', () => {
  const db = openDatabase(freshPath('store.db'), [])
  onTestFinished(db.close)
  expect(db.get('pragma journal_mode')).toEqual({ journal_mode: 'wal' })
  expect(db.get('pragma synchronous')).toEqual({ synchronous: 2 })
})

test('a store made by a newer program is refused, told so, and left as it was', () => {
  const path = freshPath('store.db')
  openStore(path).close()
  const newer = new DatabaseSync(path)
  newer.exec('pragma user_version = 99')
  newer.close()
  const { fault } = troubleOf(path)
  expect(fault).toMatchObject({ code: 'store-newer', place: path })
  expect(fault.why).toContain('version 99')
  expect(fault.next).not.toBe('')
})

test.each([
  [
    'the database of another program',
    'store-foreign',
    (path: string) => {
      const other = new DatabaseSync(path)
      other.exec('create table cookies (id)')
      other.close()
    },
  ],
  [
    'a file that is no database',
    'store-unusable',
    (path: string) => writeFileSync(path, 'hello, this is no database at all. '.repeat(99)),
  ],
] as const)('%s is refused', (_, code, make) => {
  const path = freshPath('store.db')
  make(path)
  expect(troubleOf(path).fault.code).toBe(code)
})

test('a path that cannot be made is trouble with a place and a next step', () => {
  const path = freshPath('file')
  writeFileSync(path, '')
  expect(troubleOf(join(path, 'store.db')).fault).toMatchObject({
    code: 'store-unusable',
    place: join(path, 'store.db'),
  })
})

test('missing migrations are applied in order, all or none, and only once', () => {
  const path = freshPath('store.db')
  const one = 'create table a (x)'
  const two = "alter table a add column y; insert into a (x, y) values ('x', 'y')"
  openDatabase(path, [one]).close()
  expect(() => openDatabase(path, [one, two, 'no sql at all'])).toThrow(StoreTrouble)
  const after = openDatabase(path, [one])
  expect(after.all('select * from a')).toEqual([])
  after.close()
  openDatabase(path, [one, two]).close()
  const db = openDatabase(path, [one, two])
  onTestFinished(db.close)
  expect(db.all('select x, y from a')).toEqual([{ x: 'x', y: 'y' }])
})

test('several processes may make the same store at the same time', async () => {
  const path = freshPath('store.db')
  const child = new URL('./children/open.ts', import.meta.url).pathname
  const runs = await Promise.all([1, 2, 3, 4].map(() => promisify(execFile)(process.execPath, [child, path])))
  const ids = runs.map((run) => run.stdout.trim())
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]).toHaveLength(36)
  expect(existsSync(path)).toBe(true)
})
