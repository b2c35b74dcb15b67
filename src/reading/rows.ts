import type { Table, TableRow } from 'mdast'
import type { Cell, Row } from './html-table.ts'

/** Rows of a pipe table; a row that the author broke over two lines is one again. */
export function rowsOfTable(table: Table, source: string): readonly Row[] {
  const rows: Cell[][] = []
  let width = 0
  let previous = ''
  for (const row of table.children) {
    const text = source.slice(row.position?.start.offset ?? 0, row.position?.end.offset ?? 0).trim()
    const cells = cellsOf(row)
    const above = rows.at(-1)
    if (above && rows.length > 1 && continues(previous, text, above.length, width)) join(above, cells)
    else rows.push(cells)
    if (rows.length === 1) width = cells.length
    previous = text
  }
  return rows
}

function cellsOf(row: TableRow): Cell[] {
  const line = row.position?.start.line ?? 1
  return row.children.map((cell) => ({
    raw: cell.children.map((child) => ('value' in child ? child.value : '\n')).join(''),
    line,
    heads: false,
  }))
}

/** `| host | TLSv1.2/` and then `HTTPS | words |`: the first row has no closing pipe, the second no opening one. */
function continues(above: string, text: string, cells: number, width: number): boolean {
  return above.startsWith('|') && !above.endsWith('|') && !text.startsWith('|') && text.endsWith('|') && cells < width
}

function join(above: Cell[], cells: readonly Cell[]): void {
  const [first, ...rest] = cells
  const last = above.pop()
  if (last && first) above.push({ ...last, raw: `${last.raw}\n${first.raw}` })
  above.push(...rest)
}
