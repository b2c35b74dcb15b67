import type { Installation } from './installation.ts'

const hour = 3_600_000
const day = 24 * hour

/** No rule puts a delivery off for longer (a receiver's Retry-After counts for five days at most), nor a digest (a week, and quiet hours). */
const furthest = { delivery: 10 * day, kept: 9 * day }
const furthestCheck = 2 * day

/** Makes due now what a clock that was ahead has put off: else it would wait for as long as the clock was wrong. */
export function bringForward({ store, now, log }: Pick<Installation, 'store' | 'now' | 'log'>): void {
  const count = store.bringForward(now(), furthest)
  if (count > 0) log.warn({ count }, 'messages that a wrong clock had put off are due now')
}

/** Says when an hour has passed since it said so last, or the clock was put back that far; at first at once. */
export function hourly(): (now: number) => boolean {
  let last: number | null = null
  return (now) => {
    if (last !== null && Math.abs(now - last) < hour) return false
    last = now
    return true
  }
}

/** Whether a source may be asked. Asking is backed off to a day: what is later comes from a clock that was ahead. */
export function mayAsk(notBefore: number | null | undefined, now: number): boolean {
  return (notBefore ?? 0) <= now || (notBefore ?? 0) > now + furthestCheck
}
