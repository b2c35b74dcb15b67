import type { AddressChange, Relation } from './endpoint-set-diff.ts'
import { setOf } from './endpoint-set-snapshot.ts'
import type { SetChanges, TermsChange } from './endpoint-set-terms.ts'
import type { Change } from './model.ts'
import type { Aspect } from './service-facts.ts'

const aspectOf: Readonly<Record<Relation['kind'], Aspect>> = {
  'covered-by': 'covered',
  widens: 'widened',
  'widened-to': 'widened',
  narrows: 'narrowed',
  'narrowed-to': 'narrowed',
  reverts: 'reverted',
  announced: 'announced',
}

/** What the change of an address is besides its kind, sorted. `own`: what happened to the address over all its sets. */
export function aspectsOf(change: Change, own: AddressChange, happened: SetChanges): readonly Aspect[] {
  const found = new Set<Aspect>(own.relations.map(({ kind }) => aspectOf[kind]))
  if (own.kind === 'duplicate-added' || own.kind === 'duplicate-removed') found.add(own.kind)
  const fates = (kind: 'set-new' | 'set-gone', sets: readonly number[]): boolean =>
    sets.length > 0 && sets.every((id) => happened.sets.some((fate) => fate.kind === kind && fate.set === id))
  if (fates('set-new', own.to)) found.add('set-new')
  if (fates('set-gone', own.from)) found.add('set-gone')
  if (change.kind !== 'added' && change.kind !== 'removed')
    for (const aspect of termAspects(change, own, happened.terms)) found.add(aspect)
  return [...found].sort()
}

function termAspects(change: Change, own: AddressChange, terms: readonly TermsChange[]): readonly Aspect[] {
  const touched = new Set([...change.before, ...change.after].flatMap(({ labels }) => setOf(labels) ?? []))
  const ofSets = terms.filter(({ set }) => touched.has(set) && own.stays.includes(set)).map(({ kind }) => kind)
  const ports: readonly Aspect[] = own.gained.length + own.lost.length > 0 ? ['ports'] : []
  if (own.kind !== 'moved' || own.from.length === 0) return [...ofSets, ...ports]
  const differs = (value: (o: Change['before'][number]) => string): boolean =>
    JSON.stringify([...new Set(change.before.map(value))].sort()) !==
    JSON.stringify([...new Set(change.after.map(value))].sort())
  return [
    ...ofSets,
    ...ports,
    ...(differs((o) => o.labels?.category ?? '') ? (['category'] as const) : []),
    ...(differs((o) => String(o.required)) ? (['required'] as const) : []),
    ...(differs((o) => o.labels?.expressRoute ?? '') ? (['expressRoute'] as const) : []),
    ...(differs((o) => o.labels?.area ?? '') ? (['area'] as const) : []),
  ]
}
