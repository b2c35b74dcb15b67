import type { PasteList, SetBlock, SetList } from '../../core/set-blocks.ts'
import { signs } from './text.ts'

/** A set in a text mail: its urgency on a line of its own, so that who skims it sees it. */
export function blockText({ heading, fate, urgency, facts, compared, lists }: SetBlock): string {
  const title = fate === '' ? heading : `${heading} (${fate})`
  const width = Math.max(0, ...[...facts, ...compared].map(({ label }) => label.length)) + 1
  return [
    `${'='.repeat(Math.min(72, title.length))}\n${title}\n${urgency.text.toUpperCase()}`,
    [
      ...facts.map(({ label, text }) => `${`${label}:`.padEnd(width)} ${text}`),
      ...compared.flatMap(({ label, was, is }) => [
        `${`${label}:`.padEnd(width)} was ${was}`,
        `${' '.repeat(width)} now ${is}`,
      ]),
    ].join('\n'),
    ...lists.map(listText),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function listText({ title, kind, count, rows }: SetList): string {
  const lines = rows.flatMap(({ address, remarks }) => [
    `  ${signs[kind]} ${address}`,
    ...remarks.map((remark) => `      ${remark}`),
  ])
  const more = count > rows.length ? [`    and ${count - rows.length} more`] : []
  return [`${title} (${count})`, ...lines, ...more].join('\n')
}

/** From the first column on and nothing between, so that a whole list is marked and copied. */
export function pasteText({ title, addresses }: PasteList): string {
  return [`${title.toUpperCase()}, TO PASTE (${addresses.length})`, '', ...addresses].join('\n')
}
