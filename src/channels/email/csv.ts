import { portsText } from '../../core/change-set.ts'
import type { Change, ChangeSet, Digest, DigestSource, Occurrence } from '../../core/model.ts'
import { oneLine } from '../../core/sheet.ts'

const columns = [
  ...['kind', 'address', 'state', 'section', 'tab', 'ports', 'required', 'service', 'line'],
  ...['set', 'area', 'category', 'to do', 'by'],
] as const

/** Every change with every occurrence as a table (RFC 4180). `state`: `before` or `after` the change. */
export function changesCsv(changes: readonly Change[]): string {
  return table([columns, ...changes.flatMap(rowsOf)])
}

/**
 * A digest as one table: before the columns of a change its list, its change set and when that was seen. What was taken back has a
 * row for each step, with the state `taken back`.
 */
export function digestCsv({ sources }: Digest): string {
  return table([['list', 'change set', 'seen', ...columns], ...sources.flatMap(sourceRows)])
}

function sourceRows({ source, changeSets, takenBack }: DigestSource): readonly Cells[] {
  return [
    ...changeSets.flatMap((one) => one.changes.flatMap(rowsOf).map((cells) => [...placeOf(one), ...cells])),
    ...takenBack.flatMap(({ address, steps }) =>
      steps.map(({ kind, seenAt, changeSet }) => [source.title, changeSet, seenAt, kind, address, 'taken back']),
    ),
  ]
}

function placeOf({ source, id, seenAt }: ChangeSet): Cells {
  return [source.title, id, seenAt]
}

type Cells = readonly string[]

function rowsOf(change: Change): readonly Cells[] {
  return [
    ...change.before.map((o) => [change.kind, change.address, 'before', ...place(o), ...setOf(o, change)]),
    ...change.after.map((o) => [change.kind, change.address, 'after', ...place(o), ...setOf(o, change)]),
  ]
}

/** Every line has as many fields as the first (RFC 4180, 2.4). */
function table([head = [], ...lines]: readonly Cells[]): string {
  return [head, ...lines].map((cells) => `${head.map((_, i) => cell(cells[i] ?? '')).join(',')}\r\n`).join('')
}

function place(o: Occurrence): readonly string[] {
  const required = o.required === null ? '' : o.required ? 'required' : 'optional'
  return [o.section.join(' / '), o.tab ?? '', portsText(o) ?? '', required, o.service ?? '', String(o.line ?? '')]
}

/** Empty for a list without endpoint sets. */
function setOf({ labels = {} }: Occurrence, { facts }: Change): readonly string[] {
  const { set = '', area = '', category = '' } = labels
  return [set, area, category, facts?.urgency.kind ?? '', facts?.effective ?? '']
}

/**
 * Text of a page must not run as a formula in a spreadsheet (OWASP, CSV Injection): what begins like one gets an apostrophe.
 * No address that a page can list begins so; `*` and `.` are harmless.
 */
function cell(text: string): string {
  const line = oneLine(text)
  const safe = /^[=+\-@]/.test(line) ? `'${line}` : line
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
