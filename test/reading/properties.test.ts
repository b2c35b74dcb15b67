import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPage } from '../../src/reading/index.ts'

/** Hosts that a list can hold, drawn from few words so that they collide; the oracle is the list itself. */
const label = fc.constantFrom('a', 'login', 'cdn-2', 'eu', 'prod')
const host = fc
  .tuple(
    fc.constantFrom('', '*.', '*', '<tenant>.', 'x*.'),
    fc.array(label, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('reach.net', 'reach.com'),
  )
  .map(([lead, labels, domain]) => `${lead}${labels.join('.')}.${domain}`)

type Style = {
  readonly escape: boolean
  readonly ticks: boolean
  readonly br: string
  readonly upper: boolean
  readonly scheme: string
  readonly indent: string
  readonly pipes: boolean
  readonly comment: boolean
  readonly crlf: boolean
}
const style: fc.Arbitrary<Style> = fc.record({
  escape: fc.boolean(),
  ticks: fc.boolean(),
  br: fc.constantFrom('<br>', '</br>', '<BR />', ' <br/> ', ', ', '; ', ' and '),
  upper: fc.boolean(),
  scheme: fc.constantFrom('', 'https://'),
  indent: fc.constantFrom('', '  ', '    '),
  pipes: fc.boolean(),
  comment: fc.boolean(),
  crlf: fc.boolean(),
})

function written(address: string, { escape: escaped, ticks, upper, scheme }: Style): string {
  const cased = upper && !address.includes('<') ? address.toUpperCase() : address
  if (ticks) return `\`${scheme}${cased}\``
  return scheme + (escaped ? cased.replace(/[*<>]/g, '\\$&') : cased)
}

function table(rows: readonly (readonly string[])[], how: Style): string {
  const edge = how.pipes ? '|' : ''
  const line = (cells: readonly string[]): string => `${how.indent}${edge}${cells.join(' | ')}${edge}`
  const body = rows.flatMap((row, i) => [
    ...(how.comment && i > 0 ? ['<!-- row hidden.reach.net -->'] : []),
    line([`Row ${i}`, row.map((address) => written(address, how)).join(how.br), '443']),
  ])
  const lines = ['# Endpoints', '', line(['For', 'Hosts', 'Port']), line(['---', '---', '---']), ...body, '']
  return lines.join(how.crlf ? '\r\n' : '\n')
}

/** A star between a wildcard and words pairs into emphasis on some pages; unescaped `*a` beside `x*` is no host anyone could tell. */
function isTellable(rows: readonly (readonly string[])[], how: Style): boolean {
  return how.escape || how.ticks || !rows.flat().some((address) => /^\*[a-z]/.test(address))
}

const rows = fc.array(fc.array(host, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 })

test('A table lists exactly the hosts written into it, however they are written, each on the line cited', () => {
  let wildcards = 0
  fc.assert(
    fc.property(rows, style, (hosts, how) => {
      fc.pre(isTellable(hosts, how))
      const page = table(hosts, how)
      const { entries } = readPage(page)
      expect(entries.map((entry) => entry.address)).toEqual([...new Set(hosts.flat())].sort((a, b) => (a < b ? -1 : 1)))
      const lines = page.split(/\r?\n/)
      for (const { address, occurrences } of entries) {
        if (address.includes('*')) wildcards += 1
        for (const { line, ports } of occurrences) {
          expect(ports).toEqual([443])
          expect(lines[(line ?? 0) - 1]?.replaceAll('\\', '').toLowerCase()).toContain(address.toLowerCase())
        }
      }
    }),
    { numRuns: 300 },
  )
  expect(wildcards).toBeGreaterThan(50)
})

test('Two ways to write the same table, with its rows in another order, list the same', () => {
  fc.assert(
    fc.property(rows, style, style, (hosts, one, other) => {
      fc.pre(isTellable(hosts, one) && isTellable(hosts, other))
      const listed = (page: string): readonly string[] => readPage(page).entries.map((entry) => entry.address)
      expect(listed(table(hosts, one))).toEqual(listed(table([...hosts].reverse(), other)))
    }),
    { numRuns: 150 },
  )
})

test('No text makes the reader throw anything but a refusal, and every line cited exists', () => {
  const piece = fc.constantFrom(
    '|',
    '\n',
    '`',
    '```\n',
    '*',
    '**',
    '<',
    '>',
    '[',
    '](',
    ')',
    '<!--',
    '-->',
    'a.reach.net',
    '*.reach.com',
    ' ',
    '- ',
    '# ',
    '---\n',
    '\\',
    '&lt;',
    '<table>',
    '<tr><td>',
    '~~',
    ': ',
    'Allow access to ',
    '[!INCLUDE [x](y.md)]',
    ':::',
    '443',
    '{',
    '}',
    '(TCP 443)',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const page = pieces.join('')
      const { entries, complaints } = readPage(page, { include: () => '| b.reach.net | [!INCLUDE [x](y.md)]' })
      const last = page.split('\n').length
      for (const { line, file } of [...entries.flatMap((entry) => entry.occurrences), ...complaints]) {
        expect(line).toBeGreaterThan(0)
        if (file === undefined) expect(line).toBeLessThanOrEqual(last)
      }
    }),
    { numRuns: 400 },
  )
})
