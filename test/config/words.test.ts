import fc from 'fast-check'
import { validate } from 'node-cron'
import { expect, test } from 'vitest'
import { cronFault } from '../../src/config/cron.ts'
import { didYouMean, distance, nearest } from '../../src/config/suggest.ts'

const items =
  '* */5 */0 */70 0 5 7 8 12 13 24 31 32 59 60 01 1-5 5-1 1-5/2 5/10 0-7 1,2,3 1,,2 *,5 ? ?,5 l L-3 L-0 L-31 LW lw 15W 32w 0w L,15 mon MON-FRI mon-fri/2 monday jan jan-mar january 5#2 5#6 8#1 mon#2 monL 5l 8L 1- -5 a 1.5 1-5-7 +5 0x1 ** */5,3 *-5'.split(
    ' ',
  )

test('a cron expression is right exactly where node-cron takes it', () => {
  const field = fc.constantFrom(...items)
  const fields = fc.array(field, { minLength: 4, maxLength: 7 })
  const oneWrong = fc.tuple(fc.nat(5), field).map(([i, item]) => ['0', '0', '0', '1', '1', '1'].with(i, item))
  const seen = { right: 0, wrong: 0 }
  fc.assert(
    fc.property(fc.oneof(fields, oneWrong), (parts) => {
      const expression = parts.join(' ')
      const right = validate(expression)
      seen[right ? 'right' : 'wrong'] += 1
      expect([expression, cronFault(expression) === null]).toEqual([expression, right])
    }),
    { numRuns: 2_000 },
  )
  expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(200)
})

test.each(['@hourly', '@Daily', '@weekly', '@monthly', '@yearly', '@annually', '@midnight', '@reboot', ''])(
  '%j is right exactly where node-cron takes it',
  (expression) => {
    expect(cronFault(expression) === null).toBe(validate(expression))
  },
)

test('the reason names the field', () => {
  expect(cronFault('0 25 * * *')).toContain('"25" is no hour (0 to 23')
  expect(cronFault('0 0 * *')).toContain('4 fields')
})

test.each([
  ['shedule', 'schedule'],
  ['ulr', 'url'],
  ['alsoat', 'alsoAt'],
  ['Sources', 'sources'],
  ['subscribtions', 'subscriptions'],
  ['recipients', null],
  ['x', null],
])('%s: did you mean %s?', (word, expected) => {
  expect(nearest(word, ['schedule', 'url', 'alsoAt', 'sources', 'subscriptions', 'stale'])).toBe(expected)
})

test('a word of endless length is near to none, and costs nothing', () => {
  const many = Array.from({ length: 400 }, (_, i) => `word-number-${i}`)
  const began = performance.now()
  expect(nearest('x'.repeat(60_000), many)).toBe(null)
  expect(nearest('x'.repeat(65), ['x'.repeat(65)])).toBe(null)
  expect(nearest('x'.repeat(64), ['x'.repeat(63)])).toBe('x'.repeat(63))
  expect(nearest('mail', ['mail'.repeat(100_000), 'mial'])).toBe('mial')
  expect(performance.now() - began).toBeLessThan(500)
})

test('without a near word the known ones are listed', () => {
  expect(didYouMean('x', ['mail', 'hook'], 'channel')).toBe('there is: mail, hook')
  expect(didYouMean('x', [], 'channel')).toBe('there is no channel yet')
})

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })

/** Fewest edits by trying them all, breadth first. */
function searched(from: string, to: string): number {
  let reached = new Set([from])
  for (let steps = 0; ; steps += 1) {
    if (reached.has(to)) return steps
    reached = new Set([...reached].flatMap((text) => edits(text).filter((edit) => edit.length <= 8)))
  }
}

function edits(text: string): string[] {
  const at = Array.from({ length: text.length + 1 }, (_, i) => [text.slice(0, i), text.slice(i)] as const)
  return at.flatMap(([head, tail]) => [
    head + tail.slice(1),
    ...['a', 'b', 'c'].flatMap((letter) => [head + letter + tail, head + letter + tail.slice(1)]),
  ])
}

test('the distance is never more than the edits it takes, and less only where neighbours are swapped', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 3 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 3 }),
      (a, b) => {
        const edited = searched(a, b)
        expect(distance(a, b)).toBeLessThanOrEqual(edited)
        expect(distance(a, b)).toBeGreaterThanOrEqual(Math.ceil(edited / 2))
      },
    ),
    { numRuns: 60 },
  )
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(distance(a, b)).toBe(distance(b, a))
    }),
  )
  expect([distance('ab', 'ba'), distance('', 'abc'), distance('abc', 'abc')]).toEqual([1, 3, 0])
})
