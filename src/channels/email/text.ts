import type { ChangeKind } from '../../core/model.ts'
import type { Group, Row, Sheet } from '../../core/sheet.ts'
import type { MailPage } from './page.ts'
import { blockText, pasteText } from './service-text.ts'

export const signs: Readonly<Record<ChangeKind, string>> = {
  added: '+',
  removed: '-',
  changed: '~',
  moved: '>',
  reworded: '"',
}

/** A mail page as plain text, readable in a fixed or a proportional font. */
export function mailText(page: MailPage): string {
  const width = Math.max(...page.facts.map((fact) => fact.label.length)) + 1
  const blocks = [
    `${page.title}\n${page.lead}`,
    page.facts.map(({ label, text }) => `${`${label}:`.padEnd(width)} ${text}`).join('\n'),
    ...page.sheets.map(sheetText),
    ...(page.blocks ?? []).map(blockText),
    ...(page.paste ?? []).map(pasteText),
    ...(page.left > 0 ? [`... and ${page.left} more. The attached changes.csv holds all of them.`] : []),
    `-- \n${page.footer}`,
  ]
  return `${blocks.join('\n\n')}\n`
}

function sheetText(sheet: Sheet): string {
  return [
    `${sheet.kind.toUpperCase()} (${sheet.count})`,
    ...sheet.groups.map((group) => groupText(sheet.kind, group)),
  ].join('\n\n')
}

function groupText(kind: ChangeKind, { heading, tab, rows }: Group): string {
  const place = [heading, tab === null ? '' : `[${tab}]`].filter((part) => part !== '').join(' ')
  const width = Math.min(44, Math.max(...rows.map((row) => row.address.length)))
  const lines = rows.map((row) => `  ${signs[kind]} ${rowText(row, width)}`)
  return (place === '' ? lines : [place, ...lines]).join('\n')
}

function rowText(row: Row, width: number): string {
  if (row.was === null && row.is === null)
    return row.facts.length === 0 ? row.address : `${row.address.padEnd(width)}  ${row.facts.join(' · ')}`
  return [row.address, ...comparison(row).map(({ label, text }) => `      ${label}: ${text}`)].join('\n')
}

/** Both sides of what changed, or the one there is. */
export function comparison({ was, is }: Row): readonly { readonly label: string; readonly text: string }[] {
  if (was === null) return is === null ? [] : [{ label: 'now also', text: is }]
  if (is === null) return [{ label: 'no longer', text: was }]
  return [
    { label: 'was', text: was },
    { label: 'now', text: is },
  ]
}
