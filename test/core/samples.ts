import type { Entry, Occurrence } from '../../src/core/model.ts'

/** An occurrence with nothing stated but what is given. */
export function occurrence(given: Partial<Occurrence> = {}): Occurrence {
  return { line: 1, section: [], tab: null, ports: [], protocols: [], service: null, required: null, ...given }
}

export function entry(address: string, ...occurrences: readonly Partial<Occurrence>[]): Entry {
  const listed = occurrences.length === 0 ? [{}] : occurrences
  return { address, type: address.includes('*') ? 'wildcard' : 'fqdn', occurrences: listed.map(occurrence) }
}
