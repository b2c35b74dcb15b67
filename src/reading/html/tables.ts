import type { Element, ElementContent } from 'hast'
import { refuse } from '../limits.ts'
import { attribute, element, elementsIn, isElement } from './hast.ts'

const mostCells = 50_000
const widestSpan = 100

/** A table that holds tables lays a page out: its cells are read one after the other. */
export function isLayoutTable(table: Element): boolean {
  return elementsIn(table).some((inner) => inner.tagName === 'table')
}

export function layoutContent(table: Element): readonly ElementContent[] {
  return cellsOf(rowsOf(table)).map((cell) => element('div', cell.children))
}

/**
 * A table without spans: a cell that spans rows stands in each of them, because it says something of each; a header that
 * spans columns stands over each, another cell only in the first. The caption comes before the table, as its introduction.
 *
 * @see https://html.spec.whatwg.org/multipage/tables.html#algorithm-for-processing-rows
 */
export function withoutSpans(table: Element): readonly ElementContent[] {
  const captions = table.children.filter((child) => isElement(child) && child.tagName === 'caption')
  const before = captions.flatMap((caption) => (isElement(caption) ? [element('p', caption.children)] : []))
  return [...before, { ...table, children: spread(rowsOf(table)) }]
}

function rowsOf(table: Element): readonly Element[] {
  return table.children.flatMap((child) => {
    if (!isElement(child)) return []
    if (child.tagName === 'tr') return [child]
    return ['thead', 'tbody', 'tfoot'].includes(child.tagName) ? rowsOf(child) : []
  })
}

function cellsOf(rows: readonly Element[]): readonly Element[] {
  return rows.flatMap((row) =>
    row.children.filter((cell): cell is Element => isElement(cell) && ['td', 'th'].includes(cell.tagName)),
  )
}

type Waiting = { readonly cell: Element; left: number }

function spread(rows: readonly Element[]): Element[] {
  const waiting: (Waiting | undefined)[] = []
  let count = 0
  return rows.map((row) => {
    const cells: Element[] = []
    const put = (cell: Element): void => {
      cells.push(cell)
      count += 1
      if (count > mostCells) refuse(`a table has more than ${mostCells} cells`)
    }
    const takeWaiting = (): void => {
      for (let above = waiting[cells.length]; above && above.left > 0; above = waiting[cells.length]) {
        above.left -= 1
        put(above.cell)
      }
    }
    for (const cell of cellsOf([row])) {
      takeWaiting()
      const down = spanOf(cell, 'rowSpan')
      const across = Math.min(widestSpan, spanOf(cell, 'colSpan') || 1)
      for (let at = 0; at < across; at++) {
        const single = bare(at === 0 || cell.tagName === 'th' ? cell : { ...cell, children: [] })
        if (down !== 1) waiting[cells.length] = { cell: single, left: (down === 0 ? rows.length : down) - 1 }
        put(single)
      }
    }
    takeWaiting()
    return { ...row, children: cells }
  })
}

/** `rowspan=0` reaches to the end of the table. */
function spanOf(cell: Element, name: 'rowSpan' | 'colSpan'): number {
  const span = Number.parseInt(attribute(cell, name), 10)
  return Number.isNaN(span) || span < 0 ? 1 : span
}

function bare(cell: Element): Element {
  const { rowSpan: _, colSpan: __, ...properties } = cell.properties
  return { ...cell, properties }
}
