/** The service's own records of change (GET /changes), and how they agree with the difference of two lists. Pure. */

import { type EndpointSet, parsePortList, portTexts } from './endpoint-set.ts'
import type { AddressChange } from './endpoint-set-diff.ts'
import { plainNotes } from './endpoint-set-snapshot.ts'
import type { SetChanges } from './endpoint-set-terms.ts'

/** Attributes of a set as a record writes them: always text, `"false"`, `"80,443"`. */
export type RecordAttributes = Readonly<Record<string, string>>

export type ChangeRecord = {
  readonly id: number
  /** The set that it touches; it may exist no longer. */
  readonly set: number
  /** `Change`, `Add`, `Remove`, or a word that is new. */
  readonly disposition: string
  /** What kind of action it asks for, by the service; `null` before November 2018. */
  readonly impact: string | null
  readonly version: string
  readonly previous: RecordAttributes
  readonly current: RecordAttributes
  /** Additions are published before they are used: `effectiveDate` (YYYY-MM-DD) is a deadline, and it may be missing. */
  readonly add: { readonly effectiveDate: string | null; readonly addresses: readonly string[] }
  readonly remove: readonly string[]
  /** Attributes that this version does not know, as text. */
  readonly more: Readonly<Record<string, string>>
}

const impacts: Readonly<Record<string, string>> = {
  AddedIp: 'IP ranges were added: open the firewall before they are used',
  AddedUrl: 'names were added: open the proxy before they are used',
  AddedIpAndUrl: 'IP ranges and names were added: open firewall and proxy before they are used',
  AddedSubstituteUrl:
    'names that a wildcard covered are published by themselves, since the wildcard goes: effective at once',
  RemovedIpOrUrl: 'IP ranges or names are no longer needed: clean up when it suits you',
  ChangedIsExpressRoute: 'reachable over ExpressRoute or no longer: matters only with ExpressRoute',
  MovedIpOrUrl: 'moved to another set: usually nothing to do',
  RemovedDuplicateIpOrUrl: 'was listed twice and is still published: nothing to do',
  OtherNonPriorityChanges: 'notes and the like: nothing to do',
}

/** What an impact means, in words. One that nobody knows is shown as it is. */
export function impactWords(impact: string | null): string {
  if (impact === null) return 'the service does not say'
  return impacts[impact] ?? impact
}

/** Records of both lists by id, later ones winning, in the order of versions. */
export function mergeRecords(old: readonly ChangeRecord[], now: readonly ChangeRecord[]): readonly ChangeRecord[] {
  const found = new Map([...old, ...now].map((record) => [record.id, record]))
  return [...found.values()].sort(inOrder)
}

/** One side says what the other does not. `records`: ids of the records that say it, empty when none does. */
export type Disagreement = {
  readonly set: number
  /** An address, or the name of an attribute. */
  readonly about: string
  readonly list: string
  readonly service: string
  readonly records: readonly number[]
}

export type Joined = {
  /** The records of each address change, oldest first. */
  readonly ofAddress: ReadonlyMap<AddressChange, readonly ChangeRecord[]>
  /** The records of each set, oldest first. */
  readonly ofSet: ReadonlyMap<number, readonly ChangeRecord[]>
  /** Records of sets that neither list knows: another service area, or a set that came and went. */
  readonly elsewhere: readonly ChangeRecord[]
  readonly disagreements: readonly Disagreement[]
}

export type Step = {
  readonly before: readonly EndpointSet[]
  readonly after: readonly EndpointSet[]
  readonly changes: SetChanges
  /** Every record newer than the list `before`, up to the list `after`. */
  readonly records: readonly ChangeRecord[]
}

/**
 * Joins the service's records to our own difference, and finds where the two disagree. Nothing is taken from the records
 * alone: what is told is the difference of the lists, the records give it dates and impact.
 */
export function joinRecords({ before, after, changes, records }: Step): Joined {
  const known = new Set([...before, ...after].map(({ id }) => id))
  const mine = records.filter(({ set }) => known.has(set)).sort(inOrder)
  const ofSet = new Map<number, ChangeRecord[]>()
  for (const record of mine) ofSet.set(record.set, [...(ofSet.get(record.set) ?? []), record])
  const ofAddress = new Map(changes.addresses.map((change) => [change, recordsOf(change, mine)]))
  const lists: Lists = {
    old: new Map(before.map((set) => [set.id, set])),
    now: new Map(after.map((set) => [set.id, set])),
  }
  const ids = [...known].sort((a, b) => a - b)
  const disagreements = ids.flatMap((id) => [
    ...addressesOf(id, ofSet.get(id) ?? [], lists),
    ...attributesOf(id, ofSet.get(id) ?? [], lists),
  ])
  return { ofAddress, ofSet, elsewhere: records.filter(({ set }) => !known.has(set)), disagreements }
}

/** The earliest date by which an address must be open, of the records that add it; `null` when none gives one. */
export function effectiveDate(address: string, records: readonly ChangeRecord[]): string | null {
  const dates = records.filter(({ add }) => add.addresses.includes(address)).map(({ add }) => add.effectiveDate)
  return dates.filter((date) => date !== null).sort()[0] ?? null
}

type Lists = { readonly old: ReadonlyMap<number, EndpointSet>; readonly now: ReadonlyMap<number, EndpointSet> }

function inOrder(a: ChangeRecord, b: ChangeRecord): number {
  return a.version === b.version ? a.id - b.id : a.version < b.version ? -1 : 1
}

function recordsOf({ address, from, to }: AddressChange, records: readonly ChangeRecord[]): readonly ChangeRecord[] {
  return records.filter(
    ({ set, add, remove }) =>
      (to.includes(set) && add.addresses.includes(address)) || (from.includes(set) && remove.includes(address)),
  )
}

function addressesOf(id: number, records: readonly ChangeRecord[], { old, now }: Lists): readonly Disagreement[] {
  // A record that takes a whole set away need not name its addresses.
  const whole = records.some(({ disposition }) => disposition.toLowerCase() === 'remove')
  const [was, is] = [listed(old.get(id)), listed(now.get(id))]
  const named = records.flatMap(({ add, remove }) => [...add.addresses, ...remove])
  return [...new Set([...was, ...is, ...named])].sort().flatMap((about) => {
    const list = outcome(was.has(about), is.has(about))
    const touching = records.filter(({ add, remove }) => add.addresses.includes(about) || remove.includes(about))
    const service = touching.length === 0 && whole && was.has(about) ? 'removed' : net(about, touching)
    return list === service ? [] : [{ set: id, about, list, service, records: touching.map((record) => record.id) }]
  })
}

function listed(set: EndpointSet | undefined): ReadonlySet<string> {
  return new Set([...(set?.urls ?? []), ...(set?.ips ?? [])])
}

function outcome(was: boolean, is: boolean): 'added' | 'removed' | 'unchanged' {
  return was === is ? 'unchanged' : is ? 'added' : 'removed'
}

/** What several records come to: added and taken away again within one step is nothing. */
function net(address: string, records: readonly ChangeRecord[]): 'added' | 'removed' | 'unchanged' {
  const [first, last] = [records[0], records.at(-1)]
  if (first === undefined || last === undefined) return 'unchanged'
  return outcome(first.remove.includes(address), last.add.addresses.includes(address))
}

function attributesOf(id: number, records: readonly ChangeRecord[], { old, now }: Lists): readonly Disagreement[] {
  const [was, is] = [old.get(id), now.get(id)]
  if (is === undefined) return []
  return attributes.flatMap(({ about, wire, value }) => {
    const telling = records.filter(({ current, previous }) => wire in current || wire in previous)
    const list = value(is)
    const service =
      telling.length === 0 ? (was === undefined ? list : value(was)) : written(wire, telling.at(-1)?.current[wire])
    return list === service ? [] : [{ set: id, about, list, service, records: telling.map((record) => record.id) }]
  })
}

const attributes: readonly { about: string; wire: string; value: (set: EndpointSet) => string }[] = [
  { about: 'TCP ports', wire: 'tcpPorts', value: ({ tcp }) => portTexts({ tcp, udp: [] }).join(', ') },
  { about: 'UDP ports', wire: 'udpPorts', value: ({ udp }) => portTexts({ tcp: [], udp }).join(', ') },
  { about: 'expressRoute', wire: 'expressRoute', value: ({ expressRoute }) => String(expressRoute) },
  { about: 'serviceArea', wire: 'serviceArea', value: ({ area }) => area },
  { about: 'category', wire: 'category', value: ({ category }) => category },
  { about: 'required', wire: 'required', value: ({ required }) => String(required) },
  { about: 'notes', wire: 'notes', value: ({ notes }) => plainNotes(notes ?? '') },
]

/** An attribute of a record in the spelling of the list. */
function written(wire: string, text: string | undefined): string {
  if (text === undefined) return ''
  if (wire === 'expressRoute' || wire === 'required') return text.toLowerCase()
  if (wire === 'notes') return plainNotes(text)
  const ports = wire === 'tcpPorts' || wire === 'udpPorts' ? parsePortList(text) : null
  if (ports === null) return text
  return portTexts(wire === 'tcpPorts' ? { tcp: ports, udp: [] } : { tcp: [], udp: ports }).join(', ')
}
