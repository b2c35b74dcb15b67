import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/core/model.ts'
import { decodeSnapshot, encodeLines, encodeSnapshot } from '../../src/core/snapshot.ts'
import { entry } from './samples.ts'

const addresses = fc.uniqueArray(
  fc.constantFrom('*.a.example', 'a.example', 'b.example', '10.0.0.0/8', 'zz.example', 'x.example/p', '.c.example'),
  { maxLength: 7 },
)

describe('the text of a snapshot', () => {
  test('an added endpoint is one added line and touches no other, wherever it sorts', () => {
    fc.assert(
      fc.property(addresses, fc.constantFrom('!first.example', 'middle.example', '~last.example'), (some, fresh) => {
        const before = encodeSnapshot(some.map((address) => entry(address))).split('\n')
        const after = encodeSnapshot([...some, fresh].map((address) => entry(address))).split('\n')
        expect(after.filter((line) => !line.includes(fresh))).toEqual(before)
      }),
    )
  })

  test('it is JSON that a stranger can read, ends with LF and holds no line numbers', () => {
    const text = encodeSnapshot([entry('a.example', { line: 77 })])
    expect(JSON.parse(text)).toEqual([
      { format: 'endpoint-drift snapshot 1' },
      { address: 'a.example', type: 'fqdn', listed: [{}] },
    ])
    expect(text.endsWith(']\n')).toBe(true)
  })

  test.each([
    ['order of entries', [entry('a.example'), entry('b.example')], [entry('b.example'), entry('a.example')]],
    ['lines', [entry('a.example', { line: 1 })], [entry('a.example', { line: 99 })]],
    [
      'order of occurrences',
      [entry('a.example', { tab: 'one' }, { tab: 'two' })],
      [entry('a.example', { tab: 'two' }, { tab: 'one' })],
    ],
    ['repeated rows', [entry('a.example', { line: 1 }, { line: 2 })], [entry('a.example', { line: 1 })]],
    [
      'order of ports',
      [entry('a.example', { ports: [443, 80], protocols: ['UDP', 'TCP'] })],
      [entry('a.example', { ports: [80, 443], protocols: ['TCP', 'UDP'] })],
    ],
  ] as const)('%s makes no difference to it', (_, one: readonly Entry[], other: readonly Entry[]) => {
    expect(encodeSnapshot(one)).toBe(encodeSnapshot(other))
  })

  test('what is written is read back, with the lines from beside it', () => {
    const entries = [
      entry(
        'a.example',
        { line: 5, section: ['Hosts', 'Core'], ports: [80, '50000-59999'], protocols: ['TCP'], required: false },
        { line: 9, tab: 'Gov', service: 'Sign "in"', file: 'includes/x.md' },
      ),
      entry('b.example', { line: 3, labels: { set: '9' } }, { line: 4, labels: { set: '10' } }),
    ]
    const back = decodeSnapshot(encodeSnapshot(entries), encodeLines(entries))
    expect(encodeSnapshot(back)).toBe(encodeSnapshot(entries))
    expect(
      back.find(({ address }) => address === 'b.example')?.occurrences.map((o) => [o.labels?.set, o.line]),
    ).toEqual([
      ['9', 3],
      ['10', 4],
    ])
    const [, included] = back[0]?.occurrences ?? []
    expect(back[0]?.occurrences.map((o) => o.line).sort()).toEqual([5, 9])
    expect([back[0]?.occurrences[0]?.file, included?.file]).toContain('includes/x.md')
  })

  test('an address in two sets has a line for each', () => {
    const text = encodeSnapshot([entry('b.example', { labels: { set: '9' } }, { labels: { set: '10' } })])
    expect(text.split('\n').filter((line) => line.includes('b.example'))).toHaveLength(2)
  })

  test('what is no snapshot is refused', () => {
    expect(() => decodeSnapshot('{"a":1}')).toThrow(SyntaxError)
    expect(() => decodeSnapshot('[{"add')).toThrow(SyntaxError)
  })
})
