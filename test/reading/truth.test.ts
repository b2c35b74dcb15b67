import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeText, readPage } from '../../src/reading/index.ts'

/** Truth that people read by eye lies beside the checkout; where it does not, there is nothing to compare with. */
const shared = join(import.meta.dirname, '../../../shared')
const absent = existsSync(join(shared, 'golden')) ? false : 'the truth is not at hand: ../shared is absent'

type Golden = {
  readonly endpoints: readonly {
    readonly address: string
    readonly confidence: string
    readonly readings?: Record<string, string | string[]>
  }[]
}
type Step = {
  readonly slug: string
  readonly from: string
  readonly to: string
  readonly added: string[]
  readonly removed: string[]
  readonly debatable?: string[]
}

function load(...path: string[]): ReturnType<typeof readPage> & { readonly lines: readonly string[] } {
  const decoded = decodeText(readFileSync(join(shared, ...path)), null)
  if (decoded.kind !== 'text') throw new Error(decoded.why)
  return { ...readPage(decoded.text), lines: decoded.text.split(/\r\n|\n|\r/) }
}

function parse<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(shared, ...path), 'utf8')) as T
}

describe.skipIf(absent)('Against the truth', () => {
  test('real pages: nothing missed and nothing invented beyond two in a thousand', () => {
    let [certain, found, said, right] = [0, 0, 0, 0]
    for (const file of readdirSync(join(shared, 'golden')).filter((name) => name.endsWith('.json'))) {
      const { endpoints } = parse<Golden>('golden', file)
      const mine = new Set(load('pages', file.replace('.json', '.md')).entries.map((entry) => entry.address))
      const want = new Set(endpoints.filter((one) => one.confidence === 'certain').map((one) => one.address))
      const allowed = new Set(endpoints.flatMap((one) => [one.address, ...Object.values(one.readings ?? {}).flat()]))
      certain += want.size
      found += [...want].filter((address) => mine.has(address)).length
      said += mine.size
      right += [...mine].filter((address) => allowed.has(address)).length
    }
    expect(certain).toBeGreaterThan(400)
    expect(found / certain).toBeGreaterThanOrEqual(0.998)
    expect(right / said).toBeGreaterThanOrEqual(0.998)
  })

  test('real history: 99 steps of 100 exact, and no alarm where nothing changed', () => {
    const steps = readdirSync(join(shared, 'drift'))
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) =>
        readFileSync(join(shared, 'drift', name), 'utf8')
          .trim()
          .split('\n'),
      )
      .map((line) => JSON.parse(line) as Step)
    const read = new Map<string, ReadonlySet<string>>()
    const page = (slug: string, file: string): ReadonlySet<string> => {
      const key = `${slug}/${file}`
      const known = read.get(key) ?? new Set(load('history', slug, file).entries.map((entry) => entry.address))
      read.set(key, known)
      return known
    }
    let exact = 0
    const alarms: string[] = []
    for (const step of steps) {
      const [before, after] = [page(step.slug, step.from), page(step.slug, step.to)]
      const open = new Set(step.debatable ?? [])
      const told = [
        ...[...after].filter((x) => !before.has(x)).map((x) => `+${x}`),
        ...[...before].filter((x) => !after.has(x)).map((x) => `-${x}`),
      ].filter((x) => !open.has(x.slice(1)))
      const want = [...step.added.map((x) => `+${x}`), ...step.removed.map((x) => `-${x}`)].filter(
        (x) => !open.has(x.slice(1)),
      )
      if (told.sort().join() === want.sort().join()) exact += 1
      if (want.length === 0 && told.length > 0) alarms.push(`${step.slug} ${step.to}: ${told.join(' ')}`)
    }
    expect(alarms).toEqual([])
    expect(exact / steps.length).toBeGreaterThanOrEqual(0.99)
  }, 60_000)

  test('every line cited holds its address, escapes and markup aside', () => {
    for (const file of readdirSync(join(shared, 'pages')).filter((name) => name.endsWith('.md'))) {
      const { entries, lines } = load('pages', file)
      for (const { address, occurrences } of entries) {
        for (const { line } of occurrences) {
          const text = (lines[(line ?? 0) - 1] ?? '').replace(/<\/?span[^>]*>|\\/g, '').toLowerCase()
          expect(text, `${file}:${line}`).toContain(address.toLowerCase())
        }
      }
    }
  })

  test('real pages give hardly any complaint', () => {
    const complaints = readdirSync(join(shared, 'pages'))
      .filter((name) => name.endsWith('.md'))
      .flatMap((file) => load('pages', file).complaints)
    expect(complaints.length).toBeLessThanOrEqual(2)
  })

  test('a page cut at any place is read without trouble', () => {
    const text = readFileSync(join(shared, 'pages/configmgr.md'), 'utf8')
    for (let end = 0; end < text.length; end += 512) expect(() => readPage(text.slice(0, end))).not.toThrow()
  })
})

/** Ways to write the same page that a person would not notice. */
const rewrites: Readonly<Record<string, (page: string) => string>> = {
  'headers renamed': (page) => headers(page, () => ' Xyz '),
  'headers bold': (page) => headers(page, (header) => ` **${header.trim().replaceAll('*', '')}** `),
  'no outer pipes': (page) =>
    lines(page, (line) =>
      /^\s*\|[^|].*\|\s*$/.test(line) && !/^\s*\|\s*\|/.test(line) ? line.trim().slice(1, -1) : line,
    ),
  'no closing pipes': (page) => lines(page, (line) => (/^\s*\|.*\|\s*$/.test(line) ? line.trim().slice(0, -1) : line)),
  'tables indented': (page) => lines(page, (line) => (line.includes('|') ? `    ${line}` : line)),
  'other line ends': (page) => page.replaceAll('\n', '\r\n'),
  'single spaces for breaks': (page) => page.replace(/\s*<br\s*\/?>\s*/gi, ' '),
  'other breaks': (page) => page.replace(/<br\s*\/?>/gi, '</br>'),
  'no code ticks': (page) => page.replace(/(?<!`)`(?!`)/g, ''),
  'comments between rows': (page) =>
    lines(page, (line) => (/^\s*\|.*\|\s*$/.test(line) ? `${line}\n<!-- x.reach.net -->` : line)),
  'delimiter rows one cell short': (page) =>
    lines(page, (line) =>
      isDelimiter(line)
        ? line
            .trim()
            .replace(/^\||\|$/g, '')
            .split('|')
            .slice(1)
            .join('|') || '--|'
        : line,
    ),
}

function lines(page: string, rewrite: (line: string) => string): string {
  return page.split('\n').map(rewrite).join('\n')
}

function isDelimiter(line: string): boolean {
  return line.includes('|') && /^[\s:|]*-[\s:|-]*$/.test(line)
}

function headers(page: string, rewrite: (header: string) => string): string {
  const all = page.split('\n')
  return all
    .map((line, i) =>
      isDelimiter(all[i + 1] ?? '') && line.includes('|')
        ? line.replace(/[^|]+/g, (cell) => (cell.trim() === '' ? cell : rewrite(cell)))
        : line,
    )
    .join('\n')
}

describe.skipIf(absent)('A real page lists the same when it is written otherwise', () => {
  const pages = absent ? [] : readdirSync(join(shared, 'pages')).filter((name) => name.endsWith('.md'))
  test.each(Object.entries(rewrites))('%s', (_, rewrite) => {
    for (const file of pages) {
      const page = readFileSync(join(shared, 'pages', file), 'utf8')
      const listed = (text: string): readonly string[] => readPage(text).entries.map((entry) => entry.address)
      expect(listed(rewrite(page)), file).toEqual(listed(page))
    }
  })
})
