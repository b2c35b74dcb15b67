import { portTexts } from './endpoint-set.ts'
import { type AddressChange, type PastStep, portsWithout } from './endpoint-set-diff.ts'
import { type ChangeRecord, effectiveDate } from './endpoint-set-records.ts'
import { endpointSetsOf, instanceOf, portsOf, setOf } from './endpoint-set-snapshot.ts'
import { describeSetChanges, type SetChanges } from './endpoint-set-terms.ts'
import { type Day, effective, type Urgency, urgencyOfAddress } from './endpoint-set-urgency.ts'
import type { Change, Entry } from './model.ts'
import { aspectsOf } from './service-aspects.ts'
import type { ChangeFacts, ServiceFacts } from './service-facts.ts'
import type { KeptRecords, SetName } from './service-files.ts'
import { sectionsOf } from './service-sections.ts'

/** Two successive snapshots of a list of endpoint sets, with what lies beside them. */
export type ServiceStep = {
  readonly before: readonly Entry[]
  readonly after: readonly Entry[]
  readonly versions: { readonly before: string | null; readonly after: string | null }
  readonly kept: { readonly before: KeptRecords; readonly after: KeptRecords }
  /** Last known names of sets. */
  readonly names: ReadonlyMap<number, SetName>
  /** What earlier steps did, oldest first. */
  readonly history: readonly PastStep[]
  /** The day on which this is told. */
  readonly today: Day
}

export type Annotated = { readonly changes: readonly Change[]; readonly service: ServiceFacts }

/** The step without anything beside it: two bodies that lie in files. */
export function bareStep(before: readonly Entry[], after: readonly Entry[], today: Day): ServiceStep {
  const none = { until: null, records: [] }
  const versions = { before: null, after: null }
  return { before, after, versions, kept: { before: none, after: none }, names: new Map(), history: [], today }
}

/**
 * The changes of a step (`diffEntries`) with what an administrator must know of each, and the step set by set. The changes
 * stay the same: nothing is told that the lists do not say, the service's records give dates and impact.
 */
export function annotated(plain: readonly Change[], step: ServiceStep): Annotated {
  const lists = { before: endpointSetsOf(step.before), after: endpointSetsOf(step.after) }
  const happened = describeSetChanges(lists.before, lists.after, step.history)
  const around: Around = {
    step,
    happened,
    byAddress: new Map(happened.addresses.map((change) => [change.address, change])),
    entries: { before: index(step.before), after: index(step.after) },
    recent: recentRecords(step),
  }
  const changes = plain.map((change) => ({ ...change, facts: factsOf(change, around) }))
  const { versions, kept } = step
  const sets = sectionsOf({ lists, happened, changes, fresh: newRecords(step), names: step.names, today: step.today })
  const service: ServiceFacts = {
    instance: instanceOf(step.after) ?? instanceOf(step.before),
    version: versions.after,
    previousVersion: versions.before,
    odd: oddity(versions, plain.length > 0),
    records: stateOf(kept, versions.after),
    datesOnly: plain.length === 0,
    sets,
  }
  return { changes, service }
}

/** Records that came with this step, or that say something else than before. */
export function newRecords({ kept }: Pick<ServiceStep, 'kept'>): readonly ChangeRecord[] {
  const old = new Map(kept.before.records.map((record) => [record.id, JSON.stringify(record)]))
  return kept.after.records.filter((record) => old.get(record.id) !== JSON.stringify(record))
}

type Around = {
  readonly step: ServiceStep
  readonly happened: SetChanges
  readonly byAddress: ReadonlyMap<string, AddressChange>
  readonly entries: { readonly before: ReadonlyMap<string, Entry>; readonly after: ReadonlyMap<string, Entry> }
  readonly recent: readonly ChangeRecord[]
}

/** /version and /endpoints are cached apart: a record can come one version before the change of the list that it is about. */
function recentRecords(step: ServiceStep): readonly ChangeRecord[] {
  const fresh = new Set(newRecords(step))
  const from = step.versions.before
  return step.kept.after.records.filter((record) => fresh.has(record) || (from !== null && record.version >= from))
}

function oddity({ before, after }: ServiceStep['versions'], changed: boolean): ServiceFacts['odd'] {
  if (before === null || after === null) return null
  if (after < before) return 'went-down'
  return after === before && changed ? 'same-version' : null
}

function stateOf({ before, after }: ServiceStep['kept'], version: string | null): ServiceFacts['records'] {
  if (before.until === null || after.until === null || version === null) return 'none'
  return after.until >= version ? 'joined' : 'owed'
}

function index(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry.address, entry]))
}

function factsOf(change: Change, around: Around): ChangeFacts {
  const { address } = change
  const own = around.byAddress.get(address)
  const [was, is] = [around.entries.before.get(address), around.entries.after.get(address)]
  const ports = own ?? {
    gained: portTexts(portsWithout(portsOf(is), portsOf(was))),
    lost: portTexts(portsWithout(portsOf(was), portsOf(is))),
  }
  const told: AddressChange = own ?? { ...nothing, address, stays: setsOf(is), gained: ports.gained, lost: ports.lost }
  const records = recordsOf(told, around)
  const date = effectiveDate(address, records)
  return {
    aspects: aspectsOf(change, told, around.happened),
    from: told.from,
    to: told.to,
    stays: told.stays,
    gained: told.gained,
    lost: told.lost,
    relations: told.relations,
    urgency: urgencyOf(told, { date, records, becameRequired: becameRequired(was, is) }, around.step.today),
    effective: date,
    impacts: [...new Set(records.flatMap(({ impact }) => impact ?? []))],
  }
}

/** The address stays where it is: only terms of its sets changed. */
const nothing = { kind: 'moved', from: [], to: [], gained: [], lost: [], relations: [] } as const

function setsOf(entry: Entry | undefined): readonly number[] {
  return (entry?.occurrences ?? []).flatMap(({ labels }) => setOf(labels) ?? []).sort((a, b) => a - b)
}

/** The records that name the address in a set that it came to or left; for changed terms, those that name a term. */
function recordsOf({ address, from, to, stays }: AddressChange, { recent }: Around): readonly ChangeRecord[] {
  if (from.length + to.length === 0)
    return recent.filter(({ set, current, previous }) => stays.includes(set) && hasKeys(current, previous))
  return recent.filter(
    ({ set, add, remove }) =>
      (to.includes(set) && add.addresses.includes(address)) || (from.includes(set) && remove.includes(address)),
  )
}

function hasKeys(...objects: readonly object[]): boolean {
  return objects.some((one) => Object.keys(one).length > 0)
}

function becameRequired(was: Entry | undefined, is: Entry | undefined): boolean {
  const required = (entry: Entry | undefined) => entry?.occurrences.some((o) => o.required === true) === true
  return was !== undefined && is !== undefined && !required(was) && required(is)
}

type When = {
  readonly date: Day | null
  readonly records: readonly ChangeRecord[]
  readonly becameRequired: boolean
}

function urgencyOf(change: AddressChange, { date, records, becameRequired }: When, today: Day): Urgency {
  // A substitute takes the place of a wildcard that goes: in use at once, whatever the date says.
  const atOnce = records.some(({ impact }) => impact === 'AddedSubstituteUrl')
  const when = effective(atOnce ? null : date, today)
  const urgency = urgencyOfAddress(change, when)
  if (!becameRequired || urgency.kind === 'act-by' || urgency.kind === 'act-now') return urgency
  return { kind: 'act-now' }
}
