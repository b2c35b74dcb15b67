export type CodeSpan = { readonly from: number; readonly to: number; readonly next: number }

/** Code spans by the offset of their first tick; a run of ticks closes at the next run of the same length. */
export function codeSpans(raw: string): ReadonlyMap<number, CodeSpan> {
  const spans = new Map<number, CodeSpan>()
  if (!raw.includes('`')) return spans
  const runs = [...raw.matchAll(/`+/g)].filter((run) => raw[run.index - 1] !== '\\' || run[0].length > 1)
  const following = new Map<number, number[]>()
  runs.forEach((run, at) => {
    const same = following.get(run[0].length)
    if (same) same.push(at)
    else following.set(run[0].length, [at])
  })
  const cursor = new Map<number, number>()
  for (let at = 0; at < runs.length; at++) {
    const run = runs[at]
    if (!run) continue
    const same = following.get(run[0].length) ?? []
    let place = cursor.get(run[0].length) ?? 0
    while ((same[place] ?? Infinity) <= at) place += 1
    cursor.set(run[0].length, place)
    const close = runs[same[place] ?? -1]
    if (!close) continue
    const from = run.index + run[0].length
    spans.set(run.index, { from, to: close.index, next: close.index + run[0].length })
    at = same[place] ?? at
  }
  return spans
}
