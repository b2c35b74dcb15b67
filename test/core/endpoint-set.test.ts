import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressKindOf } from '../../src/core/address-kind.ts'
import { parsePortList, portTexts, spansWithout } from '../../src/core/endpoint-set.ts'
import { covers, ruleOf } from '../../src/core/endpoint-set-cover.ts'

const span = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 5 }))
  .map(([from, more]) => ({ from, to: from + more }))
const spans = fc.array(span, { minLength: 1, maxLength: 8 })

function numbers(list: readonly { from: number; to: number }[]): Set<number> {
  const found = new Set<number>()
  for (const { from, to } of list) for (let n = from; n <= to; n++) found.add(n)
  return found
}

describe('a list of ports', () => {
  const cases: readonly [string, string][] = [
    ['80,443', 'TCP 80, TCP 443'],
    ['443,80', 'TCP 80, TCP 443'],
    ['143, 587, 993, 995', 'TCP 143, TCP 587, TCP 993, TCP 995'],
    ['5061,50000-59999', 'TCP 5061, TCP 50000-59999'],
    ['3478,3479,3480,3481', 'TCP 3478-3481'],
    [' 443 , 443-443', 'TCP 443'],
    ['1-65535,80', 'TCP 1-65535'],
  ]
  for (const [text, read] of cases)
    it(`${text} is ${read}`, () => expect(portTexts({ tcp: parsePortList(text) ?? [], udp: [] }).join(', ')).toBe(read))

  for (const text of [
    '',
    ' ',
    '80,',
    ',80',
    'http',
    '0',
    '65536',
    '443-80',
    '80-',
    '-80',
    '80;443',
    '8 0',
    '80-90-100',
    '1e3',
    '+80',
    '８０',
  ])
    it(`${JSON.stringify(text)} is none`, () => expect(parsePortList(text)).toBeNull())

  it('has one form, whatever its spelling', () => {
    fc.assert(
      fc.property(spans, (list) => {
        const read =
          parsePortList(list.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')) ?? []
        expect(numbers(read)).toEqual(numbers(list))
        for (const [i, { from }] of read.entries()) if (i > 0) expect(from).toBeGreaterThan((read[i - 1]?.to ?? 0) + 1)
      }),
    )
  })

  it('without another holds what only the first holds', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const rest = [...numbers(a)].filter((n) => !numbers(b).has(n))
        expect([...numbers(spansWithout(a, b))].sort()).toEqual(rest.sort())
      }),
    )
  })
})

describe('what a rule covers', () => {
  const cases: readonly [wide: string, narrow: string, yes: boolean][] = [
    ['*.example.net', 'a.example.net', true],
    ['*.example.net', 'a.b.example.net', true],
    ['*.example.net', '*.b.example.net', true],
    ['*.example.net', 'example.net', false],
    ['*.example.net', 'badexample.net', false],
    ['*.b.example.net', '*.example.net', false],
    ['*cdn.example.net', 'onecdn.example.net', true],
    ['*cdn.example.net', 'cdn.example.net', false],
    ['*-files.example.net', 'north-files.example.net', true],
    ['*.example.net', '*-files.example.net', true],
    ['auto.*.example.net', 'auto.north.example.net', true],
    ['auto.*.example.net', 'auto.a.b.example.net', false],
    ['auto.*.example.net', '*.example.net', false],
    ['*.example.net', 'auto.*.example.net', true],
    ['a.example.net', 'a.example.net', true],
    ['a.example.net', '*.example.net', false],
    ['10.0.0.0/22', '10.0.3.0/24', true],
    ['10.0.0.0/22', '10.0.4.0/24', false],
    ['10.0.0.0/24', '10.0.0.0/22', false],
    ['10.0.0.0/22', '10.0.1.7', true],
    ['2620:1ec::/36', '2620:1ec:4::152/128', true],
    ['2620:1ec::/36', '2620:1ed::/40', false],
    ['0.0.0.0/0', '2620:1ec::/36', false],
    ['*.0.0.0', '10.0.0.0', false],
  ]
  for (const [wide, narrow, yes] of cases)
    it(`${wide} ${yes ? 'covers' : 'does not cover'} ${narrow}`, () =>
      expect(covers(ruleOf(wide), ruleOf(narrow))).toBe(yes))

  it('is never more than it matches: every host under the narrow one is under the wide one', () => {
    const label = fc.constantFrom('a', 'b', '*', 'a*', '*b')
    const pattern = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'))
    const host = fc
      .array(fc.constantFrom('a', 'b', 'ab', 'aab'), { minLength: 2, maxLength: 5 })
      .map((labels) => labels.join('.'))
    let covered = 0
    fc.assert(
      fc.property(pattern, pattern, fc.array(host, { minLength: 20, maxLength: 20 }), (wide, narrow, hosts) => {
        if (wide === narrow || !covers(ruleOf(wide), ruleOf(narrow))) return
        covered += 1
        for (const one of hosts) if (glob(narrow, 0, one, 0)) expect(glob(wide, 0, one, 0)).toBe(true)
      }),
      { numRuns: 3_000 },
    )
    expect(covered).toBeGreaterThan(50)
  })

  it('of ranges is what their numbers say', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 26, max: 32 })).map(([n, bits]) => {
      const size = 2 ** (32 - bits)
      return { from: Math.floor((n * 4) / size) * size, size, bits }
    })
    fc.assert(
      fc.property(range, range, (a, b) => {
        const text = ({ from, bits }: typeof a): string => `10.0.0.${from}/${bits}`
        const inside = b.from >= a.from && b.from + b.size <= a.from + a.size
        expect(covers(ruleOf(text(a)), ruleOf(text(b)))).toBe(inside)
      }),
    )
  })

  it('is for names, IPv4 or IPv6', () => {
    expect(['*.example.net', '10.0.0.0/8', '::1'].map((one) => addressKindOf(one))).toEqual(['name', 'ipv4', 'ipv6'])
  })
})

/** A glob matched sign by sign, without expressions: a first star takes anything, the others stay in their label. */
function glob(pattern: string, p: number, text: string, t: number): boolean {
  if (p === pattern.length) return t === text.length
  if (pattern[p] !== '*') return pattern[p] === text[t] && glob(pattern, p + 1, text, t + 1)
  for (let end = t + 1; end <= text.length; end++) {
    if (p > 0 && text[end - 1] === '.') return false
    if (glob(pattern, p + 1, text, end)) return true
  }
  return false
}
