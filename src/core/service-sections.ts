import type { EndpointSet } from './endpoint-set.ts'
import type { AddressChange } from './endpoint-set-diff.ts'
import { type ChangeRecord, impactWords } from './endpoint-set-records.ts'
import { setOf, termsOf } from './endpoint-set-snapshot.ts'
import type { SetChanges } from './endpoint-set-terms.ts'
import type { Day, Urgency } from './endpoint-set-urgency.ts'
import type { Change } from './model.ts'
import type { ChangeFacts, Elsewhere, SetSection } from './service-facts.ts'
import type { SetName } from './service-files.ts'

export type Told = {
  readonly lists: { readonly before: readonly EndpointSet[]; readonly after: readonly EndpointSet[] }
  readonly happened: SetChanges
  /** With their facts. */
  readonly changes: readonly Change[]
  /** Records that came with this step. */
  readonly fresh: readonly ChangeRecord[]
  readonly names: ReadonlyMap<number, SetName>
  readonly today: Day
}

/** A step set by set, the most urgent first. Sets to which nothing happened are left out. */
export function sectionsOf(told: Told): readonly SetSection[] {
  const { happened, fresh } = told
  const ids = new Set([
    ...happened.addresses.flatMap(({ from, to }) => [...from, ...to]),
    ...happened.terms.map(({ set }) => set),
    ...happened.sets.map(({ set }) => set),
    ...fresh.filter((record) => datedBy(record, told).length > 0).map(({ set }) => set),
  ])
  return [...ids].map((id) => sectionOf(id, told)).sort((a, b) => rank(a.urgency, b.urgency) || a.set - b.set)
}

const order = ['act-now', 'act-by', 'clean-up', 'nothing'] as const

/** The more urgent first; of two dates the earlier. */
export function rank(a: Urgency, b: Urgency): number {
  const kinds = order.indexOf(a.kind) - order.indexOf(b.kind)
  if (kinds !== 0 || a.kind !== 'act-by' || b.kind !== 'act-by') return kinds
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0
}

function sectionOf(id: number, told: Told): SetSection {
  const { lists, happened, changes, fresh, names } = told
  const [was, is] = [lists.before.find((set) => set.id === id), lists.after.find((set) => set.id === id)]
  const fate = happened.sets.find(({ set }) => set === id)
  const terms = happened.terms.filter(({ set }) => set === id).map(({ set: _, ...rest }) => rest)
  const records = fresh.filter(({ set }) => set === id)
  const dated = records.flatMap((record) => datedBy(record, told))
  const of = (kind: AddressChange['kind'], side: 'from' | 'to') =>
    happened.addresses.filter((change) => change.kind === kind && change[side].includes(id))
  const added = of('added', 'to').map(({ address }) => address)
  const here = new Set(happened.addresses.filter(({ from, to }) => [...from, ...to].includes(id)).map((c) => c.address))
  const facts = changes.flatMap(({ address, facts }) => (here.has(address) && facts ? [{ address, ...facts }] : []))
  const dates = [...facts.filter(({ to }) => to.includes(id)).map((one) => one.effective), ...dated.map((d) => d.date)]
  return {
    set: id,
    title: titleOf(id, (is ?? was)?.area, names),
    fate: fate === undefined ? 'stays' : fate.kind === 'set-new' ? 'new' : 'gone',
    others: fate?.others ?? [],
    before: was === undefined ? null : termsOf(was),
    after: is === undefined ? null : termsOf(is),
    terms,
    added,
    removed: of('removed', 'from').map(({ address }) => address),
    movedIn: of('moved', 'to').map(({ address, from }) => ({ address, sets: from })),
    movedOut: of('moved', 'from').map(({ address, to }) => ({ address, sets: to })),
    duplicatesAdded: of('duplicate-added', 'to').map(inStays),
    duplicatesRemoved: of('duplicate-removed', 'from').map(inStays),
    dated,
    addresses: terms.some(({ kind }) => ruleTerms.has(kind)) ? [...(is?.urls ?? []), ...(is?.ips ?? [])].sort() : [],
    urgency: strongest([
      // What went to another set is told there.
      ...touching(id, changes)
        .filter(({ from, to }) => to.length === 0 || !from.includes(id))
        .map(({ urgency }) => urgency),
      ...dated.map(({ date }): Urgency => (date > told.today ? { kind: 'act-by', date } : { kind: 'act-now' })),
    ]),
    dates: [...new Set(dates.filter((date) => date !== null))].sort(),
    impacts: [...new Set(records.flatMap(({ impact }) => impact ?? []))].map((impact) => ({
      impact,
      words: impactWords(impact),
    })),
    records,
  }
}

/** Terms that a rule of a firewall or proxy is made of. */
const ruleTerms: ReadonlySet<string> = new Set(['ports', 'category', 'required', 'expressRoute'])

/** The facts of every change that says something of the set: also where only a term of it changed. */
function touching(id: number, changes: readonly Change[]): readonly ChangeFacts[] {
  return changes.flatMap(({ before, after, facts }) =>
    facts !== undefined && [...before, ...after].some(({ labels }) => setOf(labels) === id) ? [facts] : [],
  )
}

function inStays({ address, stays }: AddressChange): Elsewhere {
  return { address, sets: stays }
}

function strongest(all: readonly Urgency[]): Urgency {
  return [...all].sort(rank)[0] ?? { kind: 'nothing' }
}

/** Addresses that stood in the set before this step, and of which the service says a date only now. */
function datedBy(
  { set, add }: ChangeRecord,
  { lists }: Pick<Told, 'lists'>,
): readonly { readonly address: string; readonly date: Day }[] {
  const { addresses, effectiveDate } = add
  const [was, is] = [lists.before, lists.after].map((sets) => sets.find(({ id }) => id === set))
  if (effectiveDate === null || was === undefined || is === undefined) return []
  const [old, now] = [was, is].map(({ urls, ips }) => new Set([...urls, ...ips]))
  return addresses
    .filter((address) => old?.has(address) && now?.has(address))
    .map((address) => ({ address, date: effectiveDate }))
}

const titles: Readonly<Record<string, string>> = {
  Common: 'Microsoft 365 Common and Office Online',
  Exchange: 'Exchange Online',
  SharePoint: 'SharePoint Online and OneDrive for Business',
  Skype: 'Microsoft Teams',
  MEM: 'Microsoft Intune',
}

/** What people call a set: as the service named its area last, else as Microsoft's documentation does. */
export function titleOf(id: number, area: string | undefined, names: ReadonlyMap<number, SetName>): string {
  const known = names.get(id)
  const named = area ?? known?.area ?? ''
  return known?.name || titles[named] || named || `set ${id}`
}
