import { type AddressKind, addressKindOf } from './address-kind.ts'
import { parsePortList } from './endpoint-set.ts'
import type { Change, ChangeKind, ChangeSet, Occurrence, Reminder } from './model.ts'
import { sectionPart } from './section-part.ts'
import type { Aspect, Deadline, ServiceFacts, SetSection } from './service-facts.ts'

/**
 * What a subscription wants. Globs know one sign: `*` stands for any run of characters. An empty list, and a key that is left
 * out, let everything through. What a list says of its addresses (`instances`, `areas`, `categories`) lets through only what
 * says it; a list that does not say whether an address is required, or on which ports, may mean all of them and passes.
 */
export type Filter = {
  readonly sources: readonly string[]
  readonly kinds: readonly (ChangeKind | Aspect)[]
  readonly addresses: readonly string[]
  readonly instances?: readonly string[] | undefined
  readonly areas?: readonly string[] | undefined
  readonly categories?: readonly string[] | undefined
  /** Globs of tabs; a list without tabs means every cloud and passes. */
  readonly tabs?: readonly string[] | undefined
  readonly required?: boolean | undefined
  readonly addressKinds?: readonly AddressKind[] | undefined
  /** `443` for either protocol, `UDP 443`, `TCP 50000-59999`: what overlaps with one of them. */
  readonly ports?: readonly string[] | undefined
}

/** The part of a change set that a filter lets through, under the same id; `null` when nothing is left. */
export function filtered(changeSet: ChangeSet, filter: Filter): ChangeSet | null {
  if (!matchesAny(filter.sources, changeSet.source.id)) return null
  const changes = changeSet.changes.filter((change) => isWanted(change, filter))
  const { service } = changeSet
  if (service === undefined) return changes.length === 0 ? null : { ...changeSet, changes }
  const sets = service.sets.flatMap((section) => sectionOf(section, changes, service, filter))
  if (changes.length === 0 && sets.every(({ dated }) => dated.length === 0)) return null
  return { ...changeSet, changes, service: { ...service, sets } }
}

/** The part of a reminder that a filter lets through; `null` when nothing is left. Kinds of change do not count. */
export function filteredReminder(reminder: Reminder, filter: Filter): Reminder | null {
  if (!matchesAny(filter.sources, reminder.source.id)) return null
  const deadlines = reminder.deadlines.flatMap((deadline) => {
    const place = placeOf(deadline)
    const addresses = deadline.addresses.filter(({ address }) => addressPasses(address, filter))
    return matchesPlace(place, filter) && addresses.length > 0 ? [{ ...deadline, addresses }] : []
  })
  return deadlines.length === 0 ? null : { ...reminder, deadlines }
}

function isWanted(change: Change, filter: Filter): boolean {
  const { kind, address, before, after, facts } = change
  const kinds: readonly string[] = filter.kinds
  const ofKind = kinds.includes(kind) || (facts?.aspects ?? []).some((aspect) => kinds.includes(aspect))
  const places: readonly Place[] = [...before, ...after]
  return (
    ofKind &&
    addressPasses(address, filter) &&
    (places.length > 0 ? places : [nowhere]).some((o) => matchesPlace(o, filter))
  )
}

const nowhere: Place = { tab: null, ports: [], protocols: [], required: null }

function addressPasses(address: string, { addresses, addressKinds = [] }: Filter): boolean {
  return matchesAny(addresses, address) && (addressKinds.length === 0 || addressKinds.includes(addressKindOf(address)))
}

type Place = Pick<Occurrence, 'tab' | 'ports' | 'protocols' | 'required' | 'labels'>

function matchesPlace({ tab, ports, protocols, required, labels = {} }: Place, filter: Filter): boolean {
  const { instances = [], areas = [], categories = [] } = filter
  return (
    isOneOf(labels.instance, instances) &&
    isOneOf(labels.area, areas) &&
    isOneOf(labels.category, categories) &&
    (tab === null || matchesAny(filter.tabs ?? [], tab)) &&
    (filter.required === undefined || required === null || required === filter.required) &&
    portsPass(ports, protocols, filter.ports ?? [])
  )
}

function isOneOf(text: string | undefined, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((one) => one.toLowerCase() === text?.toLowerCase())
}

function portsPass(
  ports: readonly (string | number)[],
  protocols: readonly string[],
  wanted: readonly string[],
): boolean {
  if (wanted.length === 0 || ports.length === 0) return true
  const listed = ports.flatMap((port) => parsedPort(String(port), protocols))
  return wanted.flatMap((port) => parsedPort(port, [])).some((want) => listed.some((one) => overlaps(want, one)))
}

type Span = { readonly protocols: readonly string[]; readonly from: number; readonly to: number }

/** A port with its protocols; none stands for any. */
function parsedPort(text: string, protocols: readonly string[]): readonly Span[] {
  const [, own, numbers = ''] = /^(?:([A-Za-z]+) )?([\d-]+)$/.exec(text.trim()) ?? []
  return (parsePortList(numbers) ?? []).map((span) => ({
    protocols: (own === undefined ? protocols : [own]).map((name) => name.toUpperCase()),
    ...span,
  }))
}

function overlaps(a: Span, b: Span): boolean {
  const protocol =
    a.protocols.length === 0 || b.protocols.length === 0 || a.protocols.some((one) => b.protocols.includes(one))
  return protocol && a.from <= b.to && b.from <= a.to
}

function placeOf({ instance, terms }: Deadline): Place {
  const { area, category, ports, required } = terms
  return {
    tab: null,
    ports,
    protocols: [],
    required,
    labels: { ...(instance !== null && { instance }), area, category },
  }
}

/** What is left of a section: the addresses that passed. A set of which none did is left out. */
function sectionOf(
  section: SetSection,
  changes: readonly Change[],
  { instance }: ServiceFacts,
  filter: Filter,
): readonly SetSection[] {
  const terms = section.after ?? section.before
  const place = terms === null ? null : placeOf({ ...section, instance, terms, version: '', date: '', addresses: [] })
  const isMine = place !== null && matchesPlace(place, filter)
  // A date belongs to an addition that was told before.
  const wanted = isMine && filter.kinds.includes('added')
  const listed = (address: string) => addressPasses(address, filter)
  const part = sectionPart(section, changes, { listed, dated: (address) => wanted && listed(address) })
  return part === null ? [] : [part]
}

/** An empty list of globs lets everything through. Case does not count. */
export function matchesAny(globs: readonly string[], text: string): boolean {
  return globs.length === 0 || globs.some((glob) => matches(glob.toLowerCase(), text.toLowerCase()))
}

/** Greedy from the left with the last piece anchored at the end: linear, unlike a pattern made of `.*`. */
function matches(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*')
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  const last = rest.pop() ?? ''
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
