import type { Part, View } from './lines.ts'

/**
 * What a channel makes of a view that holds as much as fits. Rows are left out first, the same share of each part; when not even
 * the parts without rows fit, the same is tried in brief, and then parts are left out from the end. `left` counts the rows that
 * are not there; counts in headings stay those of the whole. What does not fit even without any part is taken as it is.
 */
export function fitting<T>(view: View, render: (view: View) => T, fits: (made: T) => boolean): T {
  const most = rowCount(view.parts)
  const made = largest(most, (rows) => render(withRows(view, rows)), fits)
  if (made !== null) return made
  if (view.brief !== undefined) return fitting(view.brief, render, fits)
  return largest(view.parts.length, (parts) => render(withParts(view, parts)), fits) ?? render(withParts(view, 0))
}

/** What is made of the largest number that fits; `null` when not even 0 does. */
function largest<T>(most: number, make: (number: number) => T, fits: (made: T) => boolean): T | null {
  // The whole is tried first: it is what nearly always fits.
  const whole = make(most)
  if (fits(whole)) return whole
  let best: T | null = most > 0 ? make(0) : null
  if (best === null || !fits(best)) return null
  let low = 1
  let high = most - 1
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    const made = make(middle)
    if (fits(made)) {
      low = middle + 1
      best = made
    } else high = middle - 1
  }
  return best
}

function withParts(view: View, count: number): View {
  const parts = view.parts.slice(0, count).map((part) => ({ ...part, groups: [] }))
  // A part without rows is something left out too, unless its rows are counted already.
  const least = ({ counted = 0 }: Part, i: number): number => (i < count || counted > 0 ? 0 : 1)
  const left = view.parts.reduce((sum, part, i) => sum + Math.max(rowCount([part]), least(part, i)), 0)
  return { ...view, parts, left: view.left + left }
}

/** A long list must not hide another one: of parts, and of the groups within a part. */
function withRows(view: View, count: number): View {
  const shares = shared(
    count,
    view.parts.map((part) => rowCount([part])),
  )
  const parts = view.parts.map((part, i) => firstRows(part, shares[i] ?? 0))
  return { ...view, parts, left: view.left + rowCount(view.parts) - rowCount(parts) }
}

function firstRows(part: Part, count: number): Part {
  const shares = shared(
    count,
    part.groups.map(({ rows }) => rows.length),
  )
  const groups = part.groups.map((group, i) => ({ ...group, rows: group.rows.slice(0, shares[i] ?? 0) }))
  return { ...part, groups: groups.filter(({ rows }) => rows.length > 0) }
}

/** What each of these sizes gets of the room: the same for all, and what a small one does not need goes to the others. */
function shared(room: number, sizes: readonly number[]): readonly number[] {
  const order = sizes.map((_, i) => i).sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0))
  const shares = sizes.map(() => 0)
  let left = room
  order.forEach((index, i) => {
    const share = Math.min(sizes[index] ?? 0, Math.floor(left / (order.length - i)))
    shares[index] = share
    left -= share
  })
  return shares
}

function rowCount(parts: readonly Part[]): number {
  return parts.flatMap(({ groups }) => groups).reduce((sum, { rows }) => sum + rows.length, 0)
}
