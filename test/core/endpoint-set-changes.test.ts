import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EndpointSet, parsePortList } from '../../src/core/endpoint-set.ts'
import type { AddressChange, PastStep } from '../../src/core/endpoint-set-diff.ts'
import { describeSetChanges, isSilent, pastStep } from '../../src/core/endpoint-set-terms.ts'
import { effective, urgencyOfAddress, urgencyOfTerms } from '../../src/core/endpoint-set-urgency.ts'

type Brief = Partial<Omit<EndpointSet, 'tcp' | 'udp'>> & {
  readonly id: number
  readonly tcp?: string
  readonly udp?: string
}

function set({ tcp = '443', udp, ...rest }: Brief): EndpointSet {
  const ports = (text: string | undefined) => (text === undefined ? [] : (parsePortList(text) ?? []))
  const plain = {
    area: 'Common',
    displayName: null,
    urls: [],
    ips: [],
    expressRoute: false,
    category: 'Default',
    required: true,
    notes: null,
    more: {},
  }
  return { ...plain, ...rest, tcp: ports(tcp), udp: ports(udp) }
}

const today = '2024-11-20'
const soon = effective('2024-12-01', today)

describe('what happened to an address', () => {
  type Case = [what: string, before: Brief[], after: Brief[], change: Partial<AddressChange>, urgency: string]
  const cases: readonly Case[] = [
    [
      'added',
      [],
      [{ id: 1, urls: ['a.example'] }],
      { kind: 'added', from: [], to: [1], gained: ['TCP 443'] },
      'act-by',
    ],
    [
      'removed',
      [{ id: 1, urls: ['a.example'] }],
      [],
      { kind: 'removed', from: [1], to: [], lost: ['TCP 443'] },
      'clean-up',
    ],
    [
      'moved',
      [{ id: 1, urls: ['a.example'] }],
      [{ id: 2, urls: ['a.example'] }],
      { kind: 'moved', from: [1], to: [2], gained: [], lost: [] },
      'nothing',
    ],
    [
      'moved to a set with more ports',
      [{ id: 1, urls: ['a.example'] }],
      [{ id: 2, urls: ['a.example'], tcp: '80,443' }],
      { kind: 'moved', gained: ['TCP 80'] },
      'act-by',
    ],
    [
      'moved to a set with fewer ports',
      [{ id: 1, urls: ['a.example'], udp: '443' }],
      [{ id: 2, urls: ['a.example'] }],
      { kind: 'moved', lost: ['UDP 443'] },
      'clean-up',
    ],
    [
      'a duplicate removed',
      [
        { id: 1, urls: ['a.example'] },
        { id: 2, urls: ['a.example'] },
      ],
      [{ id: 1, urls: ['a.example'] }],
      { kind: 'duplicate-removed', from: [2], stays: [1] },
      'nothing',
    ],
    [
      'a duplicate added',
      [{ id: 1, urls: ['a.example'] }],
      [
        { id: 1, urls: ['a.example'] },
        { id: 2, urls: ['a.example'] },
      ],
      { kind: 'duplicate-added', to: [2], stays: [1] },
      'nothing',
    ],
  ]
  for (const [what, before, after, change, urgency] of cases)
    it(`${what}: ${urgency}`, () => {
      const { addresses } = describeSetChanges(before.map(set), after.map(set))
      expect(addresses).toMatchObject([{ address: 'a.example', ...change }])
      expect(urgencyOfAddress(addresses[0] as AddressChange, soon).kind).toBe(urgency)
    })
})

describe('what an address change is besides', () => {
  const wild = { id: 1, urls: ['*.example'] }

  it('covered already by an entry that stays needs nothing', () => {
    const { addresses } = describeSetChanges([set(wild)], [set(wild), set({ id: 2, urls: ['a.example'] })])
    expect(addresses).toMatchObject([
      { kind: 'added', relations: [{ kind: 'covered-by', address: '*.example', sets: [1] }] },
    ])
    expect(urgencyOfAddress(addresses[0] as AddressChange, soon)).toEqual({ kind: 'nothing' })
  })

  const notCovered: readonly [string, Brief[], Brief[]][] = [
    ['the wildcard has other ports', [wild], [wild, { id: 2, urls: ['a.example'], tcp: '80,443' }]],
    [
      'the wildcard only now gets the ports',
      [wild],
      [
        { ...wild, tcp: '80,443' },
        { id: 2, urls: ['a.example'], tcp: '80' },
      ],
    ],
    ['the wildcard is as new', [], [wild, { id: 2, urls: ['a.example'] }]],
    ['the wildcard goes', [wild], [{ id: 2, urls: ['a.example'] }]],
  ]
  for (const [what, before, after] of notCovered)
    it(`not covered, since ${what}`, () => {
      const { addresses } = describeSetChanges(before.map(set), after.map(set))
      const added = addresses.find(({ address }) => address === 'a.example') as AddressChange
      expect(added.relations.filter(({ kind }) => kind === 'covered-by')).toEqual([])
      expect(urgencyOfAddress(added, soon)).toEqual({ kind: 'act-by', date: '2024-12-01' })
    })

  it('widened: a host gives way to a wildcard, a /24 to a /22', () => {
    const { addresses } = describeSetChanges(
      [set({ id: 1, urls: ['a.example'], ips: ['10.0.1.0/24'] })],
      [set({ ...wild, ips: ['10.0.0.0/22'] })],
    )
    expect(addresses.map(({ kind, address, relations }) => [kind, address, relations])).toEqual([
      ['added', '*.example', [{ kind: 'widens', address: 'a.example' }]],
      ['added', '10.0.0.0/22', [{ kind: 'widens', address: '10.0.1.0/24' }]],
      ['removed', '10.0.1.0/24', [{ kind: 'widened-to', address: '10.0.0.0/22' }]],
      ['removed', 'a.example', [{ kind: 'widened-to', address: '*.example' }]],
    ])
  })

  it('narrowed: a wildcard gives way to a host', () => {
    const { addresses } = describeSetChanges([set(wild)], [set({ id: 1, urls: ['a.example'] })])
    expect(addresses.map(({ relations }) => relations)).toEqual([
      [{ kind: 'narrowed-to', address: 'a.example' }],
      [{ kind: 'narrows', address: '*.example' }],
    ])
  })

  it('taken back: the last step that touched it did the reverse', () => {
    const step = (version: string, rest: Partial<PastStep>): PastStep => ({
      version,
      added: [],
      removed: [],
      optional: [],
      ...rest,
    })
    const history = [
      step('2021092800', { added: ['a.example', 'b.example'] }),
      step('2021102900', { removed: ['b.example', 'c.example'] }),
    ]
    const { addresses } = describeSetChanges(
      [set({ id: 1, urls: ['a.example', 'd.example'] })],
      [set({ id: 1, urls: ['c.example'] })],
      history,
    )
    expect(addresses.map(({ address, relations }) => [address, relations])).toEqual([
      ['a.example', [{ kind: 'reverts', version: '2021092800' }]],
      ['c.example', [{ kind: 'reverts', version: '2021102900' }]],
      ['d.example', []],
    ])
  })

  it('announced: the set went optional before it went', () => {
    const lists = [
      [{ id: 1, urls: ['a.example'] }],
      [{ id: 1, urls: ['a.example'], required: false, notes: 'prior to being removed' }],
      [],
    ]
    const [one = [], two = [], three = []] = lists.map((briefs) => briefs.map(set))
    const history = [pastStep('2022090100', describeSetChanges(one, two))]
    const { addresses, sets } = describeSetChanges(two, three, history)
    expect(addresses).toMatchObject([{ kind: 'removed', relations: [{ kind: 'announced', version: '2022090100' }] }])
    expect(sets).toEqual([{ kind: 'set-gone', set: 1, others: [] }])
  })
})

describe('what happened to a set', () => {
  const plain: Brief = { id: 9, urls: ['a.example'] }
  const cases: readonly [Partial<Brief>, string, string | null, string | null, string][] = [
    [{ udp: '443' }, 'ports', 'TCP 443', 'TCP 443, UDP 443', 'act-by'],
    [{ tcp: '80' }, 'ports', 'TCP 443', 'TCP 80', 'act-by'],
    [{ category: 'Allow' }, 'category', 'Default', 'Allow', 'nothing'],
    [{ required: false }, 'required', 'true', 'false', 'nothing'],
    [{ expressRoute: true }, 'expressRoute', 'false', 'true', 'nothing'],
    [{ area: 'Exchange' }, 'area', 'Common', 'Exchange', 'nothing'],
    [{ notes: 'why' }, 'notes', null, 'why', 'nothing'],
    [{ more: { tlsVersion: '1.3' } }, 'attribute', null, '1.3', 'nothing'],
  ]
  for (const [change, kind, before, after, urgency] of cases)
    it(`${kind}: ${before} to ${after} is ${urgency}`, () => {
      const { addresses, terms } = describeSetChanges([set(plain)], [set({ ...plain, ...change })])
      expect(addresses).toEqual([])
      expect(terms).toMatchObject([{ kind, set: 9, before, after }])
      expect(terms.map((one) => urgencyOfTerms(one, soon).kind)).toEqual([urgency])
    })

  it('optional to required must be opened, and ports that go can be closed', () => {
    const { terms } = describeSetChanges([set({ ...plain, required: false, udp: '443' })], [set(plain)])
    expect(terms.map((one) => urgencyOfTerms(one, soon).kind)).toEqual(['clean-up', 'act-by'])
  })

  it('folded into others: its addresses say where', () => {
    const before = [
      set({ id: 5, urls: ['a.example', 'b.example'] }),
      set({ id: 2, urls: ['b.example'] }),
      set({ id: 6, urls: ['b.example'] }),
    ]
    const after = [set({ id: 2, urls: ['a.example', 'b.example'] }), set({ id: 7, urls: ['c.example'] })]
    expect(describeSetChanges(before, after).sets).toEqual([
      { kind: 'set-gone', set: 5, others: [2] },
      { kind: 'set-gone', set: 6, others: [2] },
      { kind: 'set-new', set: 7, others: [] },
    ])
  })
})

describe('of any two lists', () => {
  const brief = fc.record({
    id: fc.integer({ min: 1, max: 5 }),
    urls: fc.uniqueArray(fc.constantFrom<string>('a.example', 'b.example', 'c.a.example', '*.example', '*.a.example')),
    tcp: fc.constantFrom('443', '80,443', '443,80'),
  })
  const list = fc.uniqueArray(brief, { selector: ({ id }) => id, maxLength: 5 })

  it('what is added and removed is the difference of all their addresses, and every set is right', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(list, list, (before, after) => {
        const { addresses } = describeSetChanges(before.map(set), after.map(set))
        for (const { kind } of addresses) seen.add(kind)
        const all = (briefs: typeof before): string[] => [...new Set(briefs.flatMap(({ urls }) => urls))].sort()
        const where = (briefs: typeof before, address: string): number[] =>
          briefs
            .filter(({ urls }) => urls.includes(address))
            .map(({ id }) => id)
            .sort()
        const named = (kind: string): string[] =>
          addresses.filter((change) => change.kind === kind).map(({ address }) => address)
        expect(named('added')).toEqual(all(after).filter((address) => !all(before).includes(address)))
        expect(named('removed')).toEqual(all(before).filter((address) => !all(after).includes(address)))
        for (const address of new Set([...all(before), ...all(after)])) {
          const change = addresses.find((one) => one.address === address)
          const [was, is] = [where(before, address), where(after, address)]
          expect(change?.from ?? []).toEqual(was.filter((id) => !is.includes(id)))
          expect(change?.to ?? []).toEqual(is.filter((id) => !was.includes(id)))
        }
      }),
    )
    expect([...seen].sort()).toEqual(['added', 'duplicate-added', 'duplicate-removed', 'moved', 'removed'])
  })

  it('order and display names are nothing', () => {
    fc.assert(
      fc.property(list, (briefs) => {
        const mixed = briefs
          .toReversed()
          .map((one) => ({ ...one, urls: one.urls.toReversed(), displayName: 'Umbenannt' }))
        expect(isSilent(describeSetChanges(briefs.map(set), mixed.map(set)))).toBe(true)
      }),
    )
  })
})

describe('a date', () => {
  it('is ahead, reached, past, or not given', () => {
    expect(effective('2024-11-21', today)).toEqual({ kind: 'in', date: '2024-11-21', days: 1 })
    expect(effective('2024-11-20', today)).toEqual({ kind: 'since', date: '2024-11-20' })
    expect(effective('2019-11-25', today)).toEqual({ kind: 'since', date: '2019-11-25' })
    expect(effective(null, today)).toEqual({ kind: 'not-given' })
    expect(
      urgencyOfTerms(
        { kind: 'required', set: 1, name: 'required', before: 'false', after: 'true', gained: [], lost: [] },
        effective(null, today),
      ),
    ).toEqual({ kind: 'act-now' })
  })

  it('is as many days ahead as the calendar says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 1, max: 40_000 }), (start, days) => {
        const day = (n: number): string => new Date(n * 86_400_000).toISOString().slice(0, 10)
        expect(effective(day(start + days), day(start))).toEqual({ kind: 'in', date: day(start + days), days })
      }),
    )
  })
})
