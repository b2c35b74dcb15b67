import type { ChangeKind, ChangeSet } from './model.ts'

/** What a subscription wants. Globs know one sign: `*` stands for any run of characters. */
export type Filter = {
  readonly sources: readonly string[]
  readonly kinds: readonly ChangeKind[]
  readonly addresses: readonly string[]
}

/** The part of a change set that a filter lets through, under the same id; `null` when nothing is left. */
export function filtered(changeSet: ChangeSet, filter: Filter): ChangeSet | null {
  if (!matchesAny(filter.sources, changeSet.source.id)) return null
  const changes = changeSet.changes.filter(
    (change) => filter.kinds.includes(change.kind) && matchesAny(filter.addresses, change.address),
  )
  return changes.length === 0 ? null : { ...changeSet, changes }
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
