import type { Message } from '../core/model.ts'
import { reminderBlocks, type SetBlock, setBlocks } from '../core/set-blocks.ts'
import { cleaned, type Row, type Sheet, sheets } from '../core/sheet.ts'
import { type MailPage, mailPage } from './email/page.ts'
import { comparison } from './email/text.ts'

/** What a message says, for channels whose markup knows no tables. All text is on one line and still unescaped. */
export type View = Pick<MailPage, 'tone' | 'subject' | 'title' | 'lead' | 'facts' | 'footer'> & {
  readonly parts: readonly Part[]
  /** Rows that were left out. */
  readonly left: number
}

/** A kind of change with its count, or an endpoint set with what is said of it. */
export type Part = { readonly heading: string; readonly notes: readonly string[]; readonly groups: readonly Rows[] }
/** The rows of a section of the page, or of what happened to a set. */
type Rows = { readonly heading: string; readonly rows: readonly { readonly address: string; readonly text: string }[] }

export type Line =
  | { readonly kind: 'part' | 'note' | 'group'; readonly text: string }
  | { readonly kind: 'row'; readonly address: string; readonly text: string }

/** All of a message: each channel leaves out what does not fit into it. */
export function viewOf(message: Message): View {
  const { tone, subject, title, lead, facts, footer } = mailPage(message)
  return { tone, subject, title, lead, facts, footer, parts: partsOf(message), left: 0 }
}

function partsOf(message: Message): readonly Part[] {
  if (message.kind === 'reminder') return reminderBlocks(message.reminder).map(blockPart)
  if (message.kind !== 'changes') return []
  const { changeSet } = message
  return changeSet.service === undefined
    ? sheets(changeSet.changes).map(sheetPart)
    : setBlocks(changeSet).map(blockPart)
}

const words: Readonly<Record<Sheet['kind'], string>> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  moved: 'Moved',
  reworded: 'Reworded',
}

function sheetPart({ kind, count, groups }: Sheet): Part {
  return {
    heading: `${words[kind]} (${count})`,
    notes: [],
    groups: groups.map(({ heading, tab, rows }) => ({
      heading: [heading, tab === null ? '' : `[${tab}]`].filter((part) => part !== '').join(' '),
      rows: rows.map((row) => ({ address: cleaned(row.address), text: cut(rowText(row), longestText) })),
    })),
  }
}

/** So many addresses are enough where nothing has to be done: the heading counts them all. */
const few = 3
const longestText = 250

function blockPart({ heading, fate, urgency, facts, compared, lists }: SetBlock): Part {
  return {
    heading: fate === '' ? heading : `${heading} (${fate})`,
    notes: [
      urgency.text,
      ...facts.map(({ label, text }) => `${label}: ${text}`),
      ...compared.map(({ label, was, is }) => `${label}: was ${was} → now ${is}`),
    ].map((note) => cut(note, longestText)),
    groups: lists.map(({ title, count, brief, rows }) => ({
      heading: cut(`${title} (${count})`, longestText),
      rows: (brief ? rows.slice(0, few) : rows).map(({ address, remarks }) => ({
        address: cleaned(address),
        text: cut(remarks.join(' · '), longestText),
      })),
    })),
  }
}

function rowText(row: Row): string {
  if (row.was === null && row.is === null) return row.facts.join(' · ')
  return comparison(row)
    .map(({ label, text }) => `${label}: ${text}`)
    .join(' → ')
}

/** Parts, what is said of them, sections, and an address a line with what a person must know of it. */
export function linesOf(parts: readonly Part[]): readonly Line[] {
  return parts.flatMap(({ heading, notes, groups }) => [
    { kind: 'part' as const, text: heading },
    ...notes.map((text) => ({ kind: 'note' as const, text })),
    ...groups.flatMap(groupLines),
  ])
}

function groupLines({ heading, rows }: Rows): readonly Line[] {
  const lines = rows.map((row) => ({ kind: 'row' as const, ...row }))
  return heading === '' ? lines : [{ kind: 'group', text: heading }, ...lines]
}

/** At most so many UTF-16 units; no character is cut in two. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text
}
