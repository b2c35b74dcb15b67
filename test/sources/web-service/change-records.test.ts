import { describe, expect, it } from 'vitest'
import { parseChangeRecords } from '../../../src/sources/web-service/change-records.ts'

function parse(...rows: readonly unknown[]) {
  const parsed = parseChangeRecords(JSON.stringify(rows, null, 1))
  if (parsed.kind === 'fault') throw new Error(parsed.why)
  return parsed
}

const plain = { id: 1, endpointSetId: 9, disposition: 'Change', version: '2024110100' }

describe('a change record', () => {
  it('is read with its date as a day, its attributes as text, and everything that is new', () => {
    const { records, complaints } = parse({
      ...plain,
      impact: 'AddedByMoonlight',
      current: { required: true, tcpPorts: '80,443', tlsVersion: 13 },
      add: { effectiveDate: '20241201', urls: ['A.example', 'b.example, c.example'], ips: ['2620:01EC::/36'] },
      remove: { ips: ['10.0.0.0/8'] },
      changeDescription: 'Moving house',
    })
    expect(complaints).toEqual([])
    expect(records).toEqual([
      {
        id: 1,
        set: 9,
        disposition: 'Change',
        impact: 'AddedByMoonlight',
        version: '2024110100',
        previous: {},
        current: { required: 'true', tcpPorts: '80,443', tlsVersion: '13' },
        add: { effectiveDate: '2024-12-01', addresses: ['a.example', 'b.example', 'c.example', '2620:1ec::/36'] },
        remove: ['10.0.0.0/8'],
        more: { changeDescription: 'Moving house' },
      },
    ])
  })

  it('without a date has none', () => {
    expect(parse({ ...plain, add: { urls: ['a.example'] } }).records[0]?.add.effectiveDate).toBeNull()
  })

  const bad: readonly [string, unknown, RegExp][] = [
    ['no id', { ...plain, id: undefined }, /^id: expected a whole number/],
    ['no set', { ...plain, endpointSetId: '9' }, /^endpointSetId: expected a whole number/],
    ['a version of nine digits', { ...plain, version: '202411010' }, /^version: expected 10 digits/],
    ['a day that is none', { ...plain, add: { effectiveDate: '20241301' } }, /effectiveDate: expected YYYYMMDD/],
    ['a day that is no day of its month', { ...plain, add: { effectiveDate: '20240230' } }, /effectiveDate/],
  ]
  for (const [what, row, reason] of bad)
    it(`with ${what} is a complaint and spoils no other`, () => {
      const { records, complaints } = parse(row, { ...plain, id: 2 })
      expect(complaints).toMatchObject([{ line: 2, reason: expect.stringMatching(reason) }])
      expect(records.map(({ id }) => id)).toContain(2)
    })

  const broken: readonly [string, string][] = [
    ['[{"id": 1, "endpoi', 'cut-short'],
    ['<html><title>503</title>', 'not-json'],
    ['{}', 'not-a-list'],
  ]
  for (const [text, code] of broken)
    it(`${text} is a fault`, () => expect(parseChangeRecords(text)).toMatchObject({ kind: 'fault', code }))

  it('no records at all are no fault: nothing changed', () => {
    expect(parseChangeRecords('[]')).toEqual({ kind: 'records', records: [], complaints: [] })
  })
})
