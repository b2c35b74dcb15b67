import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { takeLock } from '../../src/store/lock.ts'
import { freshPath } from './place.ts'

function hold(path: string, purpose: string, since = 0): () => void {
  const lock = takeLock(path, purpose, since)
  if (lock.kind === 'taken') throw new Error('the lock was taken')
  onTestFinished(lock.release)
  return lock.release
}

test('a second taker is told who has it, since when and what for', () => {
  const path = freshPath('deep/watch.lock')
  const release = hold(path, 'run', 77)
  expect(takeLock(path, 'check')).toEqual({ kind: 'taken', by: { pid: process.pid, since: 77, purpose: 'run' } })
  expect(takeLock(path, 'check')).toMatchObject({ kind: 'taken' })
  release()
  release()
  hold(path, 'check')
})

test.each(['missing', 'torn'])('a second taker is refused even when the holder file is %s', (state) => {
  const path = freshPath('watch.lock')
  hold(path, 'run')
  if (state === 'missing') rmSync(`${path}.holder`)
  else writeFileSync(`${path}.holder`, '{"pid": 1')
  expect(takeLock(path, 'check')).toEqual({ kind: 'taken', by: null })
})

test('the kernel lets the lock go when its holder is killed, and not before', async () => {
  const path = freshPath('watch.lock')
  const script = new URL('./children/lock.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [said] = await once(child.stdout, 'data')
  expect(String(said)).toBe('held\n')
  expect(takeLock(path, 'run')).toEqual({ kind: 'taken', by: { pid: child.pid, since: 1234, purpose: 'child' } })
  child.kill('SIGKILL')
  await once(child, 'close')
  hold(path, 'run')
})
