/** Nobody mistypes a longer word of ours: what strangers send is compared in a time that has a bound. */
const longest = 64

/** The known word that was probably meant: at most a third of the letters wrong, swapped or missing. `null` when none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, far: nearness(word, candidate) ?? Number.POSITIVE_INFINITY }))
    .filter(({ far }) => far < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.far - b.far)
  return ranked[0]?.candidate ?? null
}

/** How many letters are wrong, in either case of letters; `null` when they are more than a third, or the word is over 64 long. */
export function nearness(word: string, candidate: string): number | null {
  const limit = Math.max(1, Math.floor(word.length / 3))
  if (word.length > longest || Math.abs(word.length - candidate.length) > limit) return null
  const far = distance(word.toLowerCase(), candidate.toLowerCase())
  return far <= limit ? far : null
}

/** Fewest insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : replaced
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped))
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/** `Did you mean "schedule"?`, or the list of what there is. */
export function didYouMean(word: string, known: readonly string[], what: string): string {
  const near = nearest(word, known)
  if (near !== null) return `did you mean "${near}"?`
  return known.length === 0 ? `there is no ${what} yet` : `there is: ${known.join(', ')}`
}
