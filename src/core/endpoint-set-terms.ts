import { type EndpointSet, portTexts } from './endpoint-set.ts'
import { type AddressChange, describeAddressChanges, type PastStep, portsWithout } from './endpoint-set-diff.ts'

/** An attribute of a set that stays. Values as people read them; `null` where the set has none. */
export type TermsChange = {
  readonly kind: 'ports' | 'category' | 'required' | 'expressRoute' | 'area' | 'notes' | 'attribute'
  readonly set: number
  /** The name of the attribute; for `attribute` one that this version does not know. */
  readonly name: string
  readonly before: string | null
  readonly after: string | null
  /** For `ports`: what is new and what is gone. Empty for all others. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
}

/**
 * A set that is new or gone. `others`: for a set that is gone, the sets that its addresses moved to; for a new one, the sets
 * that they came from. Empty when the addresses are new, or gone, with the set.
 */
export type SetFate = {
  readonly kind: 'set-new' | 'set-gone'
  readonly set: number
  readonly others: readonly number[]
}

/** All that happened between two lists of one instance. */
export type SetChanges = {
  readonly addresses: readonly AddressChange[]
  readonly terms: readonly TermsChange[]
  readonly sets: readonly SetFate[]
}

/**
 * What happened between two lists of one instance, in the words of an administrator. Order, port spelling, JSON order and
 * display names are nothing. `history`: what earlier steps did, oldest first, as far back as "taken back" shall look.
 */
export function describeSetChanges(
  before: readonly EndpointSet[],
  after: readonly EndpointSet[],
  history: readonly PastStep[] = [],
): SetChanges {
  const addresses = describeAddressChanges(before, after, history)
  const old = new Map(before.map((set) => [set.id, set]))
  const now = new Map(after.map((set) => [set.id, set]))
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => a - b)
  const terms: TermsChange[] = []
  const sets: SetFate[] = []
  for (const id of ids) {
    const [was, is] = [old.get(id), now.get(id)]
    if (was !== undefined && is !== undefined) terms.push(...termsChanges(was, is))
    else sets.push(fate(id, is === undefined ? 'set-gone' : 'set-new', addresses))
  }
  return { addresses, terms, sets }
}

/** What a later step needs to know of this one. */
export function pastStep(version: string, { addresses, terms }: SetChanges): PastStep {
  const named = (kind: AddressChange['kind']): readonly string[] =>
    addresses.filter((change) => change.kind === kind).map(({ address }) => address)
  const optional = terms.filter(({ kind, after }) => kind === 'required' && after === 'false').map(({ set }) => set)
  return { version, added: named('added'), removed: named('removed'), optional }
}

/** Nothing at all happened: no step to tell. */
export function isSilent({ addresses, terms, sets }: SetChanges): boolean {
  return addresses.length + terms.length + sets.length === 0
}

function termsChanges(was: EndpointSet, is: EndpointSet): readonly TermsChange[] {
  const found: TermsChange[] = []
  const gained = portTexts(portsWithout(is, was))
  const lost = portTexts(portsWithout(was, is))
  if (gained.length + lost.length > 0) {
    const [before, after] = [was, is].map((set) => portTexts(set).join(', ') || null) as [string | null, string | null]
    found.push({ kind: 'ports', set: is.id, name: 'ports', before, after, gained, lost })
  }
  for (const kind of ['category', 'required', 'expressRoute', 'area', 'notes'] as const)
    found.push(...attribute(is.id, kind, kind, shown(was[kind]), shown(is[kind])))
  for (const name of [...new Set([...Object.keys(was.more), ...Object.keys(is.more)])].sort())
    found.push(...attribute(is.id, 'attribute', name, was.more[name] ?? null, is.more[name] ?? null))
  return found
}

function shown(value: string | boolean | null): string | null {
  return value === null ? null : String(value)
}

function attribute(
  set: number,
  kind: TermsChange['kind'],
  name: string,
  before: string | null,
  after: string | null,
): readonly TermsChange[] {
  return before === after ? [] : [{ kind, set, name, before, after, gained: [], lost: [] }]
}

function fate(set: number, kind: SetFate['kind'], addresses: readonly AddressChange[]): SetFate {
  const mine = addresses.filter(({ from, to }) => (kind === 'set-gone' ? from : to).includes(set))
  const theirs = mine.flatMap(({ from, to }) => (kind === 'set-gone' ? to : from))
  // A set that already listed some of them did not take it up; unless no other did.
  const others = theirs.length > 0 ? theirs : mine.flatMap(({ stays }) => stays)
  return { kind, set, others: [...new Set(others)].sort((a, b) => a - b) }
}
