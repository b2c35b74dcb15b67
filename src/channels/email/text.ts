import type { ChangeKind } from '../../core/model.ts'
import type { Group, Row, Sheet } from '../../core/sheet.ts'
import { type Piece, written } from './content.ts'
import type { MailPage, MailPart } from './page.ts'
import { restPieces } from './rest.ts'
import { blockText, pasteText } from './service-text.ts'

export const signs: Readonly<Record<ChangeKind, string>> = {
  added: '+',
  removed: '-',
  changed: '~',
  moved: '>',
  reworded: '"',
}

/** A mail page as plain text, readable in a fixed or a proportional font. */
export function mailText(page: MailPage): readonly Piece[] {
  const width = Math.max(...page.facts.map((fact) => fact.label.length)) + 1
  const facts = page.facts.map(({ label, text }) => `${`${label}:`.padEnd(width)} ${text}`).join('\n')
  const parts = page.parts.flatMap((part) => ['\n\n', ...partText(part)])
  const rest = page.rest === null ? [] : ['\n\n... ', ...restPieces(page.rest, plainly)]
  return written`${page.title}\n${page.lead}\n\n${facts}${parts}${rest}\n\n-- \n${page.footer}${page.subscribed ? personal : ''}\n`
}

/** Nobody who reads plain text needs help to see a link. */
function plainly(text: string): string {
  return text
}

const personal: Piece = {
  when: 'links',
  yes: ['\n\nChange what you get: ', { slot: 'manage' }, '\nLeave: ', { slot: 'leave' }],
  no: [],
}

function partText(part: MailPart): readonly Piece[] {
  switch (part.kind) {
    case 'source':
      return [sourceText(part.title, part.lead, part.href)]
    case 'step':
      return [part.href === null ? part.text : `${part.text}\n${part.href}`]
    case 'sheet':
      return [sheetText(part.sheet)]
    case 'block':
      return [blockText(part.block)]
    case 'paste':
      return [pasteText(part.list)]
    case 'taken-back':
      return [takenBackText(part)]
    case 'lines':
      return [[`${part.title}:`, ...part.lines.map((line) => `  * ${line}`)].join('\n')]
    case 'note':
      return [part.text]
    case 'button':
      return [buttonText(part)]
  }
}

/** A list of a digest stands out from all that is said of it. */
function sourceText(title: string, lead: string, href: string | null): string {
  const rule = '#'.repeat(Math.min(72, Math.max(title.length, 8)))
  return [rule, title, lead, ...(href === null ? [] : [href])].join('\n')
}

function takenBackText({ count, rows }: Extract<MailPart, { kind: 'taken-back' }>): string {
  return [
    `TAKEN BACK (${count})`,
    'Came and went, or went and came back: as it was before.',
    ...rows.map(({ address, text }) => `  = ${address}\n      ${text}`),
  ].join('\n')
}

function buttonText({ slot, text }: Extract<MailPart, { kind: 'button' }>): Piece {
  return { when: 'links', yes: [`${text}:\n`, { slot }], no: [] }
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
