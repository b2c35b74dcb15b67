import type { ChangeSet, Message, SourceLabel } from '../core/model.ts'
import { reminderBlocks, type SetBlock, setBlocks } from '../core/set-blocks.ts'
import { cleaned, oneLine, type Row, type Sheet, sheets } from '../core/sheet.ts'
import type { MailPage } from './email/page.ts'
import { comparison } from './email/text.ts'

/** What a message says, for channels whose markup knows no tables. All text is on one line and still unescaped. */
export type View = Pick<MailPage, 'tone' | 'subject' | 'title' | 'lead' | 'facts' | 'footer'> & {
  readonly parts: readonly Part[]
  /** Rows that were left out. */
  readonly left: number
  /** Where the whole of it stands; `null` where no pages are served. */
  readonly whole: Page | null
  /** The lists that it is about. */
  readonly pages: readonly Page[]
  /** The same in fewer parts, for when there are so many that not even their headings fit. */
  readonly brief?: View
}

/** A page to be opened; only what a person can follow safely. */
export type Page = { readonly text: string; readonly href: string }

/** A kind of change with its count, or an endpoint set with what is said of it. */
export type Part = {
  /** Headings of what begins with this part: a list of a digest, a change set of that list. */
  readonly above?: readonly Above[]
  /** Empty where those above say it all. */
  readonly heading: string
  readonly notes: readonly string[]
  readonly groups: readonly Rows[]
  /** Rows that are counted in the view's `left` already. */
  readonly counted?: number
}
type Above = { readonly kind: 'list' | 'set'; readonly text: string; readonly href?: string }
/** The rows of a section of the page, or of what happened to a set. */
type Rows = { readonly heading: string; readonly rows: readonly { readonly address: string; readonly text: string }[] }

export type Line =
  | Above
  | { readonly kind: 'part' | 'note' | 'group'; readonly text: string }
  | { readonly kind: 'row'; readonly address: string; readonly text: string }

/** What a message holds besides its head; those of digests and confirmations are made elsewhere. */
export function partsOf(message: Message): readonly Part[] {
  if (message.kind === 'reminder') return reminderBlocks(message.reminder).map(blockPart)
  return message.kind === 'changes' ? changeParts(message.changeSet) : []
}

export function changeParts(changeSet: ChangeSet): readonly Part[] {
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
export const longestText = 250

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
  return parts.flatMap(({ above = [], heading, notes, groups }) => [
    ...above,
    ...(heading === '' ? [] : [{ kind: 'part' as const, text: heading }]),
    ...notes.map((text) => ({ kind: 'note' as const, text })),
    ...groups.flatMap(groupLines),
  ])
}

function groupLines({ heading, rows }: Rows): readonly Line[] {
  const lines = rows.map((row) => ({ kind: 'row' as const, ...row }))
  return heading === '' ? lines : [{ kind: 'group', text: heading }, ...lines]
}

/** A page that can be followed safely; empty where a source has another kind of address. */
export function pageOf(text: string, { page }: Pick<SourceLabel, 'page'>): readonly Page[] {
  const href = oneLine(page)
  return /^https?:\/\//i.test(href) ? [{ text, href }] : []
}

/** Where a change set is shown whole. */
export function changeHref({ id }: Pick<ChangeSet, 'id'>, site: string): string {
  return `${site}/changes/${encodeURIComponent(id)}`
}

/** Where a reader finds what was left out: all of it, or else the list itself. */
export function wholeOf({ whole, pages }: Pick<View, 'whole' | 'pages'>): Page | null {
  const [page, ...more] = pages
  return whole ?? (page !== undefined && more.length === 0 ? { text: 'the whole list', href: page.href } : null)
}

/** At most so many UTF-16 units; no character is cut in two. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text
}
