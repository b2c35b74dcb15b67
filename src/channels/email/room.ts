import type { SetBlock } from '../../core/set-blocks.ts'
import type { Sheet } from '../../core/sheet.ts'

/** How much a mail shows. */
export type Room = {
  readonly rows: number
  /** Endpoint sets, lists of a digest, and change sets of one of them. */
  readonly blocks: number
}

/** From a full mail to one that is sure to fit, whatever its texts are. */
export const rooms: readonly Room[] = [120, 105, 90, 75, 60, 40, 25, 12, 5, 0].map((rows) => ({
  rows,
  blocks: Math.max(2, Math.ceil(rows / 4)),
}))

/** What each of these sizes gets of the room: the same for all, and what a small one does not need goes to the others. */
export function shares(room: number, sizes: readonly number[]): readonly number[] {
  const smallestFirst = sizes.map((size, i) => ({ size, i })).sort((a, b) => a.size - b.size)
  const given = sizes.map(() => 0)
  let left = room
  for (const [rank, { size, i }] of smallestFirst.entries()) {
    const share = Math.min(size, Math.floor(left / (sizes.length - rank)))
    given[i] = share
    left -= share
  }
  return given
}

export function sheetRows(sheets: readonly Sheet[]): number {
  return sheets.flatMap(({ groups }) => groups).reduce((sum, { rows }) => sum + rows.length, 0)
}

/** Every kind keeps its share of the rows: a long list of one kind must not hide another. */
export function cappedSheets(sheets: readonly Sheet[], limit: number): readonly Sheet[] {
  const given = shares(
    limit,
    sheets.map((sheet) => sheetRows([sheet])),
  )
  return sheets.map((sheet, i) => {
    let room = given[i] ?? 0
    const groups = sheet.groups.flatMap((group) => {
      const rows = group.rows.slice(0, room)
      room -= rows.length
      return rows.length > 0 ? [{ ...group, rows }] : []
    })
    return { ...sheet, groups }
  })
}

export function blockRows(blocks: readonly SetBlock[]): number {
  return blocks.flatMap(({ lists }) => lists).reduce((sum, { rows }) => sum + rows.length, 0)
}

/** So many addresses are enough where nothing has to be done. */
const few = 3

/** Every list keeps its share of the rows; in a short message even those are shown whole for which nothing has to be done. */
export function cappedBlocks(blocks: readonly SetBlock[], limit: number): readonly SetBlock[] {
  if (blockRows(blocks) <= limit / 4) return blocks
  const sizes = blocks.flatMap(({ lists }) =>
    lists.map(({ rows, brief }) => (brief ? Math.min(few, rows.length) : rows.length)),
  )
  const given = shares(limit, sizes).values()
  return blocks.map((block) => ({
    ...block,
    lists: block.lists.map((list) => {
      const shown = given.next().value ?? 0
      // "and 1 more" takes the line that the one would.
      return shown > 0 && list.rows.length - shown <= 1 ? list : { ...list, rows: list.rows.slice(0, shown) }
    }),
  }))
}
