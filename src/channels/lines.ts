import type { Message } from '../core/model.ts'
import { cleaned, type Group, type Row, type Sheet, sheets } from '../core/sheet.ts'
import { type MailPage, mailPage } from './email/page.ts'
import { comparison } from './email/text.ts'

/** What a message says, with every row of its changes: each channel leaves out what does not fit into it. */
export function wholePage(message: Message): MailPage {
  const page = mailPage(message)
  return message.kind === 'changes' ? { ...page, sheets: sheets(message.changeSet.changes), left: 0 } : page
}

/** One line of a message for channels whose markup knows no tables. All text is on one line and still unescaped. */
export type Line =
  | { readonly kind: 'sheet'; readonly text: string }
  | { readonly kind: 'group'; readonly text: string }
  | { readonly kind: 'row'; readonly address: string; readonly text: string }

const words: Readonly<Record<Sheet['kind'], string>> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  moved: 'Moved',
  reworded: 'Reworded',
}

/** Kinds with their counts, sections and tabs of the page, and an address a line with what a person must know of it. */
export function linesOf(sheets: readonly Sheet[]): readonly Line[] {
  return sheets.flatMap((sheet) => [
    { kind: 'sheet' as const, text: `${words[sheet.kind]} (${sheet.count})` },
    ...sheet.groups.flatMap(groupLines),
  ])
}

function groupLines({ heading, tab, rows }: Group): readonly Line[] {
  const place = [heading, tab === null ? '' : `[${tab}]`].filter((part) => part !== '').join(' ')
  const lines = rows.map((row) => ({
    kind: 'row' as const,
    address: cleaned(row.address),
    text: cut(rowText(row), 250),
  }))
  return place === '' ? lines : [{ kind: 'group', text: place }, ...lines]
}

function rowText(row: Row): string {
  if (row.was === null && row.is === null) return row.facts.join(' · ')
  return comparison(row)
    .map(({ label, text }) => `${label}: ${text}`)
    .join(' → ')
}

/** At most so many UTF-16 units; no character is cut in two. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text
}

/**
 * What a channel makes of a page that holds as many rows as fit: rows are left out until `fits` says yes, the same share of each
 * kind, and `left` counts them. Counts stay those of the whole. With no row at all it is taken as it is.
 */
export function fitting<T>(page: MailPage, render: (page: MailPage) => T, fits: (made: T) => boolean): T {
  const all = rowCount(page.sheets)
  const made = (rows: number): T => render(withRows(page, rows))
  let best = made(all)
  if (fits(best)) return best
  let [least, most] = [0, all - 1]
  best = made(0)
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    const next = made(middle)
    if (fits(next)) [least, best] = [middle, next]
    else most = middle - 1
  }
  return best
}

/** Every kind keeps its share: a long list of one kind must not hide another. What a short kind does not need, the others get. */
function withRows(page: MailPage, rows: number): MailPage {
  const counted = page.sheets.map((sheet) => ({ sheet, count: rowCount([sheet]) })).sort((a, b) => a.count - b.count)
  const shares = new Map<Sheet, number>()
  let room = rows
  counted.forEach(({ sheet, count }, i) => {
    const share = Math.min(count, Math.floor(room / (counted.length - i)))
    shares.set(sheet, share)
    room -= share
  })
  const sheets = page.sheets.map((sheet) => ({ ...sheet, groups: firstRows(sheet.groups, shares.get(sheet) ?? 0) }))
  return { ...page, sheets, left: page.left + rowCount(page.sheets) - rowCount(sheets) }
}

function firstRows(groups: readonly Group[], count: number): readonly Group[] {
  let room = count
  return groups.flatMap((group) => {
    const rows = group.rows.slice(0, room)
    room -= rows.length
    return rows.length > 0 ? [{ ...group, rows }] : []
  })
}

function rowCount(sheets: readonly Sheet[]): number {
  return sheets.flatMap((sheet) => sheet.groups).reduce((sum, group) => sum + group.rows.length, 0)
}
