import { summary } from '../../core/change-set.ts'
import type { ChangeSet } from '../../core/model.ts'
import type { ServiceFacts } from '../../core/service-facts.ts'
import { serviceSummary } from '../../core/service-words.ts'
import { pasteBlocks, setBlocks } from '../../core/set-blocks.ts'
import { cleaned, sheets } from '../../core/sheet.ts'
import { type Fact, linked, type MailPage, type MailPart, timeText } from './page.ts'
import { blockRows, cappedBlocks, cappedSheets, type Room, sheetRows } from './room.ts'

/** One change set: kind by kind, or set by set where the list has endpoint sets. */
export function changesPage(changeSet: ChangeSet, site: string | null, room: Room): MailPage {
  const { source, commit, seenAt, pageDate, service } = changeSet
  const title = cleaned(source.title)
  const lead = leadOf(changeSet)
  const shown = shownOf(changeSet, room)
  const paste = service === undefined ? [] : pasteBlocks(changeSet.changes)
  const pasteFits = paste.reduce((sum, { addresses }) => sum + addresses.length, 0) <= room.rows
  const whole = site === null ? null : wholeOf(changeSet, site)
  return {
    tone: 'changes',
    subject: `${title}: ${lead}`,
    ...{ title, lead, badges: shown.badges },
    facts: [
      linked('List', source.page),
      ...(service === undefined ? [] : serviceFacts(service)),
      { label: 'Seen', text: timeText(seenAt) },
      ...(pageDate === null ? [] : [{ label: 'Page date', text: cleaned(pageDate) }]),
      { label: 'Commit', text: cleaned(commit).slice(0, 12) },
      ...(whole === null ? [] : [linked('This change', whole)]),
    ],
    parts: [...shown.parts, ...(pasteFits ? paste.map((list) => ({ kind: 'paste' as const, list })) : [])],
    subscribed: true,
    rest: shown.hidden > 0 || !pasteFits ? { rows: shown.hidden, file: 'changes.csv', whole } : null,
    footer:
      service === undefined
        ? 'Sent by endpoint-drift, which compares this list with its last published snapshot.'
        : 'Sent by endpoint-drift, which compares this list with its last published snapshot. Effective dates and impact are those that the service gives.',
  }
}

export function leadOf(changeSet: ChangeSet): string {
  return changeSet.service === undefined ? summary(changeSet.changes) : serviceSummary(changeSet)
}

export function wholeOf({ id }: ChangeSet, site: string): string {
  return `${site}/changes/${encodeURIComponent(id)}`
}

export type Shown = {
  readonly parts: readonly MailPart[]
  readonly badges: MailPage['badges']
  /** Rows that are not shown. */
  readonly hidden: number
}

/** The changes themselves, as many of them as there is room for. */
export function shownOf(changeSet: ChangeSet, room: Room): Shown {
  if (changeSet.service === undefined) {
    const all = sheets(changeSet.changes)
    const shown = cappedSheets(all, room.rows)
    return {
      parts: shown.map((sheet) => ({ kind: 'sheet', sheet })),
      badges: all.map(({ kind, count }) => ({ kind, count })),
      hidden: sheetRows(all) - sheetRows(shown),
    }
  }
  // The most urgent come first.
  const all = setBlocks(changeSet)
  const shown = cappedBlocks(all.slice(0, room.blocks), room.rows)
  return {
    parts: shown.map((block) => ({ kind: 'block', block })),
    badges: [],
    hidden: blockRows(all) - blockRows(shown),
  }
}

/** So many rows a change set would have if there were room. */
export function rowsOf(changeSet: ChangeSet): number {
  return changeSet.service === undefined ? sheetRows(sheets(changeSet.changes)) : blockRows(setBlocks(changeSet))
}

function serviceFacts(service: ServiceFacts): readonly Fact[] {
  const { instance, version, records } = service
  return [
    ...(instance ? [{ label: 'Instance', text: cleaned(instance) }] : []),
    ...(version ? [{ label: 'Version', text: versionText(service) }] : []),
    ...(records === 'owed' ? [{ label: 'Dates', text: datesOwed }] : []),
  ]
}

const datesOwed = 'the service did not answer for its change records: dates follow in a message of their own'

function versionText({ version, previousVersion, odd }: ServiceFacts): string {
  const from = previousVersion === null || previousVersion === version ? '' : ` (before: ${previousVersion})`
  const remark = {
    'went-down': ', a lower one than before',
    'same-version': ', unchanged: the list changed without a new version',
  }
  return `${version}${from}${odd === null ? '' : remark[odd]}`
}
