import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffEntries } from '../../../src/core/diff.ts'
import { jsonList } from '../../../src/sources/json-list/index.ts'
import { readerOf } from '../../../src/sources/kind.ts'
import {
  addressesOf,
  desktop,
  faultOf,
  front,
  list,
  occurrenceOf,
  other,
  readingOf,
  serviceTags,
  tagSettings,
} from './samples.ts'

describe('service tags', () => {
  it('give the prefixes of the chosen tags, each with its tag and the line on which it stands', async () => {
    const text = serviceTags([other, desktop, front])
    const reading = await readingOf(text, tagSettings)
    expect(reading.complaints).toEqual([])
    expect(addressesOf(reading)).toEqual(['198.51.100.0/24', '2001:db8:40::/48', '203.0.113.64/26', '203.0.113.8/32'])
    const both = reading.entries[0]?.occurrences ?? []
    expect(both.map(({ section, labels }) => [section, labels])).toEqual([
      [['VirtualDesks'], { tag: 'VirtualDesks' }],
      [['FrontDesk.Frontend'], { tag: 'FrontDesk.Frontend', region: 'north' }],
    ])
    // The same prefix stands in all three tags, and the first of them was not chosen.
    const lines = text.split('\n')
    const all = lines.flatMap((line, i) => (line.includes('"198.51.100.0/24"') ? [i + 1] : []))
    expect(all).toHaveLength(3)
    expect(both.map(({ line }) => line)).toEqual(all.slice(1))
  })

  it('are the same in any order of tags and prefixes, and whatever their change numbers', async () => {
    const tags = [other, desktop, front]
    const before = await readingOf(serviceTags(tags, 7), tagSettings)
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(tags, { minLength: 3 }),
        fc.infiniteStream(fc.nat()),
        async (order, numbers) => {
          const shuffled = order.map((tag) => ({
            ...tag,
            prefixes: tag.prefixes
              .map((prefix) => ({ prefix, key: numbers.next().value }))
              .sort((a, b) => a.key - b.key)
              .map(({ prefix }) => prefix),
          }))
          const after = await readingOf(serviceTags(shuffled, 8), tagSettings)
          expect(diffEntries(before.entries, after.entries)).toEqual([])
        },
      ),
      { numRuns: 30 },
    )
  })

  it('differ when a prefix comes, goes, or stands in another tag', async () => {
    const [kept = '', ...rest] = desktop.prefixes
    const before = await readingOf(serviceTags([desktop, front]), tagSettings)
    const after = await readingOf(serviceTags([{ ...desktop, prefixes: [kept, '192.0.2.64/28'] }, front]), tagSettings)
    const changes = diffEntries(before.entries, after.entries)
    expect(changes.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
      'added 192.0.2.64/28',
      ...rest.map((prefix) => `removed ${prefix}`).sort(),
    ])
    const elsewhere = await readingOf(
      serviceTags([
        { ...desktop, prefixes: rest },
        { ...front, prefixes: [...front.prefixes, ...desktop.prefixes] },
      ]),
      tagSettings,
    )
    expect(diffEntries(before.entries, elsewhere.entries).map(({ kind }) => kind)).not.toContain('removed')
    expect(diffEntries(before.entries, elsewhere.entries)).not.toEqual([])
  })
})

describe('a string of the list', () => {
  it.each([
    ['Www.Example.COM', 'www.example.com', 'fqdn'],
    ['  www.example.com\n', 'www.example.com', 'fqdn'],
    ['https://www.example.com/', 'www.example.com', 'fqdn'],
    ['*.example.net', '*.example.net', 'wildcard'],
    ['www.example.com/a,b?c=d', 'www.example.com/a,b?c=d', 'url'],
    ['<your tenant>.example.com', '<your tenant>.example.com', 'placeholder'],
    ['192.0.2.1', '192.0.2.1', 'ipv4'],
    ['192.0.2.0/25', '192.0.2.0/25', 'cidr'],
    ['2001:DB8:0:0::/64', '2001:db8::/64', 'cidr'],
    ['2001:0db8:0040:0000:0000:0000:0000:0001', '2001:db8:40::1', 'ipv6'],
  ])('%j is the address %s', async (text, address, type) => {
    const { entries, complaints } = await readingOf(JSON.stringify([text]), { addresses: '@' })
    expect(entries.map((entry) => [entry.address, entry.type])).toEqual([[address, type]])
    expect(complaints).toEqual([])
  })

  it.each([
    ['a.example.com, b.example.com', /no single address.*split/],
    ['a.example.com b.example.com', /no single address.*split/],
    ['a.example.com;b.example.com', /no single address.*split/],
    ['Storage', /neither a host/],
    ['www.example.com:443-x', /no single address/],
    ['192.0.2.0/33', /longer than 32 bits/],
    ['192.0.2.300', /neither a host/],
    ['7', /neither a host/],
    ['see the portal for the list', /no single address/],
  ])('%j is a complaint, with the line', async (text, reason) => {
    const { entries, complaints } = await readingOf(JSON.stringify(['ok.example.com', text], null, 1), {
      addresses: '@',
    })
    expect(entries.map(({ address }) => address)).toEqual(['ok.example.com'])
    expect(complaints).toEqual([{ line: 3, text, reason: expect.stringMatching(reason) }])
  })

  it('with host bits set is listed, and a complaint', async () => {
    const { entries, complaints } = await readingOf('["192.0.2.7/24"]', { addresses: '@' })
    expect(entries.map(({ address }) => address)).toEqual(['192.0.2.7/24'])
    expect(complaints).toHaveLength(1)
  })
})

describe('what is said of an address', () => {
  const a = 'www.example.com'
  it.each([
    [{ p: 443 }, [443], []],
    [{ p: '80,443' }, [80, 443], []],
    [{ p: ['443', 8080, '50000-59999'] }, [443, 8080, '50000-59999'], []],
    [{ p: 'UDP 3478' }, [3478], ['UDP']],
    [{ p: null }, [], []],
    [{ p: [], q: ['tcp', 'udp'] }, [], ['TCP', 'UDP']],
    [{ q: 'TCP, UDP' }, [], ['TCP', 'UDP']],
    [{ q: 'sctp' }, [], ['SCTP']],
  ])('are its ports and protocols: %j', async (terms, ports, protocols) => {
    const found = await occurrenceOf({ a, ...terms }, { ports: 'p', protocols: 'q' })
    expect([found.ports, found.protocols]).toEqual([ports, protocols])
  })

  it('is the port written behind it before those of its record', async () => {
    const { entries } = await readingOf(JSON.stringify({ a: ['x.example.com:8443', 'y.example.com'], p: 443 }), {
      addresses: 'a',
      ports: 'p',
    })
    expect(entries.map(({ address, occurrences }) => [address, occurrences[0]?.ports])).toEqual([
      ['x.example.com', [8443]],
      ['y.example.com', [443]],
    ])
  })

  it('are section, service, required and labels, of values of any kind', async () => {
    const record = {
      a,
      s: ['North', 'Desk 1'],
      d: 'For  the\ndesk',
      r: true,
      l: ['NSG', 'API'],
      n: 7,
      o: { b: 1, a: 2 },
    }
    const labels = { list: 'l', number: 'n', object: 'o', none: 'missing', yes: 'r' }
    const found = await occurrenceOf(record, { section: 's', service: 'd', required: 'r', labels })
    expect(found).toEqual({
      line: 1,
      section: ['North', 'Desk 1'],
      tab: null,
      ports: [],
      protocols: [],
      service: 'For the desk',
      required: true,
      labels: { list: 'API, NSG', number: '7', object: '{"a":2,"b":1}', yes: 'true' },
    })
    expect(await occurrenceOf({ a }, {})).not.toHaveProperty('labels')
  })

  it.each([
    [{ ports: 'x' }, { x: 'any' }, /`ports` gives what is no port/],
    [{ ports: 'x' }, { x: [443, { from: 1 }] }, /`ports` gives what is no port/],
    [{ ports: 'x' }, { x: 70_000 }, /`ports` gives what is no port/],
    [{ protocols: 'x' }, { x: 6 }, /`protocols` gives what is no text/],
    [{ section: 'x' }, { x: { y: 1 } }, /`section` gives what is no text/],
    [{ required: 'x' }, { x: 'yes' }, /neither true nor false/],
  ])('and cannot be understood is a complaint, and the address stays: %j of %j', async (settings, record, reason) => {
    const text = JSON.stringify([{}, { a, ...record }].slice(1), null, 1)
    const { entries, complaints } = await readingOf(text, { rows: '@', addresses: 'a', ...settings })
    expect(entries).toHaveLength(1)
    expect(complaints).toEqual([{ line: 2, text: expect.any(String), reason: expect.stringMatching(reason) }])
  })

  it('is the date that the list gives itself', async () => {
    const text = JSON.stringify({ made: '2026-07-06', hosts: [a] })
    expect((await readingOf(text, { addresses: 'hosts', date: 'made' })).date).toBe('2026-07-06')
    expect((await readingOf(text, { addresses: 'hosts' })).date).toBeNull()
  })
})

describe('a list that an expression does not fit', () => {
  const text = serviceTags([desktop, front])
  it.each([
    ['no-rows', { ...tagSettings, rows: "values[?name=='Gone']" }, /selects nothing/],
    ['no-rows', { ...tagSettings, rows: 'items' }, /selects nothing/],
    ['no-rows', { ...tagSettings, rows: 'values[?name=="VirtualDesks"]' }, /selects nothing/],
    ['no-addresses', { ...tagSettings, addresses: 'properties.prefixes' }, /`addresses` gives nothing for this record/],
    ['no-addresses', { ...tagSettings, addresses: 'name' }, /line 6 gives "VirtualDesks"/],
    [
      'not-strings',
      { ...tagSettings, addresses: 'properties.regionId' },
      /it gives 0 of the record \{"name":"VirtualDesks"/,
    ],
    ['not-strings', { ...tagSettings, addresses: '@' }, /expected to give strings; it gives \{/],
    ['not-strings', { ...tagSettings, addresses: 'constructor' }, /it gives function/],
    ['not-strings', { addresses: 'values' }, /expected to give strings; it gives \{/],
    [
      'expression-failed',
      { ...tagSettings, ports: 'length(properties.regionId)' },
      /`ports: length.* cannot be evaluated/,
    ],
    ['expression-failed', { ...tagSettings, labels: { tag: '$nothing' } }, /`tag: \$nothing` cannot be evaluated/],
    ['expression-failed', { ...tagSettings, rows: 'sort(values)' }, /`rows: sort\(values\)` cannot be evaluated/],
  ])('is the fault %s: %j', async (code, settings, why) => {
    const fault = await faultOf(text, settings)
    expect(fault.code).toBe(code)
    expect(fault.why).toMatch(why)
    expect(fault.place).toBe('tags')
    expect(fault.next).toMatch(/last good snapshot stays/)
    expect(fault.why.length).toBeLessThan(800)
  })

  it('in one record only is a complaint about that record', async () => {
    const records = [{ a: 'a.example.com' }, { b: 1 }, { a: [] }]
    const { entries, complaints } = await readingOf(JSON.stringify(records, null, 1), { rows: '@', addresses: 'a' })
    expect(entries).toHaveLength(1)
    expect(complaints.map(({ line }) => line)).toEqual([5, 8])
  })
})

describe('a body that is no list', () => {
  const cut = serviceTags([desktop, front]).slice(0, 500)
  it.each([
    ['empty-body', ''],
    ['empty-body', ' \n'],
    ['not-json', '<!DOCTYPE html><html><title>Sign in</title></html>'],
    ['not-json', 'Not found'],
    ['not-json', '{"values": [,]}'],
    ['not-a-list', '"VirtualDesks"'],
    ['not-json', 'null and void'],
    ['cut-short', cut],
  ])('is the fault %s', async (code, content) => {
    expect((await faultOf(content, tagSettings)).code).toBe(code)
  })

  it('and exhausts whoever walks down into it is a fault', async () => {
    const brackets = `${'['.repeat(300_000)}${']'.repeat(300_000)}`
    for (const settings of [
      { addresses: '@' },
      { addresses: '[]' },
      { addresses: "'a.example.com'", labels: { a: '@' } },
    ])
      expect(['too-deep', 'not-strings']).toContain((await faultOf(brackets, settings)).code)
  })

  it('for want of UTF-8 is a fault', async () => {
    expect((await faultOf(new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]), tagSettings)).code).toBe('bad-charset')
  })

  it('cut anywhere is never a shorter list', async () => {
    const whole = serviceTags([desktop, front]).trimEnd()
    for (let length = 0; length < whole.length; length += 7)
      expect(['cut-short', 'empty-body', 'not-json']).toContain(
        (await faultOf(whole.slice(0, length), tagSettings)).code,
      )
  })
})

it.each([
  ['UTF-8 with a byte order mark', Buffer.from('\ufeff["www.example.com"]')],
  ['UTF-16 with a byte order mark', Buffer.from('\ufeff["www.example.com"]', 'utf16le')],
])('A list in %s is read', async (_, bytes) => {
  expect(addressesOf(await readingOf(bytes, { addresses: '@' }))).toEqual(['www.example.com'])
})

describe('the reader of a source', () => {
  it('is another one when an expression is another one, and not when an address of the list is', () => {
    const before = readerOf(jsonList, list(tagSettings))
    expect(readerOf(jsonList, list({ ...tagSettings, alsoAt: ['https://mirror.example.org/'] }))).toBe(before)
    const others = [
      { ...tagSettings, rows: 'values' },
      { ...tagSettings, labels: { tag: 'id', region: 'properties.region' } },
      { ...tagSettings, labels: { region: 'name', tag: 'properties.region' } },
      { ...tagSettings, section: undefined, service: 'name' },
    ].map((settings) => readerOf(jsonList, list(settings)))
    expect(new Set([before, ...others]).size).toBe(5)
    expect(Math.max(before, ...others)).toBeLessThan(2 ** 31)
  })
})

it('Ten megabytes are read within two seconds', async () => {
  const prefix = (n: number) => `${100 + (n >> 16)}.${(n >> 8) % 256}.${n % 256}.0/24`
  // As in the real file, a prefix stands in about three tags.
  const tags = Array.from({ length: 3300 }, (_, i) => ({
    name: `Tag${i}`,
    prefixes: Array.from({ length: 100 }, (_, k) => prefix((i * 100 + k) % 110_000)),
  }))
  const text = serviceTags(tags)
  expect(text.length).toBeGreaterThan(9_500_000)
  const before = process.cpuUsage()
  const reading = await readingOf(text, { ...tagSettings, rows: 'values[*]' })
  const { user, system } = process.cpuUsage(before)
  expect(reading.entries).toHaveLength(110_000)
  expect(reading.entries.flatMap(({ occurrences }) => occurrences)).toHaveLength(330_000)
  // Time of the processor, which does not hang on what else the machine does.
  expect((user + system) / 1_000_000).toBeLessThan(2)
})
