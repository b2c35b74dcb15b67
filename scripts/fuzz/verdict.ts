import type { Entry, Reading } from '../../src/core/model.ts'
import type { Format } from '../../src/reading/document.ts'
import type { ReaderThread } from '../../src/sources/reader-thread/reader-thread.ts'

/** What is wrong with how a page was read. `kind` is short and stable: shrinking keeps it. */
export type Flaw = { readonly kind: string; readonly what: string }

export type LineRule = 'whole' | 'word' | 'no'

export type Case = {
  readonly text: string
  readonly format: Format
  /**
   * Whether the line cited must hold the `whole` address, or, in pieces without order, at least its longest word. `no` for
   * tags without order: a browser moves text out of broken tables and puts hosts together over them, and so does the parser.
   */
  readonly lines: LineRule
}

/** Reads a page and says what is wrong with the result, or null. A page that the limits of size and depth refuse is right. */
export async function flawOf(
  { text, format, lines }: Case,
  reader: ReaderThread,
  slowest: number,
): Promise<Flaw | null> {
  const start = performance.now()
  try {
    const done = await reader.read({ text, format, files: null, skipped: [] })
    const took = performance.now() - start
    if (done.kind === 'refused') {
      if (done.code === 'reading-too-slow') return { kind: 'too-slow', what: done.why }
      return done.why.includes('of memory') ? { kind: 'memory', what: done.why } : null
    }
    const flaw = flawIn(done.reading, text, lines)
    return flaw ?? (took > slowest ? { kind: 'slow', what: `it took ${Math.round(took)} ms` } : null)
  } catch (error) {
    return { kind: 'exception', what: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function flawIn({ entries, complaints }: Reading, text: string, rule: LineRule): Flaw | null {
  const lines = text.split(/\r\n|\n|\r/)
  for (const [at, entry] of entries.entries()) {
    const before = entries[at - 1]
    if (before && before.address >= entry.address) return { kind: 'order', what: `${before.address} ${entry.address}` }
    const flaw = flawOfEntry(entry, lines, rule)
    if (flaw) return flaw
  }
  const astray = complaints.find((one) => !(one.line >= 1 && one.line <= lines.length))
  return astray ? { kind: 'complaint-line', what: `${astray.line}: ${astray.reason}` } : null
}

function flawOfEntry({ address, occurrences }: Entry, lines: readonly string[], rule: LineRule): Flaw | null {
  if (occurrences.length === 0) return { kind: 'no-occurrence', what: address }
  for (const { line } of occurrences) {
    const text = lines[(line ?? 0) - 1]
    if (text === undefined) return { kind: 'line-range', what: `${address} is said to be in line ${line}` }
    if (rule === 'no' || (rule === 'word' && bones(text).includes(longestWord(address)))) continue
    // Tags may stand within a host, and go on over lines: the line is then that of its beginning.
    const behind = lines.slice(line ?? 0, (line ?? 0) + 3).join('')
    if (!holds(text, address) && ((holds(behind, address) && !/<[^<>]*$/.test(text)) || !holds(text + behind, address)))
      return { kind: 'line', what: `${address} is said to be in line ${line}: ${JSON.stringify(text.slice(0, 300))}` }
  }
  return null
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ast: '*',
}

/** Letters, digits, dots and hyphens of a text: what is left of an address whatever markup stands in and around it. */
function bones(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.-]/gu, '')
}

function longestWord(address: string): string {
  const words = address.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '')
}

/** Ways to take markup out of a line: which of it is text depends on what stands around it, so each may apply or not. */
const strips: readonly ((line: string) => string)[] = [
  (line) => line.replace(/<!--(?:-?>|[\s\S]*?(?:-->|$))/g, ''),
  (line) => line.replace(/<(sup|del|s|strike)\b[^<>]*>.*?<\/\1\s*>/gi, ''),
  (line) => line.replace(/<(script|style|template|svg)\b[^<>]*>.*?<\/\1\s*>/gi, ''),
  (line) => line.replace(/~~.*?~~/g, ''),
  (line) => line.replace(/\]\([^()]*\)|\[![A-Za-z][^\]]*\](?:[^\]]*\])?/g, ''),
  (line) => line.replace(/<[a-z][^<>]*>/gi, ''),
  (line) => line.replace(/<[/!?][^<>]*>?|<[a-z][^<>]*>?/gi, ''),
  // A full dot at the end of a host is dropped, also before a path; a port between host and path is told apart.
  (line) => line.replace(/\.(?=[/?#])/g, ''),
  (line) => line.replace(/:\d+/g, ''),
]

/** Whether the address stands in the line, escapes, references and markup aside. */
function holds(line: string, address: string): boolean {
  const plain = line
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_, hex: string) => charOf(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});?/g, (_, decimal: string) => charOf(Number(decimal)))
    .replace(/&(lt|gt|amp|quot|nbsp|[a-z]+(?=;));?/gi, (whole, name: string) => named[name.toLowerCase()] ?? whole)
  // What looks like a tag may be a placeholder of the address.
  const wanted = [address, address.replace(/<[^<>]*>/g, '')].map(bones)
  const within = (one: string): boolean => wanted.some((bare) => bones(one).includes(bare))
  if (within(line) || within(plain)) return true
  let ways = [line, plain]
  for (const strip of strips) ways = ways.concat(ways.map(strip))
  return ways.some(within)
}

function charOf(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
