import type { Entry, Reading } from '../../src/core/model.ts'
import type { Format } from '../../src/reading/document.ts'
import type { ReaderThread } from '../../src/sources/reader-thread/reader-thread.ts'

/** What is wrong with how a page was read. `kind` is short and stable: shrinking keeps it. */
export type Flaw = { readonly kind: string; readonly what: string }

export type Case = { readonly text: string; readonly format: Format }

/** Reads a page and says what is wrong with the result, or null. A page that the limits of size and depth refuse is right. */
export async function flawOf({ text, format }: Case, reader: ReaderThread, slowest: number): Promise<Flaw | null> {
  const start = performance.now()
  try {
    const done = await reader.read({ text, format, files: null, skipped: [] })
    const took = performance.now() - start
    if (done.kind === 'refused') {
      if (done.code === 'reading-too-slow') return { kind: 'too-slow', what: done.why }
      return done.why.includes('of memory') ? { kind: 'memory', what: done.why } : null
    }
    const flaw = flawIn(done.reading, text)
    return flaw ?? (took > slowest ? { kind: 'slow', what: `it took ${Math.round(took)} ms` } : null)
  } catch (error) {
    return { kind: 'exception', what: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function flawIn({ entries, complaints }: Reading, text: string): Flaw | null {
  const lines = text.split(/\r\n|\n|\r/)
  for (const [at, entry] of entries.entries()) {
    const before = entries[at - 1]
    if (before && before.address >= entry.address) return { kind: 'order', what: `${before.address} ${entry.address}` }
    const flaw = flawOfEntry(entry, lines)
    if (flaw) return flaw
  }
  const astray = complaints.find((one) => !(one.line >= 1 && one.line <= lines.length))
  return astray ? { kind: 'complaint-line', what: `${astray.line}: ${astray.reason}` } : null
}

function flawOfEntry({ address, occurrences }: Entry, lines: readonly string[]): Flaw | null {
  if (occurrences.length === 0) return { kind: 'no-occurrence', what: address }
  for (const { line } of occurrences) {
    const text = lines[(line ?? 0) - 1]
    if (text === undefined) return { kind: 'line-range', what: `${address} is said to be in line ${line}` }
    if (!holds(text, address))
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

/** Whether the address stands in the line, escapes, references, comments, tags and what is struck out aside. */
function holds(line: string, address: string): boolean {
  const plain = line
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_, hex: string) => charOf(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});?/g, (_, decimal: string) => charOf(Number(decimal)))
    .replace(/&([a-z]+);/gi, (whole, name: string) => named[name.toLowerCase()] ?? whole)
  const seen = [line, plain].flatMap((one) => [one, one.replace(/<!--(?:-?>|[\s\S]*?(?:-->|$))/g, '')])
  const struck = seen.flatMap((one) => [
    one,
    one.replace(/<(sup|del|s|strike)\b[^<>]*>.*?<\/\1\s*>/gi, '').replace(/~~.*?~~/g, ''),
  ])
  const bare = struck.flatMap((one) => [
    one,
    one.replace(/<[a-z][^<>]*>/gi, ''),
    one.replace(/<[/!?][^<>]*>?|<[a-z][^<>]*>?/gi, ''),
  ])
  // A port between host and path is told apart. What looks like a tag may be a placeholder of the address.
  const wanted = [address, address.replace(/<[^<>]*>/g, '')].map(bones)
  return [...bare, ...bare.map((one) => one.replace(/:\d+/g, ''))].some((one) =>
    wanted.some((address) => bones(one).includes(address)),
  )
}

function charOf(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
