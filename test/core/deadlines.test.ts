import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deadlines, reminderDue } from '../../src/core/deadlines.ts'
import { diffEntries } from '../../src/core/diff.ts'
import type { ChangeRecord } from '../../src/core/endpoint-set-records.ts'
import { daysBetween } from '../../src/core/endpoint-set-urgency.ts'
import type { Entry } from '../../src/core/model.ts'
import { decodeRecords, decodeSets, encodeRecords, encodeSets } from '../../src/core/service-files.ts'
import { annotated, bareStep } from '../../src/core/service-step.ts'
import { entry } from './samples.ts'

function listed(address: string, ...sets: readonly number[]): Entry {
  const labels = (set: number) => ({ instance: 'Worldwide', set: String(set), area: 'Exchange', category: 'Allow' })
  return entry(address, ...sets.map((set) => ({ labels: labels(set), ports: ['TCP 443'], required: true })))
}

function record(
  id: number,
  over: Partial<ChangeRecord> & { date?: string | null; adds?: readonly string[] },
): ChangeRecord {
  const { date = '2026-03-01', adds = [], ...rest } = over
  return {
    ...{ id, set: 1, disposition: 'Change', impact: 'AddedUrl', version: `20260201${String(id).padStart(2, '0')}` },
    ...{ previous: {}, current: {}, remove: [], more: {} },
    add: { effectiveDate: adds.length > 0 ? date : null, addresses: adds },
    ...rest,
  }
}

const adds = (id: number, address: string, date: string | null, set = 1) => record(id, { adds: [address], date, set })
const removes = (id: number, address: string) => record(id, { remove: [address] })

describe('what must be open by a day', () => {
  const names = new Map()
  test.each<[string, Entry[], ChangeRecord[], string[]]>([
    ['an address that stands', [listed('a.x', 1)], [adds(1, 'a.x', '2026-03-01')], ['2026-03-01 set 1 a.x']],
    ['not one that is gone from the list', [listed('b.x', 1)], [adds(1, 'a.x', '2026-03-01')], []],
    ['not one that stands in another set only', [listed('a.x', 2)], [adds(1, 'a.x', '2026-03-01')], []],
    ['not one without a date', [listed('a.x', 1)], [adds(1, 'a.x', null)], []],
    [
      'the newest date counts',
      [listed('a.x', 1)],
      [adds(2, 'a.x', '2026-05-01'), adds(1, 'a.x', '2026-03-01')],
      ['2026-05-01 set 1 a.x'],
    ],
    [
      'a date that was taken back is none',
      [listed('a.x', 1)],
      [adds(1, 'a.x', '2026-03-01'), adds(2, 'a.x', null)],
      [],
    ],
    [
      'a record that removes it ends it, before the list does',
      [listed('a.x', 1)],
      [adds(1, 'a.x', '2026-03-01'), removes(2, 'a.x')],
      [],
    ],
    [
      'by day, then by set',
      [listed('a.x', 1, 2), listed('b.x', 1)],
      [adds(1, 'b.x', '2026-04-01'), adds(2, 'a.x', '2026-03-01', 2), adds(3, 'a.x', '2026-03-01')],
      ['2026-03-01 set 1 a.x', '2026-03-01 set 2 a.x', '2026-04-01 set 1 b.x'],
    ],
  ])('%s', (_, entries, records, expected) => {
    const found = deadlines({ entries, records, names })
    expect(
      found.map(({ date, set, addresses }) => `${date} set ${set} ${addresses.map(({ address }) => address)}`),
    ).toEqual(expected)
  })
})

describe('a reminder', () => {
  const due = (today: string, version = '2026020100') => reminderDue({ date: '2026-03-01', version }, [7, 1], today)
  test.each([
    ['2026-02-21', null],
    ['2026-02-22', 7],
    ['2026-02-27', 7],
    ['2026-02-28', 1],
    ['2026-03-01', 1],
    ['2026-03-02', null],
  ])('on %s is that of %s days before', (today, days) => {
    expect(due(today)).toBe(days)
  })
  test('does not come on the heels of the message that told the change', () => {
    expect(['2026-02-24', '2026-02-28'].map((today) => due(today, '2026022400'))).toEqual([null, 1])
  })
})

test('days between two days are those of the calendar', () => {
  const day = fc
    .date({ min: new Date('1999-01-01'), max: new Date('2101-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
  fc.assert(
    fc.property(day, day, (a, b) => {
      expect(daysBetween(a, b)).toBe((Date.parse(b) - Date.parse(a)) / 86_400_000)
    }),
  )
})

test('a record that came one version before the change of the list gives it its date', () => {
  const [before, after] = [[listed('a.x', 1)], [listed('a.x', 1), listed('b.x', 1)]]
  const early = { ...adds(1, 'b.x', '2026-03-01'), version: '2026020100' }
  const kept = { until: '2026020100', records: [early] }
  const step = { ...bareStep(before, after, '2026-02-02'), kept: { before: kept, after: kept } }
  const versions = { before: '2026020100', after: '2026020101' }
  const of = (more: object) => annotated(diffEntries(before, after), { ...step, ...more }).changes[0]?.facts?.effective
  expect(of({ versions })).toBe('2026-03-01')
  // Older ones are about something else.
  expect(of({ versions: { ...versions, before: '2026020101' } })).toBeNull()
})

describe('the files beside a snapshot', () => {
  const text = fc.stringMatching(/^[a-z .{}",:]{0,8}$/)
  const address = fc.oneof(
    fc.stringMatching(/^[a-z]{1,5}\.example\.net$/),
    fc.constantFrom('192.0.2.0/24', '2001:db8::/32'),
  )
  const sorted = (list: readonly string[]) =>
    [...new Set(list)].sort((a, b) => Number(/\//.test(a)) - Number(/\//.test(b)))
  const any = fc.record({
    id: fc.nat(),
    set: fc.nat({ max: 500 }),
    disposition: text,
    impact: fc.option(text),
    version: fc.stringMatching(/^\d{10}$/),
    previous: fc.dictionary(fc.constantFrom('tcpPorts', 'notes'), text),
    current: fc.dictionary(fc.constantFrom('required', 'notes'), text),
    add: fc.record({
      effectiveDate: fc.option(fc.constantFrom('2026-03-01', '2019-11-25')),
      addresses: fc.array(address).map(sorted),
    }),
    remove: fc.array(address).map(sorted),
    more: fc.dictionary(fc.constantFrom('wave', 'ring'), text),
  })

  test('give back the records that were put in, one a line', () => {
    fc.assert(
      fc.property(fc.array(any), fc.option(fc.stringMatching(/^\d{10}$/)), (records, until) => {
        const file = encodeRecords({ until, records })
        expect(decodeRecords(file)).toEqual({ until, records })
        expect(file.split('\n')).toHaveLength(records.length + 3)
      }),
    )
  })

  test('give back the names of sets and what was asked for', () => {
    const names = new Map([
      [2, { area: 'Exchange', name: 'Exchange "Online"' }],
      [10, { area: 'MEM', name: '' }],
    ])
    const selection = { serviceAreas: ['Exchange', 'MEM'], noIPv6: true, tenantName: 'contoso' }
    expect(decodeSets(encodeSets({ selection, names }))).toEqual({ selection, names })
  })

  test.each([undefined, '', '{', '[1, {"id": "x"}]', 'null'])('that are broken count as empty: %o', (broken) => {
    expect(decodeRecords(broken).records).toEqual([])
    expect(decodeSets(broken).names.size).toBe(0)
  })
})
