import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openSnapshots } from '../../src/snapshots/snapshots.ts'
import { put, run, scene } from './scene.ts'

type Ended = { readonly last: number; readonly done: readonly string[] }

/** What a power cut or a container's end does to the git that is running; a killed parent alone does not. */
function killGit(data: string): void {
  try {
    const [, pid] = /"child":\{"pid":(\d+)/.exec(readFileSync(join(data, 'git-writing.json'), 'utf8')) ?? []
    if (pid !== undefined) process.kill(-Number(pid), 'SIGKILL')
  } catch {
    // nothing was being written, or git had ended
  }
}

/** Starts a writer, lets it do a few commits, and kills it some milliseconds into the next one, in every other round with its git. */
async function killedWriter(path: string, data: string, from: number, after: number): Promise<Ended> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), path, data, String(from)])
  const done: string[] = []
  let last = from
  for await (const line of createInterface(child.stdout)) {
    const [word, number = '', commit = ''] = line.split(' ')
    if (word === 'done') done.push(commit)
    else last = Number(number)
    if (word !== 'start' || last < from + 2) continue
    await delay(after)
    child.kill('SIGKILL')
    if (after % 4 === 0) killGit(data)
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return { last, done }
}

function lockFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock'))
}

test('killed at any moment of a commit, nothing that was reported is lost and the next process goes on', async () => {
  const { top, path, data, options } = await scene({ inside: true })
  put(top, 'person.txt', 'staged by a person\n')
  run(top, 'add', 'person.txt')
  const reported: string[] = []
  let next = 0
  let interrupted = 0
  for (const after of [0, 2, 3, 4, 6, 8, 9, 12, 14, 16, 20, 24]) {
    const { last, done } = await killedWriter(path, data, next, after)
    reported.push(...done)
    next = last + 1
    if (existsSync(join(data, 'git-writing.json'))) interrupted += 1
    const snapshots = await openSnapshots({ ...options, wait: delay, waits: [5, 10, 20, 50, 100, 500] })
    expect(lockFiles(join(top, '.git'))).toEqual([])
    expect(run(top, 'status', '--porcelain')).toBe('A  person.txt')
    const head = (await snapshots.read('intune'))?.get('endpoints.json')?.trim()
    expect(Number(head)).toBeGreaterThanOrEqual(last - 1)
  }
  const history = run(top, 'log', '--reverse', '--format=%H', '--', 'snapshots').split('\n')
  expect(history.filter((commit) => reported.includes(commit))).toEqual(reported)
  const texts = run(top, 'log', '--reverse', '--format=%s', '--', 'snapshots').split('\n')
  const numbers = texts.map((text) => Number(text.replace('intune: ', '')))
  expect(numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0))).toBe(true)
  expect(run(top, 'fsck', '--full', '--strict')).not.toMatch(/missing|corrupt|error/)
  expect(interrupted).toBeGreaterThan(3)
}, 60_000)
