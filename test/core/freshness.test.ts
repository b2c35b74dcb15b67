import { expect, test } from 'vitest'
import { ago, dayText } from '../../src/core/ago.ts'
import { freshnessOf, type KnownFacts, type Watched } from '../../src/core/freshness.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const now = Date.UTC(2026, 4, 20, 12)
const stale = 26 * hour

const watched: Watched = { id: 'printers', title: 'Printers', page: 'https://docs.example.org/p', retired: null }
const record = { verifiedAt: now - 40 * minute, changedAt: Date.UTC(2026, 4, 3, 9), failures: 0, notBefore: null }
const held = { since: now - hour, reasons: ['lost half of its endpoints'] }

const cases: readonly (readonly [string, Watched, KnownFacts, string, string])[] = [
  ['nothing known', watched, {}, 'never checked', 'not read yet'],
  ['just verified', watched, { record }, 'fresh', 'last verified 40 minutes ago, unchanged since 3 May'],
  [
    'a change this morning, committed by a person',
    watched,
    { record, lastSeenAt: now - 3 * hour },
    'fresh',
    'last verified 40 minutes ago, changed 3 hours ago',
  ],
  [
    'a change of last year',
    watched,
    { record: { ...record, changedAt: Date.UTC(2025, 11, 31, 23, 59) } },
    'fresh',
    'last verified 40 minutes ago, unchanged since 31 December 2025',
  ],
  [
    'no change yet',
    watched,
    { record: { ...record, changedAt: null } },
    'fresh',
    'last verified 40 minutes ago, no change seen yet',
  ],
  [
    'verified just within the time',
    watched,
    { record: { ...record, verifiedAt: now - stale } },
    'fresh',
    'last verified 1 day ago, unchanged since 3 May',
  ],
  [
    'verified a moment too long ago',
    watched,
    { record: { ...record, verifiedAt: now - stale - 1 } },
    'stale',
    'last verified 1 day ago, unchanged since 3 May',
  ],
  ['held', watched, { record, held }, 'held', 'last verified 40 minutes ago, unchanged since 3 May'],
  [
    'held and stale',
    watched,
    { record: { ...record, verifiedAt: now - 3 * day }, held },
    'stale',
    'last verified 3 days ago, unchanged since 3 May',
  ],
  ['held from the beginning', watched, { held }, 'held', 'its first reading is held'],
  [
    'only failed checks so far',
    watched,
    { record: { verifiedAt: null, changedAt: null, failures: 2, notBefore: now } },
    'never checked',
    'not read yet',
  ],
  ['retired', { ...watched, retired: {} }, { record }, 'retired', 'history only'],
  [
    'retired with more to say',
    { ...watched, retired: { since: '2024-07-31', successor: 'scanners' } },
    {},
    'retired',
    'since 2024-07-31, history only; see scanners',
  ],
]

test.each(cases)('%s', (_, source, known, state, text) => {
  expect(freshnessOf(source, known, stale, now)).toMatchObject({ source: 'printers', state, text })
})

test('the reasons of a held reading, and when it is asked again, go along', () => {
  const failing = { ...record, failures: 3, notBefore: now + hour }
  expect(freshnessOf(watched, { record: failing, held }, stale, now)).toMatchObject({
    held,
    failures: 3,
    notBefore: now + hour,
  })
})

test.each([
  [-59_999, 'just now'],
  [-minute, '1 minute ago'],
  [-2 * hour + 1, '1 hour ago'],
  [-49 * hour, '2 days ago'],
  [1, 'within a minute'],
  [3 * hour, 'in 3 hours'],
])('%d ms from now: %s', (distance, text) => {
  expect(ago(now + distance, now)).toBe(text)
})

test('a day is one of UTC, with its year when that is another one', () => {
  expect(dayText(Date.UTC(2026, 0, 1), now)).toBe('1 January')
  expect(dayText(Date.UTC(2026, 0, 1) - 1, now)).toBe('31 December 2025')
})
