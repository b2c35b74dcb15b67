import { portsText } from '../../core/change-set.ts'
import type { Change, Occurrence } from '../../core/model.ts'
import { oneLine } from '../../core/sheet.ts'

const columns = [
  ...['kind', 'address', 'state', 'section', 'tab', 'ports', 'required', 'service', 'line'],
  ...['set', 'area', 'category', 'to do', 'by'],
] as const

/** Every change with every occurrence as a table (RFC 4180). `state`: `before` or `after` the change. */
export function changesCsv(changes: readonly Change[]): string {
  const lines = changes.flatMap((change) => [
    ...change.before.map((o) => [change.kind, change.address, 'before', ...place(o), ...setOf(o, change)]),
    ...change.after.map((o) => [change.kind, change.address, 'after', ...place(o), ...setOf(o, change)]),
  ])
  return [columns, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
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
