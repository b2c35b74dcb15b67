import { readPage } from '../../src/reading/index.ts'
import type { Include } from '../../src/reading/lines.ts'

/** What a page lists, one line an occurrence in the order of the page: `line address`, with ports where it states them. */
export function read(markdown: string, include?: Include): readonly string[] {
  const { entries } = readPage(markdown, include ? { include } : {})
  return entries
    .flatMap(({ address, occurrences }) => occurrences.map((one) => ({ address, ...one })))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.address < b.address ? -1 : 1))
    .map(({ line, address, ports }) => `${line} ${address}${ports.length > 0 ? ` [${ports.join(' ')}]` : ''}`)
}

/** The addresses of a page, each once, sorted. */
export function addresses(markdown: string): readonly string[] {
  return readPage(markdown).entries.map((entry) => entry.address)
}
