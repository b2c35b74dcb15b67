import { describe, expect, test } from 'vitest'
import { diffEntries } from '../../src/core/diff.ts'
import { filtered } from '../../src/core/filter.ts'
import type { ChangeSet, Entry } from '../../src/core/model.ts'
import { annotated, bareStep } from '../../src/core/service-step.ts'
import { serviceSummary } from '../../src/core/service-words.ts'
import { pasteBlocks, setBlocks } from '../../src/core/set-blocks.ts'
import { readServiceBody } from '../../src/sources/web-service/body.ts'
import { wire, wireSet } from '../sources/web-service/play.ts'

type Wire = Record<string, unknown>

function entries(...sets: readonly Wire[]): readonly Entry[] {
  const read = readServiceBody(wire(...sets), 'Worldwide')
  if (read.kind === 'fault') throw new Error(read.fault.why)
  return read.reading.entries
}

function step(before: readonly Wire[], after: readonly Wire[]): ChangeSet {
  const [old, now] = [entries(...before), entries(...after)]
  return {
    id: 'c',
    source: { id: 'm365', title: 'M365', page: 'https://docs.example.org' },
    ...{ commit: 'b', previousCommit: 'a', seenAt: '2026-02-01T08:00:00Z', pageDate: null },
    ...annotated(diffEntries(old, now), bareStep(old, now, '2026-02-01')),
  }
}

const net = (id: number, urls: readonly string[], over: Wire = {}) => wireSet(id, { urls, ...over })

describe('what an administrator is told of a change', () => {
  test.each<[string, Wire[], Wire[], string, object]>([
    [
      'a name under a wildcard that stays needs nothing',
      [net(1, ['*.example.net'])],
      [net(1, ['*.example.net', 'a.example.net'])],
      'a.example.net',
      { aspects: ['covered'], urgency: { kind: 'nothing' } },
    ],
    [
      'a wildcard in the place of a name',
      [net(1, ['a.example.net', 'z.org.net'])],
      [net(1, ['*.example.net', 'z.org.net'])],
      '*.example.net',
      { aspects: ['widened'], urgency: { kind: 'act-now' } },
    ],
    [
      'a listing twice that ends',
      [net(1, ['a.example.net']), net(2, ['a.example.net', 'b.example.net'])],
      [net(1, ['a.example.net']), net(2, ['b.example.net'])],
      'a.example.net',
      { aspects: ['duplicate-removed'], from: [2], stays: [1], urgency: { kind: 'nothing' } },
    ],
    [
      'a set that becomes required',
      [net(1, ['a.example.net'], { required: false, notes: 'n' })],
      [net(1, ['a.example.net'])],
      'a.example.net',
      { aspects: ['notes', 'required'], urgency: { kind: 'act-now' } },
    ],
    [
      'a port that goes',
      [net(1, ['a.example.net'], { tcpPorts: '80,443' })],
      [net(1, ['a.example.net'], { tcpPorts: '443' })],
      'a.example.net',
      { aspects: ['ports'], lost: ['TCP 80'], urgency: { kind: 'clean-up' } },
    ],
    [
      'a port that is new for a set, and that the address has by another set already',
      [net(1, ['a.example.net'], { tcpPorts: '443' }), net(2, ['a.example.net'], { tcpPorts: '80' })],
      [net(1, ['a.example.net'], { tcpPorts: '443,80' }), net(2, ['a.example.net'], { tcpPorts: '80' })],
      'a.example.net',
      { aspects: ['ports'], gained: [], urgency: { kind: 'nothing' } },
    ],
    [
      'a set that only changes its id',
      [net(1, ['a.example.net'])],
      [net(2, ['a.example.net'])],
      'a.example.net',
      { aspects: ['set-gone', 'set-new'], from: [1], to: [2], urgency: { kind: 'nothing' } },
    ],
  ])('%s', (_, before, after, address, facts) => {
    expect(step(before, after).changes.find((change) => change.address === address)?.facts).toMatchObject(facts)
  })

  test('what moved is told at the set that has it now, with the sets that it came from', () => {
    const { service } = step([net(1, ['a.example.net'])], [net(2, ['a.example.net'])])
    expect(service?.sets).toMatchObject([
      { set: 1, fate: 'gone', others: [2], movedOut: [{ address: 'a.example.net', sets: [2] }], movedIn: [] },
      { set: 2, fate: 'new', others: [1], movedIn: [{ address: 'a.example.net', sets: [1] }], movedOut: [] },
    ])
  })

  test('UDP 443 on a set of many addresses is one thing to a reader, with the addresses that it is for', () => {
    const urls = Array.from({ length: 12 }, (_, i) => `h${String(i).padStart(2, '0')}.example.net`)
    const changeSet = step([net(1, urls)], [net(1, urls, { udpPorts: '443' })])
    expect(serviceSummary(changeSet)).toBe('other ports in set 1 (act now)')
    expect(setBlocks(changeSet)).toMatchObject([
      {
        compared: [{ label: 'Ports', was: 'TCP 80, TCP 443', is: 'TCP 80, TCP 443, UDP 443' }],
        lists: [
          { title: 'Open UDP 443 for these', count: 12, rows: urls.map((address) => ({ address, remarks: [] })) },
        ],
      },
    ])
    expect(changeSet.changes).toHaveLength(12)
  })

  test('the lists to paste hold addresses and nothing else, names and ranges apart', () => {
    const changeSet = step(
      [net(1, ['a.example.net', 'b.example.net'], { ips: ['192.0.2.0/24'] })],
      [net(1, ['a.example.net', 'c.example.net'], { ips: ['198.51.100.0/24', '2001:db8::/32'] })],
    )
    expect(pasteBlocks(changeSet.changes)).toEqual([
      { title: 'Added names', addresses: ['c.example.net'] },
      { title: 'Added ranges', addresses: ['198.51.100.0/24', '2001:db8::/32'] },
      { title: 'Removed names', addresses: ['b.example.net'] },
      { title: 'Removed ranges', addresses: ['192.0.2.0/24'] },
    ])
  })
})

describe('what a subscription takes of a change of the service', () => {
  const changeSet = step(
    [
      net(1, ['a.example.net']),
      net(2, ['m.example.org'], { serviceArea: 'MEM', category: 'Allow', required: false, notes: 'n' }),
    ],
    [
      net(1, ['a.example.net', 'b.example.net'], { ips: ['192.0.2.0/24', '2001:db8::/32'] }),
      net(2, ['m.example.org', 'n.example.org'], {
        ...{ serviceArea: 'MEM', category: 'Allow', required: false, notes: 'n', tcpPorts: '5061' },
        udpPorts: '3478-3481',
      }),
    ],
  )
  const all = { sources: [], kinds: ['added', 'removed', 'changed', 'moved'], addresses: [] } as const
  const first = ['192.0.2.0/24', '2001:db8::/32', 'b.example.net']
  const second = ['m.example.org', 'n.example.org']
  test.each([
    ['all of it', {}, [...first, ...second]],
    ['an instance, whatever the case', { instances: ['worldwide'] }, [...first, ...second]],
    ['another instance', { instances: ['China'] }, null],
    ['an area', { areas: ['mem'] }, second],
    ['a category', { categories: ['Default'] }, first],
    ['what is required', { required: true }, first],
    ['what is optional', { required: false }, second],
    ['names', { addressKinds: ['name' as const] }, ['b.example.net', ...second]],
    ['IPv4', { addressKinds: ['ipv4' as const] }, ['192.0.2.0/24']],
    ['IPv6', { addressKinds: ['ipv6' as const] }, ['2001:db8::/32']],
    ['a port of either protocol', { ports: ['3480'] }, second],
    ['a port that was', { ports: ['80'] }, [...first, 'm.example.org']],
    ['a port of the other protocol', { ports: ['TCP 3480'] }, null],
    ['a fine kind', { kinds: ['ports' as const] }, ['m.example.org']],
  ])('%s', (_, over, expected) => {
    const taken = filtered(changeSet, { ...all, ...over })
    expect(taken?.changes.map(({ address }) => address) ?? null).toEqual(expected)
    const sets = new Set(expected?.map((address) => (address.endsWith('.org') ? 2 : 1)))
    expect(new Set(taken?.service?.sets.map(({ set }) => set))).toEqual(sets)
    expect(taken?.service?.sets.flatMap(({ added }) => added).sort() ?? []).toEqual(
      (expected ?? []).filter((address) => address !== 'm.example.org'),
    )
  })
})
