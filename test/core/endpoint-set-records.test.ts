import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EndpointSet } from '../../src/core/endpoint-set.ts'
import {
  type ChangeRecord,
  effectiveDate,
  impactWords,
  joinRecords,
  mergeRecords,
} from '../../src/core/endpoint-set-records.ts'
import { describeSetChanges } from '../../src/core/endpoint-set-terms.ts'

function set(id: number, urls: readonly string[], rest: Partial<EndpointSet> = {}): EndpointSet {
  const plain = {
    area: 'Common',
    displayName: null,
    ips: [],
    tcp: [{ from: 443, to: 443 }],
    udp: [],
    expressRoute: false,
    category: 'Default',
    required: true,
    notes: null,
    more: {},
  }
  return { id, urls, ...plain, ...rest }
}

function record(
  id: number,
  of: number,
  rest: Partial<Omit<ChangeRecord, 'add'>> & { add?: string[]; date?: string },
): ChangeRecord {
  const { add = [], date = null, ...more } = rest
  const plain = {
    disposition: 'Change',
    impact: null,
    version: '2024110100',
    previous: {},
    current: {},
    remove: [],
    more: {},
  }
  return { id, set: of, ...plain, ...more, add: { effectiveDate: date, addresses: add } }
}

function join(before: readonly EndpointSet[], after: readonly EndpointSet[], records: readonly ChangeRecord[]) {
  return joinRecords({ before, after, changes: describeSetChanges(before, after), records })
}

describe('records of the service', () => {
  const before = [set(1, ['a.example'])]
  const after = [set(1, ['b.example'])]

  it('give the changes that they brought about their dates', () => {
    const records = [
      record(7, 1, { add: ['b.example'], date: '2024-12-01', version: '2024110100' }),
      record(8, 1, { remove: ['a.example'] }),
    ]
    const { ofAddress, disagreements, elsewhere } = join(before, after, records)
    expect(
      [...ofAddress].map(([{ address }, of]) => [address, of.map(({ id }) => id), effectiveDate(address, of)]),
    ).toEqual([
      ['a.example', [8], null],
      ['b.example', [7], '2024-12-01'],
    ])
    expect([disagreements, elsewhere]).toEqual([[], []])
  })

  it('of a set that neither list knows are kept apart', () => {
    const stray = record(9, 99, { add: ['x.example'] })
    expect(join(before, before, [stray])).toMatchObject({ elsewhere: [stray], disagreements: [] })
  })

  it('that add and take back within one step come to nothing', () => {
    const records = [
      record(1, 1, { add: ['x.example'], version: '2024110100' }),
      record(2, 1, { remove: ['x.example'], version: '2024110101' }),
    ]
    expect(join(before, before, records).disagreements).toEqual([])
  })

  it('that take a whole set away need not name its addresses', () => {
    expect(join(before, [], [record(1, 1, { disposition: 'Remove' })]).disagreements).toEqual([])
  })

  const disagreeing: readonly [string, EndpointSet[], EndpointSet[], ChangeRecord[], object][] = [
    [
      'a change that no record tells',
      before,
      after,
      [record(1, 1, { remove: ['a.example'] })],
      { about: 'b.example', list: 'added', service: 'unchanged', records: [] },
    ],
    [
      'a record that the list does not bear out',
      before,
      before,
      [record(1, 1, { add: ['x.example'] })],
      { about: 'x.example', list: 'unchanged', service: 'added', records: [1] },
    ],
    [
      'a removal that did not happen',
      before,
      before,
      [record(1, 1, { remove: ['a.example'] })],
      { about: 'a.example', list: 'unchanged', service: 'removed', records: [1] },
    ],
    [
      'ports that no record tells',
      before,
      [set(1, ['a.example'], { udp: [{ from: 443, to: 443 }] })],
      [],
      { about: 'UDP ports', list: 'UDP 443', service: '', records: [] },
    ],
    [
      'a category that is another',
      before,
      before,
      [record(1, 1, { previous: { category: 'Default' }, current: { category: 'Allow' } })],
      { about: 'category', list: 'Default', service: 'Allow', records: [1] },
    ],
  ]
  for (const [what, old, now, records, disagreement] of disagreeing)
    it(`disagree with the list over ${what}`, () => {
      expect(join(old, now, records).disagreements).toMatchObject([{ set: 1, ...disagreement }])
    })

  it('agree when they say the same in another spelling', () => {
    const now = [
      set(1, ['a.example'], {
        tcp: [
          { from: 80, to: 80 },
          { from: 443, to: 443 },
        ],
        required: false,
      }),
    ]
    const records = [
      record(1, 1, {
        previous: { tcpPorts: '443', required: 'True' },
        current: { tcpPorts: '443, 80', required: 'False' },
      }),
    ]
    expect(join(before, now, records).disagreements).toEqual([])
  })

  it('are merged by id, in the order of versions', () => {
    const [a, b, c] = [record(3, 1, { version: '2024100100' }), record(1, 1, {}), record(2, 1, {})]
    expect(mergeRecords([b, a], [c, b]).map(({ id }) => id)).toEqual([3, 1, 2])
  })

  it('have an impact in words, and an unknown one is shown as it is', () => {
    expect(impactWords('AddedSubstituteUrl')).toContain('wildcard')
    expect(impactWords('ChangedMind')).toBe('ChangedMind')
    expect(impactWords(null)).toBe('the service does not say')
  })
})

describe('of any two lists', () => {
  const list = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 4 }),
      urls: fc.uniqueArray(fc.constantFrom<string>('a.example', 'b.example', 'c.example'), { minLength: 1 }),
      required: fc.boolean(),
    }),
    { selector: ({ id }) => id, maxLength: 4 },
  )

  /** What the service would publish, written from the lists without our own difference. */
  function publish(before: readonly EndpointSet[], after: readonly EndpointSet[]): ChangeRecord[] {
    const found: ChangeRecord[] = []
    for (const id of [1, 2, 3, 4]) {
      const was = before.find((one) => one.id === id)
      const is = after.find((one) => one.id === id)
      const add = (is?.urls ?? []).filter((url) => !was?.urls.includes(url))
      const remove = (was?.urls ?? []).filter((url) => !is?.urls.includes(url))
      const required = was !== undefined && is !== undefined && was.required !== is.required
      const terms = required
        ? { previous: { required: String(was.required) }, current: { required: String(is.required) } }
        : {}
      if (add.length + remove.length > 0 || required) found.push(record(id, id, { add, remove, ...terms }))
    }
    return found
  }

  it('the records that brought one to the other leave no disagreement, and a missing record leaves one', () => {
    let missing = 0
    fc.assert(
      fc.property(list, list, (old, now) => {
        const [before, after] = [old, now].map((sets) =>
          sets.map(({ id, urls, required }) => set(id, urls, { required })),
        ) as [EndpointSet[], EndpointSet[]]
        const records = publish(before, after)
        const joined = join(before, after, records)
        expect(joined.disagreements).toEqual([])
        for (const of of joined.ofAddress.values()) expect(of.length).toBeGreaterThan(0)
        if (records.length === 0) return
        missing += 1
        expect(join(before, after, records.slice(1)).disagreements.map((one) => one.set)).toContain(records[0]?.set)
      }),
    )
    expect(missing).toBeGreaterThan(20)
  })
})
