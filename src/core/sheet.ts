import { portsText } from './change-set.ts'
import type { Change, ChangeKind, Occurrence } from './model.ts'
import { changeKinds } from './model.ts'

/** One line of a message: an address and what a person must know of it, as plain text. */
export type Row = {
  readonly address: string
  /** Ports, required or optional, service: what the list says (for `removed`: said). Empty for the kinds that compare. */
  readonly facts: readonly string[]
  /** For `changed`, `moved` and `reworded`: what the list said and what it says now; `null` where it said or says nothing. */
  readonly was: string | null
  readonly is: string | null
}

/** The rows of one section and tab. `heading` is empty for what stands before the first section. */
export type Group = { readonly heading: string; readonly tab: string | null; readonly rows: readonly Row[] }

/** All that happened of one kind. `count` counts addresses: one that stands in two sections has two rows. */
export type Sheet = { readonly kind: ChangeKind; readonly count: number; readonly groups: readonly Group[] }

type Placed = { readonly place: Occurrence | undefined; readonly row: Row }

/** Changes as a message shows them: by kind, then by section and tab in the order of the page. Kinds that do not occur are left out. */
export function sheets(changes: readonly Change[]): readonly Sheet[] {
  return changeKinds
    .map((kind) => changes.filter((change) => change.kind === kind))
    .flatMap((same) =>
      same[0] ? [{ kind: same[0].kind, count: same.length, groups: groups(same.flatMap(placed)) }] : [],
    )
}

function placed(change: Change): readonly Placed[] {
  const { kind, address, before, after } = change
  if (kind === 'added' || kind === 'removed') {
    const occurrences = kind === 'added' ? after : before
    const shown: readonly (Occurrence | undefined)[] = occurrences.length > 0 ? occurrences : [undefined]
    return shown.map((place) => ({
      place,
      row: { address: oneLine(address), facts: place ? facts(place) : [], was: null, is: null },
    }))
  }
  return [
    { place: after[0] ?? before[0], row: { address: oneLine(address), facts: [], ...compared(kind, before, after) } },
  ]
}

function compared(
  kind: ChangeKind,
  before: readonly Occurrence[],
  after: readonly Occurrence[],
): Pick<Row, 'was' | 'is'> {
  const text = { added: wholeOf, removed: wholeOf, changed: termsOf, moved: placeOf, reworded: wordingOf }[kind]
  const was = joined(before.map(text))
  const is = joined(after.map(text))
  // What usually tells the two apart is the same: the rest shows what differs.
  return was === is ? { was: joined(before.map(wholeOf)), is: joined(after.map(wholeOf)) } : { was, is }
}

function facts(o: Occurrence): readonly string[] {
  return [portsText(o), requiredText(o), o.service].flatMap((fact) => (fact ? [cleaned(fact)] : []))
}

function requiredText(o: Occurrence): string | null {
  return o.required === null ? null : o.required ? 'required' : 'optional'
}

/** What a firewall rule is made of. */
function termsOf(o: Occurrence): string {
  const { set: _, area: __, instance: ___, ...labels } = o.labels ?? {}
  const told = Object.entries(labels).map(([name, value]) => `${name} ${value}`)
  return [portsText(o) ?? 'no port given', requiredText(o), ...told].filter((part) => part !== null).join(' · ')
}

function placeOf(o: Occurrence): string {
  return [heading(o) || 'top of the list', o.tab].filter((part) => part).join(' · ')
}

function wordingOf(o: Occurrence): string {
  return o.service ?? 'no words'
}

function wholeOf(o: Occurrence): string {
  return [termsOf(o), placeOf(o), o.service].filter((part) => part).join(' · ')
}

function heading(o: Occurrence): string {
  return o.section.join(' / ')
}

function joined(texts: readonly string[]): string | null {
  return cleaned([...new Set(texts)].join('; ')) || null
}

function groups(rows: readonly Placed[]): readonly Group[] {
  const found = new Map<string, { line: number; heading: string; tab: string | null; rows: Map<string, Row> }>()
  for (const { place, row } of rows) {
    const text = place ? cleaned(heading(place)) : ''
    const tab = place?.tab ? cleaned(place.tab) : null
    const line = place?.line ?? Number.POSITIVE_INFINITY
    const key = JSON.stringify([text, tab])
    const group = found.get(key) ?? { line, heading: text, tab, rows: new Map<string, Row>() }
    found.set(key, { ...group, line: Math.min(group.line, line), rows: group.rows.set(JSON.stringify(row), row) })
  }
  return [...found.values()]
    .sort((a, b) => (a.line === b.line ? 0 : a.line - b.line))
    .map((group) => ({ heading: group.heading, tab: group.tab, rows: [...group.rows.values()] }))
}

/** Longer texts are not read in a message, and a page must not be able to drown the addresses. */
const longest = 300

/** Text of a page for people's eyes: as `oneLine`, and not too long. */
export function cleaned(text: string): string {
  const line = oneLine(text)
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/**
 * Without line ends and control characters, and without those that turn the direction of writing and could show one host as
 * another (Unicode Technical Report 36, 3.3).
 */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
}
