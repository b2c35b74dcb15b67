/** Chance that can be told again: the same seed gives the same numbers. */
export type Random = {
  /** In [0, 1). */
  readonly next: () => number
  /** An integer from 0 to below `n`. */
  readonly below: (n: number) => number
  readonly pick: <T>(from: readonly [T, ...T[]]) => T
  readonly chance: (p: number) => boolean
}

/** Mulberry32, good enough for making pages. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return { next, below, pick: (from) => from[below(from.length)] ?? from[0], chance: (p) => next() < p }
}
