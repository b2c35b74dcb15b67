import type { Reading } from '../core/model.ts'
import { parseHtml } from './html.ts'
import { readPage } from './index.ts'
import { refusalOf, refuse } from './limits.ts'
import type { Include } from './lines.ts'
import { readBlocks } from './page.ts'
import { distinct, entriesOf } from './result.ts'
import type { Sighting, Sink } from './sink.ts'

/**
 * Reads a page in either format: Markdown as `readPage` does, HTML by its main part (navigation, feedback, footer and
 * scripts are left out, panels of tabs count as tabs). Lines are those of the body.
 *
 * @throws an error named `ReadingRefused` for a page beyond the limits of size and depth
 */
export function readDocument(
  text: string,
  options: { readonly format: 'markdown' | 'html'; readonly include?: Include },
): Reading {
  if (options.format === 'markdown') return readPage(text, options.include ? { include: options.include } : {})
  const refusal = refusalOf(text, 'html')
  if (refusal) refuse(refusal.why)
  const { root, title, date } = parseHtml(text)
  const sources = text.split(/\r\n|\n|\r/)
  const lines = sources.map((source, i) => ({
    text: source,
    origin: { line: i + 1, file: null, source },
    fenced: false,
  }))
  const sink: Sink = { sightings: [], complaints: [] }
  readBlocks(root.children, { source: '', title: title ?? '', htmlTables: [] }, sink)
  const settled = sink.sightings.map((one) => ({
    ...one,
    occurrence: { ...one.occurrence, line: settle(sources, one) },
  }))
  return { title, date, entries: entriesOf(settled, lines), complaints: distinct(sink.complaints) }
}

const linesToSettle = 40

/** White space of HTML is folded, so a text of several lines cites its first: the line that holds the address is near. */
function settle(sources: readonly string[], { address, occurrence }: Sighting): number {
  const line = occurrence.line ?? 1
  const host = address.replace(/<[^<>]*>/g, '').toLowerCase()
  for (let i = 0; i < linesToSettle; i++) {
    for (const at of [line - 1 + i, line - 1 - i]) {
      if (sources[at]?.toLowerCase().includes(host)) return at + 1
    }
  }
  return line
}
