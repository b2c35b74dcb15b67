import { canonicalSpans, type EndpointSet, type PortSpan, portTexts, spansWithout } from './endpoint-set.ts'
import { covers, type Rule, ruleOf } from './endpoint-set-cover.ts'

type Ports = Pick<EndpointSet, 'tcp' | 'udp'>

/** What an address change is besides its kind. Addresses and set ids; versions as the service writes them. */
export type Relation =
  /** Another entry that stood before and stays covers it, on all its ports. */
  | { readonly kind: 'covered-by'; readonly address: string; readonly sets: readonly number[] }
  /** An added entry that covers a removed one, and the reverse: the removed one was widened. */
  | { readonly kind: 'widens' | 'widened-to'; readonly address: string }
  /** An added entry that a removed one covered, and the reverse: the removed one was narrowed. */
  | { readonly kind: 'narrows' | 'narrowed-to'; readonly address: string }
  /** Removed after it was added with that version, or added after it was removed with it: a change taken back. */
  | { readonly kind: 'reverts'; readonly version: string }
  /** Removed after its set went from required to optional with that version. */
  | { readonly kind: 'announced'; readonly version: string }

/**
 * What happened to one address of an instance, over all its sets; at most one per address.
 * `added`, `removed`: new to the list as a whole, gone from it. `moved`: from some sets to others. `duplicate-removed`,
 * `duplicate-added`: still, or already, published in the sets `stays`.
 */
export type AddressChange = {
  readonly kind: 'added' | 'removed' | 'moved' | 'duplicate-removed' | 'duplicate-added'
  readonly address: string
  /** Sets that list it no longer, sets that list it now, sets that go on listing it. Ascending. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly stays: readonly number[]
  /** Ports that the address has now and had in no set before, and the reverse: `TCP 443`, `UDP 3478-3481`. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
  readonly relations: readonly Relation[]
}

/** What an earlier step did, for "taken back" and "announced". Oldest first; the caller decides how far back it goes. */
export type PastStep = {
  readonly version: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Sets that went from required to optional. */
  readonly optional: readonly number[]
}

type Place = { readonly rule: Rule; readonly sets: readonly EndpointSet[]; readonly ports: Ports }
type Index = ReadonlyMap<string, Place>

/**
 * What happened to each address between two lists of one instance, sorted by address. Order, spelling and display names are
 * nothing. `history`: earlier steps, oldest first.
 */
export function describeAddressChanges(
  before: readonly EndpointSet[],
  after: readonly EndpointSet[],
  history: readonly PastStep[] = [],
): readonly AddressChange[] {
  const [old, now] = [indexOf(before), indexOf(after)]
  const plain: AddressChange[] = []
  for (const address of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const change = compare(address, old.get(address), now.get(address))
    if (change !== null) plain.push(change)
  }
  return plain.map((change) => ({ ...change, relations: relations(change, plain, { old, now, history }) }))
}

function indexOf(sets: readonly EndpointSet[]): Index {
  const found = new Map<string, EndpointSet[]>()
  for (const set of sets.toSorted((a, b) => a.id - b.id))
    for (const address of new Set([...set.urls, ...set.ips])) found.set(address, [...(found.get(address) ?? []), set])
  return new Map(
    [...found].map(([address, list]) => [address, { rule: ruleOf(address), sets: list, ports: union(list) }]),
  )
}

function union(sets: readonly Ports[]): Ports {
  return { tcp: canonicalSpans(sets.flatMap(({ tcp }) => tcp)), udp: canonicalSpans(sets.flatMap(({ udp }) => udp)) }
}

const nowhere: Place = { rule: ruleOf(''), sets: [], ports: { tcp: [], udp: [] } }

function compare(address: string, old: Place = nowhere, now: Place = nowhere): AddressChange | null {
  const [was, is] = [old.sets.map(({ id }) => id), now.sets.map(({ id }) => id)]
  const from = was.filter((id) => !is.includes(id))
  const to = is.filter((id) => !was.includes(id))
  if (from.length + to.length === 0) return null
  const gained = portTexts(portsWithout(now.ports, old.ports))
  const lost = portTexts(portsWithout(old.ports, now.ports))
  const stays = is.filter((id) => was.includes(id))
  return { kind: kindOf(was, is, from, to), address, from, to, stays, gained, lost, relations: [] }
}

function kindOf(
  was: readonly number[],
  is: readonly number[],
  from: readonly number[],
  to: readonly number[],
): AddressChange['kind'] {
  if (was.length === 0) return 'added'
  if (is.length === 0) return 'removed'
  if (from.length === 0) return 'duplicate-added'
  return to.length === 0 ? 'duplicate-removed' : 'moved'
}

/** The ports of `a` that `b` has not. */
export function portsWithout(a: Ports, b: Ports): Ports {
  return { tcp: spansWithout(a.tcp, b.tcp), udp: spansWithout(a.udp, b.udp) }
}

type Around = { readonly old: Index; readonly now: Index; readonly history: readonly PastStep[] }

function relations(change: AddressChange, all: readonly AddressChange[], around: Around): readonly Relation[] {
  if (change.kind === 'added')
    return [
      ...coverings(change.address, around),
      ...all.flatMap((other) =>
        other.kind === 'removed' ? related(ruleIn(change, around), ruleIn(other, around), 'added') : [],
      ),
      ...takenBack(change.address, 'removed', around.history),
    ]
  if (change.kind === 'removed')
    return [
      ...coverings(change.address, around),
      ...all.flatMap((other) =>
        other.kind === 'added' ? related(ruleIn(other, around), ruleIn(change, around), 'removed') : [],
      ),
      ...takenBack(change.address, 'added', around.history),
      ...announced(change.from, around.history),
    ]
  return []
}

function ruleIn({ address }: AddressChange, { old, now }: Around): Rule {
  return (now.get(address) ?? old.get(address) ?? nowhere).rule
}

function related(added: Rule, removed: Rule, side: 'added' | 'removed'): readonly Relation[] {
  const other = side === 'added' ? removed.address : added.address
  if (covers(added, removed)) return [{ kind: side === 'added' ? 'widens' : 'widened-to', address: other }]
  if (covers(removed, added)) return [{ kind: side === 'added' ? 'narrows' : 'narrowed-to', address: other }]
  return []
}

function coverings(address: string, { old, now }: Around): readonly Relation[] {
  const { rule, ports: needed } = now.get(address) ?? old.get(address) ?? nowhere
  const found: Relation[] = []
  for (const [other, place] of now) {
    const before = old.get(other)
    if (before === undefined || other === address || !covers(place.rule, rule)) continue
    // An entry whose ports change in the same step is counted with those that it had and keeps.
    const missing = union([portsWithout(needed, place.ports), portsWithout(needed, before.ports)])
    if (isEmpty(missing)) found.push({ kind: 'covered-by', address: other, sets: place.sets.map(({ id }) => id) })
  }
  return found
}

function isEmpty({ tcp, udp }: { readonly tcp: readonly PortSpan[]; readonly udp: readonly PortSpan[] }): boolean {
  return tcp.length + udp.length === 0
}

function takenBack(address: string, side: 'added' | 'removed', history: readonly PastStep[]): readonly Relation[] {
  const last = history.findLast((step) => step.added.includes(address) || step.removed.includes(address))
  return last?.[side].includes(address) ? [{ kind: 'reverts', version: last.version }] : []
}

function announced(sets: readonly number[], history: readonly PastStep[]): readonly Relation[] {
  const step = history.findLast(({ optional }) => sets.length > 0 && sets.every((id) => optional.includes(id)))
  return step === undefined ? [] : [{ kind: 'announced', version: step.version }]
}
