import type { Day, Urgency } from './endpoint-set-urgency.ts'
import type { Change, ChangeSet, Reminder } from './model.ts'
import { pasteLists } from './payload.ts'
import type { ServiceFacts, SetSection, SetTerms } from './service-facts.ts'
import { rank } from './service-sections.ts'
import { datesText, setsText, urgencyText } from './service-words.ts'
import { listsOf, type SetList } from './set-lists.ts'
import { cleaned, oneLine } from './sheet.ts'

export type { SetList }

/** One endpoint set as a message shows it. All text is plain, on one line and unescaped. */
export type SetBlock = {
  /** `Set 1: Exchange Online`. */
  readonly heading: string
  /** `new set`, `gone: its addresses went into set 2`; empty for a set that stays. */
  readonly fate: string
  readonly urgency: { readonly kind: Urgency['kind']; readonly text: string }
  readonly facts: readonly { readonly label: string; readonly text: string }[]
  /** What changed of the set itself, old and new side by side. */
  readonly compared: readonly { readonly label: string; readonly was: string; readonly is: string }[]
  readonly lists: readonly SetList[]
}

/** A list of addresses and nothing else, to be pasted. */
export type PasteList = { readonly title: string; readonly addresses: readonly string[] }

/** A change set of the endpoint web service as a message shows it: set by set, the most urgent first. */
export function setBlocks({ changes, service, seenAt }: ChangeSet): readonly SetBlock[] {
  if (service === undefined) return []
  const of = new Map(changes.map((change) => [change.address, change]))
  const today = seenAt.slice(0, 10)
  return [...service.sets]
    .sort((a, b) => rank(a.urgency, b.urgency) || a.set - b.set)
    .map((section) => blockOf(section, service, of, today))
}

/** A reminder, set by set. */
export function reminderBlocks({ deadlines, date, days, at }: Reminder): readonly SetBlock[] {
  const today = at.slice(0, 10)
  return deadlines.map(({ set, title, terms, addresses, version }) => ({
    heading: headingOf(set, title),
    fate: '',
    urgency: { kind: 'act-by', text: days === 0 ? 'act today' : urgencyText({ kind: 'act-by', date }, today) },
    facts: [...termFacts(null, terms), { label: 'Published', text: `with version ${version}` }],
    compared: [],
    lists: [
      {
        title: 'Must be open by then',
        kind: 'added',
        brief: false,
        count: addresses.length,
        rows: addresses.map(({ address }) => ({ address: oneLine(address), remarks: [] })),
      },
    ],
  }))
}

/** The lists to paste; those that would be empty are left out. */
export function pasteBlocks(changes: readonly Change[]): readonly PasteList[] {
  const { addedNames, addedRanges, removedNames, removedRanges } = pasteLists(changes)
  const lists = [
    { title: 'Added names', addresses: addedNames },
    { title: 'Added ranges', addresses: addedRanges },
    { title: 'Removed names', addresses: removedNames },
    { title: 'Removed ranges', addresses: removedRanges },
  ]
  return lists.filter(({ addresses }) => addresses.length > 0)
}

function headingOf(set: number, title: string): string {
  return `Set ${set}: ${cleaned(title)}`
}

function blockOf(section: SetSection, service: ServiceFacts, of: ReadonlyMap<string, Change>, today: Day): SetBlock {
  const { set, title, before, after, urgency } = section
  const dates = datesText(section, service, today)
  return {
    heading: headingOf(set, title),
    fate: fateText(section),
    urgency: { kind: urgency.kind, text: urgencyText(urgency, today) },
    facts: [
      ...termFacts(before, after ?? before),
      ...(dates === null ? [] : [{ label: 'In use', text: dates }]),
      ...meaning(section),
    ],
    compared: section.terms.map(({ name, before: was, after: is }) => ({
      label: termLabels[name] ?? name,
      was: termText(name, was),
      is: termText(name, is),
    })),
    lists: listsOf(section, of, today),
  }
}

const termLabels: Readonly<Record<string, string>> = {
  ports: 'Ports',
  category: 'Category',
  required: 'Required',
  expressRoute: 'ExpressRoute',
  area: 'Service area',
  notes: 'Notes',
}

function termText(name: string, value: string | null): string {
  if (value === null || value === '') return 'none'
  if (name === 'required') return value === 'true' ? 'yes' : 'no, optional'
  if (name === 'expressRoute') return value === 'true' ? 'yes' : 'no'
  return cleaned(value)
}

/** What stays as it was is said once; what changed stands side by side below. */
function termFacts(before: SetTerms | null, terms: SetTerms | null): readonly { label: string; text: string }[] {
  if (terms === null) return []
  const { area, category, required, ports, notes } = terms
  const same = (key: keyof SetTerms): boolean =>
    before === null || JSON.stringify(before[key]) === JSON.stringify(terms[key])
  const rows = [
    {
      key: 'area',
      label: 'Service area',
      text: area === 'Skype' ? 'Skype (Teams)' : area === 'MEM' ? 'MEM (Intune)' : area,
    },
    { key: 'category', label: 'Category', text: category },
    { key: 'required', label: 'Required', text: required ? 'yes' : 'no, optional' },
    { key: 'ports', label: 'Ports', text: ports.join(', ') || 'none given' },
    { key: 'notes', label: 'Notes', text: notes ?? '' },
  ] as const
  return rows
    .filter(({ key, text }) => same(key) && text !== '')
    .map(({ label, text }) => ({ label, text: cleaned(text) }))
}

function meaning({ impacts, records }: SetSection): readonly { label: string; text: string }[] {
  const unknown = records.flatMap(({ more }) => Object.entries(more).map(([name, value]) => `${name}: ${value}`))
  const told = impacts.map(({ impact, words }) => (impact === words ? impact : `${words} (${impact})`))
  return [
    ...(told.length > 0 ? [{ label: 'Impact', text: cleaned(told.join('; ')) }] : []),
    ...(unknown.length > 0 ? [{ label: 'Also said', text: cleaned([...new Set(unknown)].join('; ')) }] : []),
  ]
}

function fateText({ fate, others }: SetSection): string {
  if (fate === 'new') return `new set${others.length > 0 ? `, with addresses of ${setsText(others)}` : ''}`
  if (fate === 'stays') return ''
  return others.length > 0 ? `gone: merged into ${setsText(others)}` : 'gone'
}
