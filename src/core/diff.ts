import type { Change, Entry, Occurrence } from './model.ts'
import { byAddress, canonical } from './snapshot.ts'

/**
 * What differs between two snapshots of a source, sorted by address; empty when nothing does.
 *
 * Lines, order and repeats are no difference. A section or tab that was only renamed (the old name has no entry left, the
 * new one had none before) is wording, not a move: otherwise one edited heading would tell fifty "moved".
 */
export function diffEntries(before: readonly Entry[], after: readonly Entry[]): Change[] {
  const old = new Map(before.map((entry) => [entry.address, entry]))
  const now = new Map(after.map((entry) => [entry.address, entry]))
  const renamed = renames(before, after)
  const changes: Change[] = []
  for (const entry of before) {
    const { address, type, occurrences } = entry
    if (!now.has(address)) changes.push({ kind: 'removed', address, type, before: occurrences, after: [] })
  }
  for (const entry of after) {
    const { address, type, occurrences } = entry
    const previous = old.get(address)
    if (previous === undefined) changes.push({ kind: 'added', address, type, before: [], after: occurrences })
    else changes.push(...compare(previous, entry, renamed))
  }
  return changes.sort(byAddress)
}

function compare(previous: Entry, entry: Entry, renamed: Renames): Change[] {
  const was = new Set(previous.occurrences.map(canonical))
  const is = new Set(entry.occurrences.map(canonical))
  const gone = previous.occurrences.filter((o) => !is.has(canonical(o)))
  const come = entry.occurrences.filter((o) => !was.has(canonical(o)))
  if (gone.length === 0 && come.length === 0) return []
  const kind = kindOf(previous.occurrences, entry.occurrences, renamed)
  return [{ kind, address: entry.address, type: entry.type, before: gone, after: come }]
}

function kindOf(was: readonly Occurrence[], is: readonly Occurrence[], renamed: Renames): Change['kind'] {
  const seen = was.map((o) => ({ place: renamed.get(placeOf(o)) ?? placeOf(o), terms: termsOf(o) }))
  const see = is.map((o) => ({ place: placeOf(o), terms: termsOf(o) }))
  const places = new Set(seen.map((o) => o.place))
  const stays = see.filter((o) => places.has(o.place)).map((o) => o.place)
  const termsAt = (list: typeof see, place: string) =>
    setText(list.filter((o) => o.place === place).map((o) => o.terms))
  if (stays.some((place) => termsAt(seen, place) !== termsAt(see, place))) return 'changed'
  if (setText(seen.map((o) => o.place)) === setText(see.map((o) => o.place))) return 'reworded'
  return setText(seen.map((o) => o.terms)) === setText(see.map((o) => o.terms)) ? 'moved' : 'changed'
}

/** What a firewall rule is made of. */
function termsOf(o: Occurrence): string {
  const { set: _, area: __, notes: ___, ...terms } = o.labels ?? {}
  return canonical({ ...o, section: [], tab: null, service: null, labels: terms })
}

function placeOf(o: Occurrence): string {
  return JSON.stringify([o.section, o.tab, o.labels?.set ?? null, o.labels?.area ?? null])
}

function setText(texts: readonly string[]): string {
  return [...new Set(texts)].sort().join('\n')
}

/** Old place to new place. */
type Renames = ReadonlyMap<string, string>

function renames(before: readonly Entry[], after: readonly Entry[]): Renames {
  const old = addressesByPlace(before)
  const now = addressesByPlace(after)
  const gone = [...old].filter(([place]) => !now.has(place))
  const come = [...now].filter(([place]) => !old.has(place))
  const found = new Map<string, string>()
  for (const [place, addresses] of gone) {
    const shared = come.map(([to, there]) => ({
      to,
      count: [...addresses].filter((a) => there.has(a)).length,
      size: there.size,
    }))
    const best = shared.sort((a, b) => b.count - a.count)[0]
    // Most of both lists are the same addresses: the list kept its content and changed its name.
    if (best !== undefined && best.count * 2 > Math.max(addresses.size, best.size)) found.set(place, best.to)
  }
  return found
}

/** Sets have stable ids and are never renamed: another set is another place. */
function addressesByPlace(entries: readonly Entry[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const entry of entries)
    for (const o of entry.occurrences.filter(({ labels }) => labels?.set === undefined)) {
      const addresses = found.get(placeOf(o)) ?? new Set<string>()
      found.set(placeOf(o), addresses.add(entry.address))
    }
  return found
}
