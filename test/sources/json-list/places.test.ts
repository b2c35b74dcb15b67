import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressesOf, readingOf } from './samples.ts'

const host = fc.constantFrom('a', 'b', 'c', 'd').map((name) => `${name}.example.com`)
const record = fc.record({
  name: host,
  hosts: fc.array(host, { maxLength: 3 }),
  nested: fc.array(fc.record({ name: host, host })),
})

/** Each way to come to the same strings, with whether it hands out the document's own lists and objects. */
const ways = [
  { rows: 'list', addresses: 'hosts', key: 'hosts' },
  { rows: 'list[*].nested[]', addresses: 'host', key: 'host' },
  { rows: undefined, addresses: 'list[].hosts[]', key: 'hosts' },
  { rows: undefined, addresses: 'list[*].nested[*].host', key: 'host' },
  { rows: 'list[].{all: hosts}', addresses: 'all', key: 'hosts' },
  { rows: 'list', addresses: 'nested[].host', key: 'host' },
]

/** Lines of a text of one scalar a line, on which the strings under a key stand: found by reading the lines one by one. */
function linesUnder(text: string, key: string): readonly string[] {
  let open = ''
  return text.split('\n').flatMap((line, i) => {
    const [, name, value] = /^\s*(?:"(\w+)": )?(.*?),?$/.exec(line) ?? []
    if (value === '[') open = name ?? ''
    const holder = name ?? open
    return holder === key && value?.startsWith('"') ? [`${i + 1} ${JSON.parse(value)}`] : []
  })
}

describe('the line of an address', () => {
  it('is the one on which its string stands, by whatever way an expression came to it', async () => {
    let repeated = 0
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1 }), fc.constantFrom(...ways), async (records, way) => {
        const text = JSON.stringify({ other: ['a.example.com'], list: records }, null, 2)
        const wanted = linesUnder(text, way.key)
        fc.pre(wanted.length > 0)
        const { entries } = await readingOf(text, { ...(way.rows && { rows: way.rows }), addresses: way.addresses })
        const cited = entries.flatMap(({ address, occurrences }) => occurrences.map(({ line }) => `${line} ${address}`))
        expect(cited.sort()).toEqual([...wanted].sort())
        if (new Set(wanted.map((text) => text.split(' ')[1])).size < wanted.length) repeated += 1
      }),
    )
    expect(repeated).toBeGreaterThan(20)
  })

  it('is not that of the same string in a record that was not chosen', async () => {
    const nested = [{ host: 'a.example.com' }]
    const text = JSON.stringify([{ nested }, { nested }], null, 1)
    const reading = await readingOf(text, { rows: '[1:]', addresses: 'nested[].host' })
    expect(reading.entries[0]?.occurrences.map(({ line }) => line)).toEqual([12])
    expect(text.split('\n')[11]).toContain('a.example.com')
  })

  it('counts what in its list is no string', async () => {
    const reading = await readingOf('[\nnull,\n"a.example.com",\n["b.example.com"]]', { addresses: '@' })
    expect(reading.entries.map(({ occurrences }) => occurrences[0]?.line)).toEqual([3, 4])
  })

  it('is that of the string that was split', async () => {
    const text = JSON.stringify([{ name: 'x', hosts: 'a.example.com,b.example.com' }], null, 1)
    const reading = await readingOf(text, { rows: '@', addresses: "split(hosts, ',')" })
    expect(reading.entries.map(({ occurrences }) => occurrences[0]?.line)).toEqual([4, 4])
  })

  it('is that of its record where the expression made the string', async () => {
    const text = JSON.stringify([{ zone: 'x.example.com' }, { zone: 'example.com', part: 'www' }], null, 1)
    const reading = await readingOf(text, { rows: '[1:]', addresses: "join('.', [part, zone])" })
    expect(addressesOf(reading)).toEqual(['www.example.com'])
    expect(reading.entries[0]?.occurrences[0]?.line).toBe(5)
  })

  it('is found in lists of plain strings, in one line, and below keys of any spelling', async () => {
    const plain = await readingOf('[\n"a.example.com",\n"b.example.com"]', { rows: '@', addresses: '@' })
    expect(plain.entries.map(({ occurrences }) => occurrences[0]?.line)).toEqual([2, 3])
    const one = await readingOf('{"h":["a.example.com","b.example.com"]}', { addresses: 'h' })
    expect(one.entries.map(({ occurrences }) => occurrences[0]?.line)).toEqual([1, 1])
    const odd = await readingOf('{"a/b~c":\n{"":\n["a.example.com"]}}', { addresses: '*.*[]' })
    expect(odd.entries[0]?.occurrences[0]?.line).toBe(3)
  })

  it('is that of the last value of a key that is given twice', async () => {
    const reading = await readingOf('{"h":[\n"a.example.com"],\n"h":[\n"a.example.com"]}', { addresses: 'h' })
    expect(reading.entries[0]?.occurrences.map(({ line }) => line)).toEqual([4])
  })
})
