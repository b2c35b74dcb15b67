import type { Change, ChangeSet, Digest, DigestSource, Occurrence, TakenBack } from './model.ts'
import { sectionPart } from './section-part.ts'
import { byAddress, canonical } from './snapshot.ts'

/**
 * All that one subscription is owed, as one message.
 *
 * `owed`: the change sets of a subscription, filtered, oldest first, of any number of sources. `whole`: the same and all later
 * ones of these sources, unfiltered, in the order of publishing: what a filter leaves out can take back what it lets through.
 * `to`: when they were gathered, ISO 8601 UTC.
 *
 * An address that ends as it began, from its first owed change on, is told once, as taken back. Nothing else is netted, each change
 * keeps its set, id and time. So an address that was added, removed and added again stands three times: were the first two told as
 * taken back, it would stand in one message as gone and as there.
 */
export function digestOf(
  owed: readonly ChangeSet[],
  whole: readonly ChangeSet[],
  when: Digest['when'],
  to: string,
): Digest {
  const from = owed.reduce((earliest, { seenAt }) => (seenAt < earliest ? seenAt : earliest), owed[0]?.seenAt ?? to)
  const sources = [...Map.groupBy(owed, ({ source }) => source.id)].map(([id, sets]) =>
    sourceOf(
      sets,
      whole.filter(({ source }) => source.id === id),
    ),
  )
  return { when, from, to, sources: sources.flatMap((one) => one ?? []).sort(byTitle) }
}

function byTitle({ source: a }: DigestSource, { source: b }: DigestSource): number {
  const [one, other] = [a.title.toLowerCase(), b.title.toLowerCase()]
  return one < other ? -1 : one > other ? 1 : a.id < b.id ? -1 : 1
}

/** The name is the newest: a source may be called otherwise by now. */
function sourceOf(owed: readonly ChangeSet[], whole: readonly ChangeSet[]): DigestSource | null {
  const source = owed.at(-1)?.source
  if (source === undefined) return null
  const back = new Map([...historiesOf(owed, whole)].filter(([, steps]) => endsAsItBegan(steps)))
  return {
    source,
    changeSets: owed.flatMap((changeSet) => withoutAddresses(changeSet, back) ?? []),
    takenBack: [...back].flatMap(([address, steps]) => takenBackOf(address, steps)).sort(byAddress),
  }
}

type Step = { readonly change: Change; readonly changeSet: ChangeSet }

type Histories = ReadonlyMap<string, readonly Step[]>

/** Every step of each owed address, from its first owed change on. One of which not all is known is left out, and told as it is. */
function historiesOf(owed: readonly ChangeSet[], whole: readonly ChangeSet[]): Histories {
  const known = new Set(whole.map(({ id }) => id))
  const begins = new Map<string, string>()
  for (const { id, changes } of owed)
    for (const { address } of changes) if (!begins.has(address) || !known.has(id)) begins.set(address, id)
  const found = new Map<string, Step[]>()
  for (const changeSet of whole)
    for (const change of changeSet.changes) {
      const steps = found.get(change.address)
      if (steps !== undefined) steps.push({ change, changeSet })
      else if (begins.get(change.address) === changeSet.id) found.set(change.address, [{ change, changeSet }])
    }
  return found
}

/**
 * Whether nothing is left of all steps together. What is gone at both ends is; what is there at both ends must stand at the same
 * places: each was there at first if the first step that names it took it away, and is there now if the last one brought it.
 * Lines do not count.
 */
function endsAsItBegan(steps: readonly Step[]): boolean {
  const [first, last] = [steps[0]?.change.kind, steps.at(-1)?.change.kind]
  if ((first === 'added') !== (last === 'removed')) return false
  if (first === 'added') return true
  const places = new Map<string, { readonly was: boolean; readonly is: boolean }>()
  const note = (o: Occurrence, is: boolean) => {
    const text = canonical(o)
    places.set(text, { was: places.get(text)?.was ?? !is, is })
  }
  for (const { change } of steps) {
    for (const o of change.before) note(o, false)
    for (const o of change.after) note(o, true)
  }
  return [...places.values()].every(({ was, is }) => was === is)
}

function takenBackOf(address: string, steps: readonly Step[]): readonly TakenBack[] {
  const type = steps[0]?.change.type
  if (type === undefined) return []
  const told = steps.map(({ change, changeSet: { id, seenAt } }) => ({ kind: change.kind, seenAt, changeSet: id }))
  return [{ address, type, steps: told }]
}

/** A change set without what was taken back; `null` when nothing is left of it. */
function withoutAddresses(changeSet: ChangeSet, back: Histories): ChangeSet | null {
  if (back.size === 0) return changeSet
  const { service } = changeSet
  const changes = changeSet.changes.filter(({ address }) => !back.has(address))
  if (service === undefined) return changes.length === 0 ? null : { ...changeSet, changes }
  const keeps = {
    // What is there again may have got its date meanwhile.
    dated: (address: string) => back.get(address)?.at(-1)?.change.kind !== 'removed',
    listed: (address: string) => !back.has(address),
  }
  const sets = service.sets.flatMap((section) => sectionPart(section, changes, keeps) ?? [])
  return changes.length + sets.length === 0 ? null : { ...changeSet, changes, service: { ...service, sets } }
}
