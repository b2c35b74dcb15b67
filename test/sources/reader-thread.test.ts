import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Done, Job } from '../../src/sources/reader-thread/index.ts'
import { createReaderThread, type ReaderThread, threadLimits } from '../../src/sources/reader-thread/reader-thread.ts'

const open: ReaderThread[] = []
afterEach(async () => {
  for (const thread of open.splice(0)) await thread.close()
})

function thread(limits: Partial<typeof threadLimits> = {}): ReaderThread {
  const made = createReaderThread({ ...threadLimits, ...limits })
  open.push(made)
  return made
}

function job(text: string, format: Job['format'] = 'markdown'): Job {
  return { text, format, files: null, skipped: [] }
}

function outcome(done: Done): string {
  return done.kind === 'reading' ? done.reading.entries.map((entry) => entry.address).join(' ') : done.code
}

const page = '# URLs\n\n- `a.reach.net`\n'
/** Deep quotations on many lines: within the limits of size, and yet the parser is busy for many seconds. */
const slow = `${'>'.repeat(59)} a\n`.repeat(19_000)

test('pages of either format are read one after the other, as asked', async () => {
  const reader = thread()
  const html = '<html><main><ul><li>b.reach.net</ul></main>'
  const asked = [job(page), job(html, 'html'), job(html, 'auto'), job(page, 'auto')].map(reader.read)
  expect((await Promise.all(asked)).map(outcome)).toEqual(['a.reach.net', 'b.reach.net', 'b.reach.net', 'a.reach.net'])
})

test('includes are read from the files given; what is left out on purpose is no complaint, what is missing is one', async () => {
  const text =
    '# URLs\n\n- a.reach.net\n\n[!INCLUDE [x](inc/b.md)]\n\n[!INCLUDE [x](inc/c.md)]\n\n[!INCLUDE [x](skip/d.md)]\n'
  const files = new Map([['inc/b.md', '- b.reach.net\n']])
  const done = await thread().read({ text, format: 'markdown', files, skipped: ['skip/'] })
  expect(outcome(done)).toBe('a.reach.net b.reach.net')
  expect(done.kind === 'reading' && done.reading.complaints.map((one) => one.text)).toEqual(['inc/c.md'])
})

test('the limits leave a fault within five seconds', () => {
  expect(threadLimits.deadline).toBeLessThanOrEqual(4_500)
})

/** What each page comes to. HTML is parsed before it is refused: on a busy machine the deadline may come first, and is as good. */
const hostile: readonly (readonly [string, () => string, Job['format'], RegExp])[] = [
  ['nested brackets', () => '['.repeat(29_000), 'markdown', /^$|reading-/],
  ['nested links', () => 'a](b'.repeat(25_000), 'markdown', /^$|reading-/],
  ['a million pipes', () => '|'.repeat(1_000_000), 'markdown', /^reading-refused$/],
  [
    'a table of thousands of columns',
    () => `${'|a'.repeat(14_000)}\n${'|-'.repeat(14_000)}\n`,
    'markdown',
    /^$|reading-/,
  ],
  ['a list of two thousand levels', () => levels(2_000, 2_000), 'markdown', /^reading-refused$/],
  ['a list that goes up and down', () => levels(15_000, 55), 'markdown', /^reading-|reach/],
  ['quotations of 59 levels', () => slow, 'markdown', /^$|^reading-/],
  ['a line of 7 MiB', () => 'a'.repeat(7 << 20), 'markdown', /^reading-refused$/],
  ['a line of 7 MiB with hosts', () => 'a.reach.net '.repeat((7 << 20) / 12), 'html', /^reading-/],
  ['more than 8 MiB', () => '\n'.repeat((8 << 20) + 1), 'html', /^reading-/],
  ['many tags that are never closed', () => '<div>'.repeat(150_000), 'html', /^reading-/],
  [
    'bold text never closed, over and over',
    () => `${'<b>'.repeat(50_000)}${'<p>'.repeat(20_000)}`,
    'html',
    /^reading-/,
  ],
  ['lists in lists in lists', () => '<ul><li>'.repeat(2_000), 'html', /^reading-/],
  [
    'cells that span everything',
    () => `<table><tr>${'<td rowspan=65534 colspan=1000>a'.repeat(500)}${'<tr><td>'.repeat(20_000)}`,
    'html',
    /^reading-/,
  ],
  ['tables never closed', () => '<table><tr><td>a.reach.net\n'.repeat(15_000), 'markdown', /^a\.reach\.net$|reading-/],
  ['a million backslashes', () => '\\'.repeat(900_000), 'markdown', /^$|reading-/],
  ['a million ampersands', () => '&'.repeat(900_000), 'markdown', /^$|reading-/],
]

function levels(lines: number, deepest: number): string {
  return Array.from({ length: lines }, (_, i) => `${'  '.repeat(i % deepest)}- a${i}.reach.net`).join('\n')
}

describe('a page made to be slow or large', () => {
  // One thread for all: what the page before did must not harm the next.
  test.each(hostile)('%s', async (_, make, format, expected) => {
    const reader = thread({ deadline: 1_500 })
    const text = make()
    await reader.read(job(page))
    const from = performance.now()
    const done = await reader.read(job(text, format))
    expect(performance.now() - from).toBeLessThan(5_000)
    expect(outcome(done)).toMatch(expected)
    if (done.kind === 'refused') expect(done.why).toMatch(/^the page is not read: \S/)
    expect(outcome(await reader.read(job(page)))).toBe('a.reach.net')
  })
})

test('a page that takes too much memory is refused, the process lives, and the next page is read', async () => {
  const reader = thread({ memory: 48, deadline: 20_000 })
  expect(await reader.read(job(slow))).toMatchObject({
    kind: 'refused',
    code: 'reading-refused',
    why: expect.stringContaining('48 MiB'),
  })
  expect(outcome(await reader.read(job(page)))).toBe('a.reach.net')
})

test('pages that wait behind a slow one are read', async () => {
  const reader = thread({ deadline: 1_500 })
  await reader.read(job(page))
  const asked = [job(page), job(slow), job(page), job(slow), job(page)].map(reader.read)
  expect((await Promise.all(asked)).map(outcome)).toEqual([
    'a.reach.net',
    'reading-too-slow',
    'a.reach.net',
    'reading-too-slow',
    'a.reach.net',
  ])
})

test('a thread that was closed, or ended while idle, is started again by the next page', async () => {
  const reader = thread({ idle: 1 })
  expect(outcome(await reader.read(job(page)))).toBe('a.reach.net')
  await reader.close()
  expect(outcome(await reader.read(job(page)))).toBe('a.reach.net')
})

test('an idle thread keeps no process alive, and without a page there is none', () => {
  const program = (work: string): string =>
    `const { readerThread } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/sources/reader-thread/index.ts'))})
     const reader = readerThread(); ${work}
     console.log(process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length)`
  const run = (work: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', program(work)], { encoding: 'utf8', timeout: 20_000 })
  expect(run('')).toMatchObject({ status: 0, stdout: '0\n' })
  const read = `const done = await reader.read(${JSON.stringify(job(page))}); console.log(done.reading.entries.length)`
  const after = run(read)
  expect(after.status).toBe(0)
  expect(after.stdout.split('\n')[0]).toBe('1')
})
