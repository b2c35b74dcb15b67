import { portTexts } from '../../core/endpoint-set.ts'
import { plainNotes } from '../../core/endpoint-set-snapshot.ts'
import type { AddressType, Complaint, Entry, Occurrence, Reading } from '../../core/model.ts'
import { readAddress } from './address.ts'
import type { LocatedSet } from './schema.ts'

/**
 * Endpoint sets as a reading: one entry per address, one occurrence per set that lists it.
 *
 * The display name of an area stands nowhere in it, because it is renamed at will; notes stand in `service`, so that new
 * wording is wording. Occurrences come in the order of set ids, whatever the order of the body.
 * `instance`: the name of the instance, kept as a label; `null` when a body is read from a file that does not say.
 */
export function readEndpointSets(sets: readonly LocatedSet[], instance: string | null): Reading {
  const found = new Map<string, { type: AddressType; occurrences: Occurrence[] }>()
  const complaints: Complaint[] = []
  for (const set of sets.toSorted((a, b) => a.id - b.id)) {
    if (set.urls.length + set.ips.length === 0) complaints.push(withoutAddresses(set))
    for (const [raw, line] of set.lineOf) {
      const read = readAddress(raw)
      if (read.kind === 'complaint') {
        complaints.push({ line, ...fileOf(set), text: raw, reason: read.reason })
        continue
      }
      const entry = found.get(read.address) ?? { type: read.type, occurrences: [] }
      // A set that lists an address twice (in two spellings) still lists it once.
      if (entry.occurrences.at(-1)?.labels?.set !== String(set.id))
        entry.occurrences.push(occurrence(set, line, instance))
      found.set(read.address, entry)
    }
  }
  const entries: Entry[] = [...found].map(([address, rest]) => ({ address, ...rest }))
  return { title: title(instance), date: null, entries: entries.sort(byAddress), complaints }
}

function occurrence(set: LocatedSet, line: number, instance: string | null): Occurrence {
  return {
    line,
    ...fileOf(set),
    section: [set.area, `set ${set.id}`],
    tab: null,
    ports: portTexts(set),
    protocols: [...(set.tcp.length > 0 ? ['TCP'] : []), ...(set.udp.length > 0 ? ['UDP'] : [])],
    service: set.notes === null ? null : plainNotes(set.notes),
    required: set.required,
    labels: {
      ...set.more,
      ...(instance !== null && { instance }),
      set: String(set.id),
      area: set.area,
      category: set.category,
      expressRoute: String(set.expressRoute),
    },
  }
}

function fileOf(set: LocatedSet): { readonly file?: string } {
  return set.file === undefined ? {} : { file: set.file }
}

function withoutAddresses(set: LocatedSet): Complaint {
  return { line: set.line, ...fileOf(set), text: `set ${set.id}`, reason: 'the set lists neither urls nor ips' }
}

function title(instance: string | null): string {
  return instance === null ? 'Microsoft 365 endpoints' : `Microsoft 365 endpoints, ${instance}`
}

function byAddress(a: Entry, b: Entry): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0
}
