import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffEntries } from '../../../src/core/diff.ts'
import type { Reading } from '../../../src/core/model.ts'
import { encodeSnapshot } from '../../../src/core/snapshot.ts'
import { readServiceBody, recogniseEndpointSets } from '../../../src/sources/web-service/body.ts'
import { wire, wireSet } from './play.ts'

function reading(text: string): Reading {
  const read = readServiceBody(text, 'Worldwide')
  if (read.kind === 'fault') throw new Error(`${read.fault.code}: ${read.fault.why}`)
  return read.reading
}

function fault(text: string): { code: string; why: string } {
  const read = readServiceBody(text)
  if (read.kind === 'reading') throw new Error('it reads')
  return read.fault
}

describe('a body of the service', () => {
  const body = wire(
    wireSet(9, {
      urls: ['*.lync.example', 'Shared.Example.net'],
      ips: ['52.112.0.0/14', '2603:1063::/38'],
      udpPorts: '3478,3479,3480,3481',
      serviceArea: 'Skype',
      category: 'Allow',
      expressRoute: true,
    }),
    wireSet(1, {
      urls: ['shared.example.net'],
      tcpPorts: '143, 993,  80',
      required: false,
      notes: 'Old [clients](https://example.net/x) only',
    }),
  )

  it('gives one entry per address with one occurrence per set, in the order of set ids', () => {
    const { entries, complaints } = reading(body)
    expect(complaints).toEqual([])
    expect(entries.map(({ address, type }) => [address, type])).toEqual([
      ['*.lync.example', 'wildcard'],
      ['2603:1063::/38', 'cidr'],
      ['52.112.0.0/14', 'cidr'],
      ['shared.example.net', 'fqdn'],
    ])
    expect(entries[3]?.occurrences).toEqual([
      {
        line: body.split('\n').findIndex((text) => text.includes('"shared.')) + 1,
        section: ['Exchange', 'set 1'],
        tab: null,
        ports: ['TCP 80', 'TCP 143', 'TCP 993'],
        protocols: ['TCP'],
        service: 'Old clients only',
        required: false,
        labels: { instance: 'Worldwide', set: '1', area: 'Exchange', category: 'Default', expressRoute: 'false' },
      },
      {
        line: body.split('\n').findIndex((text) => text.includes('"Shared.')) + 1,
        section: ['Skype', 'set 9'],
        tab: null,
        ports: ['TCP 80', 'TCP 443', 'UDP 3478-3481'],
        protocols: ['TCP', 'UDP'],
        service: null,
        required: true,
        labels: { instance: 'Worldwide', set: '9', area: 'Skype', category: 'Allow', expressRoute: 'true' },
      },
    ])
  })

  it('keeps attributes that nobody knew', () => {
    const labels = reading(wire(wireSet(1, { tlsVersion: '1.3', nested: { b: 1, a: [2] }, none: null }))).entries[0]
      ?.occurrences[0]?.labels
    expect(labels).toMatchObject({ tlsVersion: '1.3', nested: '{"a":[2],"b":1}' })
    expect(labels).not.toHaveProperty('none')
  })

  it('complains of what is no address, and of a set without any', () => {
    const odd = ['bad host', 'localhost', '10.0.0.1/8', '1.2.3', 'a..example.net', '::1/129']
    const text = wire(wireSet(1, { ips: odd }), wireSet(2, { urls: [], ips: null }))
    const lineOf = (sought: string): number => text.split('\n').findIndex((line) => line.includes(sought)) + 1
    const { entries, complaints } = reading(text)
    expect(entries.map(({ address }) => address)).toEqual(['host1.example.net'])
    expect(complaints.map(({ text }) => text)).toEqual([...odd, 'set 2'])
    expect(complaints.map(({ line }) => line)).toEqual([...odd.map((raw) => lineOf(`"${raw}"`)), lineOf('"id": 2') - 1])
  })
})

describe('what is never a change', () => {
  const before = reading(
    wire(
      wireSet(1, { urls: ['a.example', 'b-c.example', 'b.c.example'] }),
      wireSet(2, { tcpPorts: '25,143,587', ips: ['10.0.0.0/8', '2620:1ec::/36'] }),
    ),
  )
  const cases: readonly [string, string][] = [
    [
      'the order of urls',
      wire(
        wireSet(1, { urls: ['b.c.example', 'b-c.example', 'a.example'] }),
        wireSet(2, { tcpPorts: '25,143,587', ips: ['10.0.0.0/8', '2620:1ec::/36'] }),
      ),
    ],
    [
      'the order of sets',
      wire(
        wireSet(2, { tcpPorts: '25,143,587', ips: ['10.0.0.0/8', '2620:1ec::/36'] }),
        wireSet(1, { urls: ['a.example', 'b-c.example', 'b.c.example'] }),
      ),
    ],
    [
      'the spelling of ports',
      wire(
        wireSet(1, { tcpPorts: '443, 80,80', urls: ['a.example', 'b-c.example', 'b.c.example'] }),
        wireSet(2, { tcpPorts: ' 587,25 , 143-143', ips: ['10.0.0.0/8', '2620:1ec::/36'] }),
      ),
    ],
    [
      'the display name',
      wire(
        wireSet(1, { serviceAreaDisplayName: 'Exchange', urls: ['a.example', 'b-c.example', 'b.c.example'] }),
        wireSet(2, { serviceAreaDisplayName: undefined, tcpPorts: '25,143,587', ips: ['10.0.0.0/8', '2620:1ec::/36'] }),
      ),
    ],
    [
      'case, and the spelling of IPv6',
      wire(
        wireSet(1, { urls: ['A.example', 'b-c.EXAMPLE', 'b.c.example'] }),
        wireSet(2, { tcpPorts: '25,143,587', ips: ['10.0.0.0/8', '2620:01EC:0::/36'] }),
      ),
    ],
    [
      'an address given twice',
      wire(
        wireSet(1, { urls: ['a.example', 'b-c.example', 'A.example', 'b.c.example'] }),
        wireSet(2, { tcpPorts: '25,143,587', ips: ['10.0.0.0/8', '2620:1ec::/36'] }),
      ),
    ],
  ]
  for (const [what, text] of cases)
    it(`${what}`, () => {
      const after = reading(text)
      expect(diffEntries(before.entries, after.entries)).toEqual([])
      expect(encodeSnapshot(after.entries)).toBe(encodeSnapshot(before.entries))
    })

  it('the order of anything in the JSON, and its layout', () => {
    const sets = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 30 }),
        urls: fc.uniqueArray(fc.constantFrom('a.example', 'b-c.example', '*.d.example'), { minLength: 1 }),
        tcpPorts: fc.constantFrom('80,443', '443', '50000-59999'),
      }),
      { selector: (set) => set.id, minLength: 2, maxLength: 6 },
    )
    fc.assert(
      fc.property(
        sets,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.nat({ max: 4 }),
        (rows, chance, indent) => {
          const plain = rows.map(({ id, ...rest }) => wireSet(id, rest))
          const shuffle = <T>(list: readonly T[]): T[] =>
            list
              .map((item) => [item, chance.next().value] as const)
              .sort((a, b) => a[1] - b[1])
              .map(([item]) => item)
          const mixed = shuffle(plain).map((set) =>
            Object.fromEntries(shuffle(Object.entries({ ...set, urls: shuffle(set.urls as string[]) }))),
          )
          expect(encodeSnapshot(reading(JSON.stringify(mixed, null, indent)).entries)).toBe(
            encodeSnapshot(reading(wire(...plain)).entries),
          )
        },
      ),
    )
  })
})

describe('a body that breaks a promise is a fault that says what was expected and what came', () => {
  const cases: readonly [string, string, string, RegExp][] = [
    [
      'no id',
      wire(wireSet(1), { ...wireSet(2), id: undefined }),
      'bad-set',
      /without a usable id at line 14: id: expected a whole number; came nothing/,
    ],
    ['an id that is text', wire({ ...wireSet(2), id: '2' }), 'bad-set', /id: expected a whole number; came "2"/],
    ['one id twice', wire(wireSet(7), wireSet(3), wireSet(7)), 'one-id-twice', /line 2 and line 26 both have id 7/],
    [
      'words for ports',
      wire(wireSet(4, { tcpPorts: '80,https' })),
      'bad-set',
      /set 4 at line 2: tcpPorts: expected ports.*came "80,https"/,
    ],
    ['a port too high', wire(wireSet(4, { udpPorts: '3478,65536' })), 'bad-set', /udpPorts.*65535.*came "3478,65536"/],
    ['port 0', wire(wireSet(4, { tcpPorts: '0' })), 'bad-set', /came "0"/],
    ['a falling range', wire(wireSet(4, { tcpPorts: '443-80' })), 'bad-set', /came "443-80"/],
    ['empty ports', wire(wireSet(4, { tcpPorts: '' })), 'bad-set', /came ""/],
    ['ports as a number', wire(wireSet(4, { tcpPorts: 443 })), 'bad-set', /came 443/],
    [
      'urls as text',
      wire(wireSet(4, { urls: 'a.example' })),
      'bad-set',
      /urls: expected a list of addresses; came "a.example"/,
    ],
    [
      'an address that is none',
      wire(wireSet(4, { urls: ['a.example', 5] })),
      'bad-set',
      /urls.1: expected text; came 5/,
    ],
    ['no area', wire(wireSet(4, { serviceArea: undefined })), 'bad-set', /serviceArea: expected text; came nothing/],
    [
      'required as text',
      wire(wireSet(4, { required: 'true' })),
      'bad-set',
      /required: expected true or false; came "true"/,
    ],
    ['a set that is none', '["a.example"]', 'bad-set', /came "a.example"/],
    ['an object', '{"message":"no"}', 'not-a-list', /came "{\\"message/],
    ['an empty list', '[]', 'empty-list', /is empty/],
    ['nothing', ' \n', 'empty-body', /body is empty/],
    ['an HTML page', '<!DOCTYPE html><TITLE>Service Unavailable</TITLE>', 'not-json', /titled "Service Unavailable"/],
  ]
  for (const [what, text, code, why] of cases)
    it(what, () => {
      expect(fault(text)).toMatchObject({ code, why: expect.stringMatching(why) })
    })

  it('every cut of a body, at any byte', () => {
    const text = wire(wireSet(1), wireSet(2))
    for (let n = 0; n < text.length; n++)
      expect(['cut-short', 'empty-body', 'not-json']).toContain(fault(text.slice(0, n)).code)
  })
})

describe('whether a text is a body of the service', () => {
  const yes = [
    wire(wireSet(1)),
    ` \uFEFF${wire(wireSet(1))}`.trimStart(),
    '[]',
    wire(wireSet(1), wireSet(2)).slice(0, 200),
    '[{"urls":[],"serviceArea":"MEM"}]',
  ]
  for (const text of yes)
    it(`yes: ${JSON.stringify(text.slice(0, 40))}`, () => expect(recogniseEndpointSets(text)).toBe(true))
  const no = [
    '',
    '# Endpoints\n\n| "serviceArea": | x |',
    '[serviceArea](x.md) "serviceArea":',
    '[1,2]',
    '{"values":[{"name":"AzureCloud"}]}',
    '[{"name":"a","ips":["10.0.0.0/8"]}]',
    '[{"format":"endpoint-drift snapshot 1"}\n]',
  ]
  for (const text of no)
    it(`no: ${JSON.stringify(text.slice(0, 40))}`, () => expect(recogniseEndpointSets(text)).toBe(false))
})
