import type { EndpointSet } from './endpoint-set.ts'
import { type ChangeRecord, type Disagreement, joinRecords } from './endpoint-set-records.ts'
import { describeSetChanges } from './endpoint-set-terms.ts'
import type { Selection } from './service-files.ts'

export type Sides = {
  readonly before: readonly EndpointSet[]
  readonly after: readonly EndpointSet[]
  /** Records newer than `before`, up to `after`. */
  readonly records: readonly ChangeRecord[]
}

/**
 * Where the service's records say something else than the lists. What the lists were not asked for is no disagreement: IPv6
 * left out, names with a tenant's name put in; neither is a MEM set when /changes answers nothing about MEM.
 */
export function disagreements({ before, after, records }: Sides, selection: Selection | null): readonly Disagreement[] {
  const sets = [...before, ...after]
  const ipv6 = sets.some(({ ips }) => ips.some((ip) => ip.includes(':')))
  const names = (selection?.tenantName ?? null) === null
  const counts = (address: string): boolean =>
    (ipv6 || !address.includes(':')) && (names || /^[\d.:a-f]+\/\d+$/.test(address))
  const narrowed = records.map((record) => ({
    ...record,
    add: { ...record.add, addresses: record.add.addresses.filter(counts) },
    remove: record.remove.filter(counts),
  }))
  const mem = new Set(sets.filter(({ area }) => area.toLowerCase() === 'mem').map(({ id }) => id))
  const memIsTold = records.some(({ set }) => mem.has(set))
  const found = joinRecords({ before, after, changes: describeSetChanges(before, after), records: narrowed })
  return found.disagreements.filter(({ set, about }) => (memIsTold || !mem.has(set)) && (names || !isName(about, sets)))
}

function isName(about: string, sets: readonly EndpointSet[]): boolean {
  return sets.some(({ urls }) => urls.includes(about))
}
