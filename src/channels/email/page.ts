import { summary } from '../../core/change-set.ts'
import type { Alert, ChangeSet, Message } from '../../core/model.ts'
import type { PasteList, SetBlock } from '../../core/set-blocks.ts'
import { cleaned, oneLine, type Sheet, sheets } from '../../core/sheet.ts'
import { reminderPage, servicePage } from './service-page.ts'

export type Fact = { readonly label: string; readonly text: string; readonly href?: string }

/** What a mail says, before it is put into plain text or HTML: both show the same. */
export type MailPage = {
  readonly tone: 'changes' | 'trouble' | 'well' | 'test'
  readonly subject: string
  readonly title: string
  readonly lead: string
  readonly facts: readonly Fact[]
  readonly sheets: readonly Sheet[]
  /** In place of sheets, where the list has endpoint sets. */
  readonly blocks?: readonly SetBlock[]
  /** Lists without a word between, to be pasted. */
  readonly paste?: readonly PasteList[]
  /** Rows that are not shown; all of them stand in the attached table. */
  readonly left: number
  readonly footer: string
}

/** More rows than this and Gmail cuts the mail off (at 102 kB). */
export const rowsShown = 120

/** What the mail for a message says. All text of pages is on one line here and still unescaped. */
export function mailPage(message: Message): MailPage {
  if (message.kind === 'changes') return changesPage(message.changeSet)
  if (message.kind === 'alert') return alertPage(message.alert)
  if (message.kind === 'reminder') return reminderPage(message.reminder)
  return {
    tone: 'test',
    subject: 'endpoint-drift: test message',
    title: 'Test message',
    lead: 'This address gets messages from endpoint-drift. Nothing has changed.',
    facts: [{ label: 'Sent', text: timeText(message.at) }],
    sheets: [],
    left: 0,
    footer: 'Sent by endpoint-drift because an operator asked for a test.',
  }
}

function changesPage(changeSet: ChangeSet): MailPage {
  if (changeSet.service !== undefined) return servicePage(changeSet)
  const { source, commit, seenAt, pageDate, changes } = changeSet
  const all = sheets(changes)
  const shown = capped(all, rowsShown)
  const title = cleaned(source.title)
  const lead = summary(changes)
  return {
    tone: 'changes',
    subject: `${title}: ${lead}`,
    title,
    lead,
    facts: [
      linked('List', source.page),
      { label: 'Seen', text: timeText(seenAt) },
      ...(pageDate === null ? [] : [{ label: 'Page date', text: cleaned(pageDate) }]),
      { label: 'Commit', text: cleaned(commit).slice(0, 12) },
    ],
    sheets: shown,
    left: rowCount(all) - rowCount(shown),
    footer: 'Sent by endpoint-drift, which compares this list with its last published snapshot.',
  }
}

const states: Readonly<Record<Alert['state'], string>> = {
  begins: 'Trouble',
  changes: 'Trouble changed',
  reminder: 'Still trouble',
  ends: 'Trouble over',
}

function alertPage({ state, fault, since, at }: Alert): MailPage {
  const place = cleaned(fault.place)
  const over = state === 'ends'
  return {
    tone: over ? 'well' : 'trouble',
    subject: `endpoint-drift: ${states[state].toLowerCase()} at ${place} (${cleaned(fault.code)})`,
    title: `${states[state]}: ${place}`,
    lead: over ? `This is over: ${cleaned(fault.why)}` : cleaned(fault.why),
    facts: [
      ...(over ? [] : [{ label: 'What to do', text: cleaned(fault.next) }]),
      { label: 'Code', text: cleaned(fault.code) },
      { label: 'Since', text: timeText(since) },
      { label: over ? 'Ended' : 'Seen', text: timeText(at) },
    ],
    sheets: [],
    left: 0,
    footer: over
      ? 'Sent by endpoint-drift to its operators.'
      : 'Sent by endpoint-drift to its operators. You hear again when this changes or ends.',
  }
}

/** Only what a person can follow safely becomes a link. */
export function linked(label: string, url: string): Fact {
  const text = oneLine(url)
  return /^https?:\/\//i.test(text) ? { label, text, href: text } : { label, text }
}

/** `2026-03-02T08:17:40.000Z` as `2026-03-02 08:17 UTC`. */
export function timeText(iso: string): string {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso) ?? []
  return date && time ? `${date} ${time} UTC` : cleaned(iso)
}

function rowCount(all: readonly Sheet[]): number {
  return all.flatMap((sheet) => sheet.groups).reduce((sum, group) => sum + group.rows.length, 0)
}

/** Every kind keeps its share of the rows: a long list of one kind must not hide another. */
function capped(all: readonly Sheet[], limit: number): readonly Sheet[] {
  if (rowCount(all) <= limit) return all
  const share = Math.floor(limit / all.length)
  return all.map((sheet) => {
    let room = share
    const groups = sheet.groups.flatMap((group) => {
      const rows = group.rows.slice(0, room)
      room -= rows.length
      return rows.length > 0 ? [{ ...group, rows }] : []
    })
    return { ...sheet, groups }
  })
}
