import { describe, expect, test } from 'vitest'
import { backoff } from '../../src/core/backoff.ts'
import { type GateLimits, gate } from '../../src/core/gate.ts'
import type { Complaint, Reading } from '../../src/core/model.ts'
import { entry } from './samples.ts'

const limits: GateLimits = { maxLost: 0.5, minEntries: 1, maxNewComplaints: 10 }
const entries = (count: number) => Array.from({ length: count }, (_, i) => entry(`host-${i}.example`))
const complaints = (count: number): Complaint[] =>
  Array.from({ length: count }, (_, i) => ({ line: i, text: 'x', reason: 'y' }))
const reading = (count: number, trouble = 0): Reading => ({
  title: null,
  date: null,
  entries: entries(count),
  complaints: complaints(trouble),
})

describe('the gate', () => {
  test.each([
    ['a first reading passes', { previous: null, reading: reading(5) }, null],
    ['an empty first reading is held', { previous: null, reading: reading(0) }, 'it lists 0 endpoints'],
    ['the same again passes', { previous: entries(10), reading: reading(10) }, null],
    ['a loss below the limit passes', { previous: entries(10), reading: reading(6) }, null],
    ['a loss at the limit is held', { previous: entries(10), reading: reading(5) }, '5 of 10 endpoints are gone (50 %'],
    ['growth passes', { previous: entries(1), reading: reading(100) }, null],
    [
      'a body cut short is held though it lost but one',
      { previous: entries(10), reading: reading(9), cutShort: true },
      'cut short',
    ],
    [
      'a body cut short is held though it lost nothing and has half an address more',
      { previous: entries(10), reading: reading(11), cutShort: true },
      'cut short',
    ],
    [
      'a body that ends earlier and lost nothing passes',
      { previous: entries(10), reading: reading(10), cutShort: true },
      null,
    ],
    [
      'many new complaints are held',
      { previous: entries(5), reading: reading(5, 13), complaintsBefore: 2 },
      '13 pieces',
    ],
    ['a few new complaints pass', { previous: entries(5), reading: reading(5, 11), complaintsBefore: 2 }, null],
  ] as const)('%s', (_, given, reason) => {
    const verdict = gate({ complaintsBefore: 0, cutShort: false, ...given }, limits)
    if (reason === null) expect(verdict).toEqual({ kind: 'pass' })
    else expect(verdict).toMatchObject({ kind: 'hold', reasons: [expect.stringContaining(reason)] })
  })

  test('a page on which every address was replaced is held, though it lists as many as before', () => {
    const verdict = gate(
      { previous: [entry('a.example'), entry('b.example')], reading: reading(2), complaintsBefore: 0, cutShort: false },
      limits,
    )
    expect(verdict.kind).toBe('hold')
  })
})

test('a source that fails is asked less and less often, but every day at least', () => {
  const waits = Array.from({ length: 60 }, (_, failures) => backoff(failures) / 3_600_000)
  expect(waits.slice(0, 10)).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 24])
  expect(Math.max(...waits)).toBe(24)
})
