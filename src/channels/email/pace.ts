import { setTimeout as wait } from 'node:timers/promises'

/** Keeps a distance between messages. */
export type Pace = {
  /** Resolves when it is one's turn: `true`, or `false` when it was ended before. */
  readonly turn: () => Promise<boolean>
  readonly end: () => void
}

/** Where the time comes from, in milliseconds; a clock that nobody sets. */
export type Clock = {
  readonly now: () => number
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>
}

const steady: Clock = { now: () => performance.now(), wait: (ms, signal) => wait(ms, undefined, { signal }) }

/**
 * Turns with at least `every` milliseconds between them, in the order in which they are asked for. The limit of nodemailer's pool is
 * not used: it counts per window, lets every new connection send one more, and the time that a message may take runs while it waits.
 */
export function pacer(every: number, clock: Clock = steady): Pace {
  const ended = new AbortController()
  let next = Number.NEGATIVE_INFINITY
  return {
    turn: async () => {
      if (ended.signal.aborted) return false
      const now = clock.now()
      const mine = Math.max(now, next)
      next = mine + every
      if (mine <= now) return true
      return clock.wait(mine - now, ended.signal).then(
        () => true,
        () => false,
      )
    },
    end: () => ended.abort(),
  }
}

/** No distance at all. */
export const unpaced: Pace = { turn: async () => true, end: () => {} }
