/** `40 minutes ago`, `in 3 hours`, `just now`, `within a minute`. Milliseconds in. */
export function ago(then: number, now: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const
  const span = Math.abs(now - then)
  const found = units.find(([, size]) => span >= size)
  if (found === undefined) return then > now ? 'within a minute' : 'just now'
  const count = Math.floor(span / found[1])
  const text = `${count} ${found[0]}${count === 1 ? '' : 's'}`
  return then <= now ? `${text} ago` : `in ${text}`
}

const dayForm = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })
const yearForm = new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone: 'UTC' })

/** `3 May`, with the year where it is another one than now: `3 May 2025`. Milliseconds in, UTC. */
export function dayText(then: number, now: number): string {
  const day = dayForm.format(then)
  return yearForm.format(then) === yearForm.format(now) ? day : `${day} ${yearForm.format(then)}`
}
