import type { PreparedLine } from './lines.ts'

export type Cell = { readonly raw: string; readonly line: number; readonly heads: boolean }
export type Row = readonly Cell[]

/** Stands for an HTML table in the text given to the Markdown parser: `\ue000`, its number, `\ue001`. */
export const tableMark = /^\ue000(\d+)\ue001$/

const longestTable = 20_000

/**
 * Takes raw HTML tables out of a page, before a Markdown parser cuts them at their empty lines. A table that is never
 * closed ends at the next heading, fence or pipe table.
 */
export function takeHtmlTables(lines: readonly PreparedLine[]): {
  readonly lines: readonly PreparedLine[]
  readonly tables: readonly (readonly { readonly text: string; readonly at: number }[])[]
} {
  const out: PreparedLine[] = []
  const tables: { text: string; at: number }[][] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    if (!line) continue
    if (line.fenced || !opensTable(line.text)) {
      out.push(line)
      continue
    }
    const end = endOfTable(lines, i)
    const indent = /^[\s>]*/.exec(line.text)?.[0] ?? ''
    const start = out.length + 2
    out.push({ ...line, text: indent.trimEnd() }, { ...line, text: `${indent}\ue000${tables.length}\ue001` })
    const rows: { text: string; at: number }[] = []
    for (let at = i; at <= end; at++) {
      const inside = lines[at]
      if (!inside) continue
      rows.push({ text: inside.text, at: start + rows.length })
      if (at > i) out.push({ ...inside, text: indent.trimEnd() })
    }
    out.push({ ...line, text: indent.trimEnd() })
    tables.push(rows)
    i = end
  }
  return { lines: out, tables }
}

function opensTable(text: string): boolean {
  return /<table\b/i.test(text) && /^(?:[\s>]|[-*+]\s|<\/?[a-z][^<>]{0,400}>)*<table\b/i.test(text)
}

function endOfTable(lines: readonly PreparedLine[], start: number): number {
  let depth = 0
  for (let i = start; i < Math.min(lines.length, start + longestTable); i++) {
    const text = lines[i]?.text ?? ''
    const boundary = i > start && (lines[i]?.fenced || /^#{1,6}\s/.test(text) || /^\s*\|.*\|\s*$/.test(text))
    if (boundary) return i - 1
    depth += (text.match(/<table\b/gi)?.length ?? 0) - (text.match(/<\/table\b/gi)?.length ?? 0)
    if (depth <= 0) return i
  }
  return Math.min(lines.length, start + longestTable) - 1
}

const token = /<(\/?)(table|thead|tbody|tr|td|th)\b([^<>]{0,2000})>/gi

/** Rows of an HTML table; a cell that spans rows stands in the first, and is empty in the others. */
export function rowsOfHtml(lines: readonly { readonly text: string; readonly at: number }[]): readonly Row[] {
  const text = lines.map((line) => line.text.replace(/^[\s>]*>\s?/, '')).join('\n')
  const first = lines[0]?.at ?? 0
  const rows: Cell[][] = []
  const spans = new Map<number, number>()
  let open: { from: number; line: number; heads: boolean; down: number } | null = null
  let line = 0
  let counted = 0
  const close = (to: number): void => {
    if (!open) return
    const row = rows.at(-1) ?? []
    fillSpans(row, spans, first + open.line)
    if (open.down > 1) spans.set(row.length, open.down - 1)
    row.push({ raw: text.slice(open.from, to), line: first + open.line, heads: open.heads })
    open = null
  }
  for (const match of text.matchAll(token)) {
    const [whole, slash, name = '', attributes = ''] = match
    line += text.slice(counted, match.index).split('\n').length - 1
    counted = match.index
    const tag = name.toLowerCase()
    if (tag === 'table' && !slash && rows.length > 0) continue
    close(match.index)
    if (tag === 'tr' && !slash) rows.push([])
    if ((tag === 'td' || tag === 'th') && !slash) {
      if (rows.length === 0) rows.push([])
      const down = Number(/rowspan\s*=\s*["']?(\d{1,3})/i.exec(attributes)?.[1] ?? 1)
      open = {
        from: match.index + whole.length,
        line: line + (whole.split('\n').length - 1),
        heads: tag === 'th',
        down,
      }
    }
  }
  close(text.length)
  return rows.filter((row) => row.length > 0)
}

function fillSpans(row: Cell[], spans: Map<number, number>, line: number): void {
  for (let left = spans.get(row.length) ?? 0; left > 0; left = spans.get(row.length) ?? 0) {
    if (left === 1) spans.delete(row.length)
    else spans.set(row.length, left - 1)
    row.push({ raw: '', line, heads: false })
  }
}
