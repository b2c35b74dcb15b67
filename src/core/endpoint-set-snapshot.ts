import { canonicalSpans, type EndpointSet, type PortSpan, parsePortList, portTexts } from './endpoint-set.ts'
import type { Entry, Occurrence } from './model.ts'
import type { SetTerms } from './service-facts.ts'

/** Labels of an occurrence that are attributes of a set with a place of their own. */
const known: ReadonlySet<string> = new Set(['instance', 'set', 'area', 'category', 'expressRoute'])

/** Whether the entries come from a list of endpoint sets. */
export function hasSets(entries: readonly Entry[]): boolean {
  return entries.some(({ occurrences }) => occurrences.some(({ labels }) => setOf(labels) !== null))
}

/** The id of the set that an occurrence belongs to; `null` where the list has no sets. */
export function setOf(labels: Occurrence['labels']): number | null {
  return labels?.set !== undefined && /^\d{1,9}$/.test(labels.set) ? Number(labels.set) : null
}

/** The instance that the entries are labelled with. */
export function instanceOf(entries: readonly Entry[]): string | null {
  for (const { occurrences } of entries)
    for (const { labels } of occurrences) if (labels?.instance !== undefined) return labels.instance
  return null
}

/**
 * The endpoint sets that a snapshot was made from, ascending by id: the way back from what `readEndpointSets` makes. Display
 * names are not in a snapshot, notes are plain text. Where a person's edit gives one set two terms, the first count.
 */
export function endpointSetsOf(entries: readonly Entry[]): readonly EndpointSet[] {
  const found = new Map<number, { terms: Occurrence; urls: string[]; ips: string[] }>()
  for (const { address, type, occurrences } of entries)
    for (const one of occurrences) {
      const id = setOf(one.labels)
      if (id === null) continue
      const set = found.get(id) ?? { terms: one, urls: [], ips: [] }
      const list = type === 'cidr' || type === 'ipv4' || type === 'ipv6' ? set.ips : set.urls
      if (list.at(-1) !== address) list.push(address)
      found.set(id, set)
    }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([id, { terms, urls, ips }]) => ({ ...attributes(id, terms), urls, ips }))
}

function attributes(id: number, o: Occurrence): Omit<EndpointSet, 'urls' | 'ips'> {
  const labels = o.labels ?? {}
  return {
    id,
    area: labels.area ?? '',
    displayName: null,
    tcp: spans(o, 'TCP'),
    udp: spans(o, 'UDP'),
    expressRoute: labels.expressRoute === 'true',
    category: labels.category ?? '',
    required: o.required === true,
    notes: o.service,
    more: Object.fromEntries(Object.entries(labels).filter(([name]) => !known.has(name))),
  }
}

/** Every port that an entry has in any set. */
export function portsOf(entry: Entry | undefined): Pick<EndpointSet, 'tcp' | 'udp'> {
  const all = entry?.occurrences ?? []
  return {
    tcp: canonicalSpans(all.flatMap((o) => spans(o, 'TCP'))),
    udp: canonicalSpans(all.flatMap((o) => spans(o, 'UDP'))),
  }
}

function spans({ ports }: Occurrence, protocol: 'TCP' | 'UDP'): readonly PortSpan[] {
  const own = ports.flatMap((port) => {
    const [, text] = new RegExp(`^${protocol} (.+)$`).exec(String(port)) ?? []
    return text === undefined ? [] : (parsePortList(text) ?? [])
  })
  return canonicalSpans(own)
}

/** The attributes of a set for people. */
export function termsOf(set: EndpointSet): SetTerms {
  const { area, category, required, expressRoute, notes } = set
  return { area, category, required, expressRoute, ports: portTexts(set), notes }
}

/** Notes may hold Markdown links (set 152): the text stays, the target goes. */
export function plainNotes(notes: string): string {
  return notes
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
