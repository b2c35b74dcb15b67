import type { Yaml } from 'mdast'
import type { Complaint, Reading } from '../core/model.ts'
import { takeHtmlTables } from './html-table.ts'
import { refusalOf, refuse } from './limits.ts'
import { type Include, type PreparedLine, prepareLines } from './lines.ts'
import { readBlocks } from './page.ts'
import { distinct, entriesOf, tracedComplaint } from './result.ts'
import type { Sink } from './sink.ts'
import { parseBlocks } from './tree.ts'

export { type Decoded, decodeText } from './bytes.ts'
export { includesOf } from './includes-of.ts'
export { isReadingRefused } from './limits.ts'
export { readerVersion } from './version.ts'

/**
 * Reads a page of Markdown with Learn's dialect (golden/RULES.md): tables, lists, fenced lists, sentences that ask.
 *
 * @param text the page, decoded
 * @param options `include` gives the text of an included file by its path in the repository (relative to the page) and
 *   the path of the file that includes it (`null`: the page); `null` when it is not at hand, which is a complaint.
 *   Without it includes are not followed.
 * @returns entries sorted by address, occurrences in the order of the page, complaints in the order of their lines
 * @throws an error named `ReadingRefused` for a page beyond the limits of size and depth
 */
export function readPage(text: string, options: { readonly include?: Include } = {}): Reading {
  const refusal = refusalOf(text)
  if (refusal) refuse(refusal.why)
  return readPrepared(prepareLines(text, options.include), options.include !== undefined)
}

/** Reads lines that were made ready before, each with the place it came from. `grown`: they may exceed the limits now. */
export function readPrepared(
  prepared: { readonly lines: readonly PreparedLine[]; readonly complaints: readonly Complaint[] },
  grown: boolean,
): Reading {
  const { lines, tables } = takeHtmlTables(prepared.lines)
  const source = lines.map((line) => line.text).join('\n')
  const again = grown ? refusalOf(source) : null
  if (again) refuse(again.why)
  const [first] = lines
  const root = parseBlocks(source, first?.fenced === true && /^---\s*$/.test(first.text))
  const front = frontMatterOf(root.children.find((node) => node.type === 'yaml'))
  const sink: Sink = { sightings: [], complaints: [] }
  readBlocks(root.children, { source, title: front.title ?? '', htmlTables: tables }, sink)
  const complaints = [...prepared.complaints, ...sink.complaints.map((one) => tracedComplaint(one, lines))]
  const title =
    front.title ??
    headingTitle(
      root.children.find((node) => node.type === 'heading' && node.depth === 1),
      source,
    )
  return { title, date: front.date, entries: entriesOf(sink.sightings, lines), complaints: distinct(complaints) }
}

function frontMatterOf(yaml: Yaml | undefined): { readonly title: string | null; readonly date: string | null } {
  const field = (name: string): string | null => {
    const value = new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(yaml?.value ?? '')?.[1] ?? ''
    const bare = value
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace(/\s+#.*$/, '')
    return bare === '' ? null : bare
  }
  return { title: field('title'), date: field('ms\\.date') ?? field('date') }
}

function headingTitle(heading: { readonly position?: unknown } | undefined, source: string): string | null {
  const position = heading?.position as { start: { offset: number }; end: { offset: number } } | undefined
  if (!position) return null
  // Step by step: one pattern for all of it takes minutes for a heading of a few thousand spaces.
  const text = source.slice(position.start.offset, position.end.offset).replace(/^#+/, '').trim()
  let end = text.length
  while (text[end - 1] === '#') end -= 1
  return text.slice(0, end).trimEnd() || null
}
