import type { Cell, Row } from './html-table.ts'

const delimiter = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/

/**
 * Sees the table in a paragraph of pipes, which Markdown makes of a table whose delimiter row has another count of
 * cells than its header, and of rows cut off from their table.
 *
 * @param lastTable rows of the table just above, whose header stray rows go by
 * @returns the rows, and the text before them; null where the paragraph is none
 */
export function pipeRows(
  raw: string,
  line: number,
  lastTable: readonly Row[],
): { readonly before: string; readonly rows: readonly Row[] } | null {
  if (!raw.includes('|')) return null
  const lines = raw.split('\n')
  const at = lines.findIndex(
    (text, i) => i > 0 && text.includes('|') && delimiter.test(text) && (lines[i - 1] ?? '').includes('|'),
  )
  if (at > 0) {
    const rows = lines.flatMap((text, i) =>
      i < at - 1 || i === at || !text.includes('|') ? [] : [cellsOf(text, line + i)],
    )
    return { before: lines.slice(0, at - 1).join('\n'), rows }
  }
  const stray = lines.every((text) => /^\s*\|.*\|\s*$/.test(text) || (lastTable.length > 0 && text.includes('|')))
  if (!stray) return null
  const rows = lines.flatMap((text, i) => (delimiter.test(text) ? [] : [cellsOf(text, line + i)]))
  const header = lastTable[0]
  return { before: '', rows: header ? [header.map((cell) => ({ ...cell, heads: true })), ...rows] : rows }
}

/** Cells of a line of pipes; an escaped pipe is text. */
export function cellsOf(text: string, line: number): Cell[] {
  const bare = text
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  const cells: Cell[] = []
  let from = 0
  for (let i = 0; i <= bare.length; i++) {
    if (bare[i] === '\\') i += 1
    else if (i === bare.length || bare[i] === '|') {
      cells.push({ raw: bare.slice(from, i), line, heads: false })
      from = i + 1
    }
  }
  if (from < bare.length) cells.push({ raw: bare.slice(from), line, heads: false })
  return cells
}
