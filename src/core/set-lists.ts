import type { Day } from './endpoint-set-urgency.ts'
import type { Change, ChangeKind } from './model.ts'
import type { Elsewhere, SetSection } from './service-facts.ts'
import { dateText, remarksOf, setsText } from './service-words.ts'
import { cleaned, oneLine } from './sheet.ts'

/** Addresses of a set to which the same happened. */
export type SetList = {
  readonly title: string
  readonly kind: ChangeKind
  /** Nothing has to be done for these: a few of them are enough to see what is meant. */
  readonly brief: boolean
  /** How many addresses there are, also where a message shows fewer. */
  readonly count: number
  readonly rows: readonly { readonly address: string; readonly remarks: readonly string[] }[]
}

/** What happened to the addresses of a set, as lists with a title each; empty ones are left out. */
export function listsOf(section: SetSection, of: ReadonlyMap<string, Change>, today: Day): readonly SetList[] {
  const { dates } = section
  const rows = (addresses: readonly string[]) =>
    addresses.map((address) => ({ address: oneLine(address), remarks: remarks(of.get(address), dates, today) }))
  const paired = (list: readonly Elsewhere[], words: string) =>
    list.map(({ address, sets }) => ({
      address: oneLine(address),
      remarks: [`${words} ${setsText(sets)}`, ...remarks(of.get(address), dates, today)].map(cleaned),
    }))
  // Where an address went is told in full at the set that has it now.
  const went = [...new Set(section.movedOut.flatMap(({ sets }) => sets))].sort((a, b) => a - b)
  const dated = section.dated.map(({ address, date }) => ({
    address: oneLine(address),
    remarks: [`in use ${dateText(date, today)}`],
  }))
  return [
    ...grouped('Added', 'added', false, rows(section.added)),
    ...grouped('Dates of what was told before', 'changed', false, dated),
    ...grouped('Removed', 'removed', false, rows(section.removed)),
    ...grouped('Moved here', 'moved', false, paired(section.movedIn, 'from')),
    ...grouped(termsTitle(section), 'changed', false, rowsOfTerms(section)),
    ...grouped('Listed here too now', 'moved', true, paired(section.duplicatesAdded, 'also in')),
    ...grouped('No longer listed here', 'moved', true, paired(section.duplicatesRemoved, 'still in')),
    ...grouped(
      `Moved to ${setsText(went)}, see there`,
      'moved',
      true,
      rows(section.movedOut.map((one) => one.address)).map(bare),
    ),
  ]
}

function bare({ address }: SetList['rows'][number]): SetList['rows'][number] {
  return { address, remarks: [] }
}

/** What is to be done with the addresses of a set whose rule changed. */
function termsTitle({ terms }: SetSection): string {
  const ports = terms.filter(({ kind }) => kind === 'ports')
  const gained = ports.flatMap((one) => one.gained)
  const lost = ports.flatMap((one) => one.lost)
  if (gained.length > 0) return `Open ${gained.join(', ')} for these`
  return lost.length > 0 ? `${lost.join(', ')} no longer needed for these` : 'All its addresses'
}

/** What is said of several addresses alike is said once, above them. */
function grouped(title: string, kind: ChangeKind, brief: boolean, rows: SetList['rows']): readonly SetList[] {
  const found = new Map<string, SetList['rows'][number][]>()
  for (const row of rows) {
    const key = row.remarks.join('; ')
    found.set(key, [...(found.get(key) ?? []), row])
  }
  const single = [...found].filter(([key, some]) => key === '' || some.length < 3).flatMap(([, some]) => some)
  const alike = [...found].filter(([key, some]) => key !== '' && some.length >= 3)
  return [
    ...(single.length > 0 ? [{ title, kind, brief, count: single.length, rows: single }] : []),
    ...alike.map(([key, some]) => ({
      title: `${title}, ${key}`,
      kind,
      brief,
      count: some.length,
      rows: some.map(bare),
    })),
  ]
}

/** Addresses that are told with a line of their own are not repeated. */
function rowsOfTerms({ addresses, added, movedIn, duplicatesAdded }: SetSection): SetList['rows'] {
  const told = new Set([...added, ...[...movedIn, ...duplicatesAdded].map(({ address }) => address)])
  return addresses
    .filter((address) => !told.has(address))
    .map((address) => ({ address: oneLine(address), remarks: [] }))
}

function remarks(change: Change | undefined, dates: readonly Day[], today: Day): readonly string[] {
  if (change === undefined) return []
  const date = change.facts?.effective ?? null
  const own = change.kind === 'added' && date !== null && dates.length > 1 ? [`in use ${dateText(date, today)}`] : []
  return [...own, ...remarksOf(change)].map(cleaned)
}
