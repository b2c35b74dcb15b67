import type { Entry, Occurrence } from './model.ts'

/**
 * The canonical text of a reading, as it is committed: `endpoints.json`.
 *
 * Valid JSON, one line per entry (one per set and address where the source knows sets), sorted, LF. Each entry's line
 * begins with its comma, after a first element that names the format: so an added endpoint is exactly one added line,
 * even as the first or the last. Lines of the body are not in it, or one new paragraph would change every entry; they
 * are kept beside it (`encodeLines`).
 */
export function encodeSnapshot(entries: readonly Entry[]): string {
  const lines = [...entries].sort(byAddress).flatMap((entry) => listings(entry).map((text) => `,${text}\n`))
  return `[{"format":"endpoint-drift snapshot 1"}\n${lines.join('')}]\n`
}

/**
 * Reads back what `encodeSnapshot` wrote, whoever merged it since.
 * @throws SyntaxError when the text is no snapshot, naming what is wrong.
 */
export function decodeSnapshot(text: string, lines: string | null = null): Entry[] {
  const rows: unknown = JSON.parse(text)
  if (!Array.isArray(rows)) throw new SyntaxError('a snapshot is a JSON array; this is none')
  const cited = lines === null ? new Map<string, readonly Place[]>() : decodeLines(lines)
  const found = new Map<string, Entry>()
  for (const row of rows.filter(isListing)) {
    const before = found.get(row.address)?.occurrences ?? []
    const places = cited.get(row.address) ?? []
    const after = row.listed.map((listed, i) => occurrence(listed, places[before.length + i]))
    found.set(row.address, { address: row.address, type: row.type, occurrences: [...before, ...after] })
  }
  return [...found.values()].sort(byAddress)
}

/** Where each occurrence stands in the body that was read: `lines.json`, one address a line, in the snapshot's order. */
export function encodeLines(entries: readonly Entry[]): string {
  const rows = [...entries].sort(byAddress).map((entry) => {
    const places = bySet(entry).flatMap((group) => distinct(group).map(placeOf))
    return `,${JSON.stringify(entry.address)}:${JSON.stringify(places)}\n`
  })
  return `{"format":"endpoint-drift lines 1"\n${rows.join('')}}\n`
}

type Place = number | string | null
type Listing = {
  readonly address: string
  readonly type: Entry['type']
  readonly listed: readonly Listed[]
}
type Listed = {
  readonly section?: readonly string[]
  readonly tab?: string
  readonly ports?: Occurrence['ports']
  readonly protocols?: readonly string[]
  readonly required?: boolean
  readonly service?: string
  readonly labels?: Readonly<Record<string, string>>
}

/** Sorts by code unit: the same everywhere, whatever the locale. */
export function byAddress(a: { readonly address: string }, b: { readonly address: string }): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0
}

/** An occurrence without its line, in one spelling: two that say the same give the same text. */
export function canonical(o: Occurrence): string {
  return JSON.stringify(listed(o))
}

function listed(o: Occurrence): Listed {
  const labels = Object.entries(o.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    ...(o.section.length > 0 && { section: o.section }),
    ...(o.tab !== null && { tab: o.tab }),
    ...(o.ports.length > 0 && { ports: [...o.ports].sort(byPort) }),
    ...(o.protocols.length > 0 && { protocols: [...o.protocols].sort() }),
    ...(o.required !== null && { required: o.required }),
    ...(o.service !== null && { service: o.service }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
  }
}

function byPort(a: number | string, b: number | string): number {
  return (
    Number.parseInt(String(a).replace(/^\D+/, ''), 10) - Number.parseInt(String(b).replace(/^\D+/, ''), 10) ||
    (String(a) < String(b) ? -1 : 1)
  )
}

function listings(entry: Entry): string[] {
  return bySet(entry).map((group) =>
    JSON.stringify({ address: entry.address, type: entry.type, listed: distinct(group).map(listed) }),
  )
}

/** A page's rows may repeat themselves; a repeat says nothing new. */
function distinct(occurrences: readonly Occurrence[]): Occurrence[] {
  return [...new Map([...occurrences].reverse().map((o) => [canonical(o), o])).values()].sort((a, b) =>
    canonical(a) < canonical(b) ? -1 : 1,
  )
}

function bySet(entry: Entry): Occurrence[][] {
  const groups = new Map<string, Occurrence[]>()
  for (const o of entry.occurrences) {
    const set = o.labels?.set ?? ''
    groups.set(set, [...(groups.get(set) ?? []), o])
  }
  return [...groups].sort(([a], [b]) => Number(a) - Number(b) || (a < b ? -1 : 1)).map(([, group]) => group)
}

function occurrence(row: Listed, place: Place | undefined): Occurrence {
  const [file, line] = typeof place === 'string' ? splitPlace(place) : [undefined, place ?? null]
  return {
    line,
    ...(file !== undefined && { file }),
    section: row.section ?? [],
    tab: row.tab ?? null,
    ports: row.ports ?? [],
    protocols: row.protocols ?? [],
    required: row.required ?? null,
    service: row.service ?? null,
    ...(row.labels !== undefined && { labels: row.labels }),
  }
}

function placeOf(o: Occurrence): Place {
  return o.file === undefined || o.line === null ? o.line : `${o.file}:${o.line}`
}

function splitPlace(place: string): [string, number] {
  const at = place.lastIndexOf(':')
  return [place.slice(0, at), Number(place.slice(at + 1))]
}

function decodeLines(text: string): Map<string, readonly Place[]> {
  const rows = JSON.parse(text) as Record<string, unknown>
  return new Map(Object.entries(rows).filter((row): row is [string, Place[]] => Array.isArray(row[1])))
}

function isListing(row: unknown): row is Listing {
  return typeof row === 'object' && row !== null && 'address' in row && 'listed' in row && Array.isArray(row.listed)
}
