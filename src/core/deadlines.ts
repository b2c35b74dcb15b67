import type { EndpointSet } from './endpoint-set.ts'
import type { ChangeRecord } from './endpoint-set-records.ts'
import { endpointSetsOf, instanceOf, termsOf } from './endpoint-set-snapshot.ts'
import { daysBetween } from './endpoint-set-urgency.ts'
import type { AddressType, Entry } from './model.ts'
import type { Deadline } from './service-facts.ts'
import type { SetName } from './service-files.ts'
import { titleOf } from './service-sections.ts'

/** A list of endpoint sets with what lies beside it. */
export type DatedList = {
  readonly entries: readonly Entry[]
  readonly records: readonly ChangeRecord[]
  readonly names: ReadonlyMap<number, SetName>
}

/**
 * What the service's records say must be open by a day, and still stands in the set that it was added to; by day, then by
 * set. Where several records add an address to a set, the newest counts: that is how the service changes its mind. Past days
 * are in it too: the caller knows what day it is.
 */
export function deadlines({ entries, records, names }: DatedList): readonly Deadline[] {
  const sets = new Map(endpointSetsOf(entries).map((set) => [set.id, set]))
  const types = new Map(entries.map(({ address, type }) => [address, type]))
  const instance = instanceOf(entries)
  const found = new Map<string, Group>()
  for (const { set, address, version, date } of newest(records)) {
    const type = types.get(address)
    const listed = sets.get(set)
    if (date === null || type === undefined || !lists(listed, address)) continue
    const key = JSON.stringify([date, set, version])
    const group = found.get(key) ?? { date, set: listed, version, addresses: [] }
    group.addresses.push({ address, type })
    found.set(key, group)
  }
  return [...found.values()]
    .map(({ date, set, version, addresses }) => ({
      ...{ instance, set: set.id, title: titleOf(set.id, set.area, names), terms: termsOf(set), version, date },
      addresses: addresses.sort((a, b) => (a.address < b.address ? -1 : 1)),
    }))
    .sort((a, b) => compare(a.date, b.date) || a.set - b.set || compare(a.version, b.version))
}

type Group = {
  readonly date: string
  readonly set: EndpointSet
  readonly version: string
  readonly addresses: { readonly address: string; readonly type: AddressType }[]
}
type Added = {
  readonly set: number
  readonly address: string
  readonly version: string
  readonly date: string | null
}

function newest(records: readonly ChangeRecord[]): readonly Added[] {
  const found = new Map<string, Added>()
  const inOrder = [...records].sort((a, b) => compare(a.version, b.version) || a.id - b.id)
  for (const { set, version, add, remove } of inOrder) {
    for (const address of remove) found.delete(`${set} ${address}`)
    for (const address of add.addresses)
      found.set(`${set} ${address}`, { set, address, version, date: add.effectiveDate })
  }
  return [...found.values()]
}

function lists(set: EndpointSet | undefined, address: string): set is EndpointSet {
  return set !== undefined && (set.urls.includes(address) || set.ips.includes(address))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Which reminder is due today: the smallest of `before` (days, most first) that has come; `null` when none has, when the day
 * is past, or when the message of the change itself came no earlier than this reminder would have.
 */
export function reminderDue(
  { date, version }: Pick<Deadline, 'date' | 'version'>,
  before: readonly number[],
  today: string,
): number | null {
  const left = daysBetween(today, date)
  if (left < 0) return null
  const due = before.filter((days) => left <= days).sort((a, b) => a - b)[0]
  if (due === undefined) return null
  const published = `${version.slice(0, 4)}-${version.slice(4, 6)}-${version.slice(6, 8)}`
  return daysBetween(published, date) > due ? due : null
}
