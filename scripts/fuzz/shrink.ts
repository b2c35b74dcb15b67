/**
 * A smaller text of which the same still holds: pieces are left out, halves first, as long as `still` says so.
 *
 * @param patience milliseconds after which the smallest found so far is good enough
 */
export async function shrink(
  text: string,
  still: (text: string) => Promise<boolean>,
  patience: number,
): Promise<string> {
  const end = performance.now() + patience
  let best = text
  for (const split of [/(?<=\n)/, /(?<=[\s|<>])/, /(?:)/u]) {
    let parts = best.split(split)
    for (let size = Math.ceil(parts.length / 2); size >= 1 && parts.length > 1; ) {
      let dropped = false
      for (let at = 0; at < parts.length && performance.now() < end; ) {
        const fewer = parts.toSpliced(at, size)
        if (fewer.length > 0 && (await still(fewer.join('')))) {
          parts = fewer
          dropped = true
        } else at += size
      }
      if (performance.now() >= end) return parts.join('')
      if (size === 1 && !dropped) break
      size = size === 1 ? 1 : Math.ceil(size / 2)
    }
    best = parts.join('')
  }
  return best
}
