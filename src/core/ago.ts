/** `40 minutes ago`, `in 3 hours`, `just now`, `within a minute`. Milliseconds in. */
export function ago(then: number, now: number): string {
  const text = lengthText(Math.abs(now - then))
  if (text === null) return then > now ? 'within a minute' : 'just now'
  return then <= now ? `${text} ago` : `in ${text}`
}

/** When something that may be overdue comes: `next in 3 hours`, `due now`, `due for 8 minutes`. Milliseconds in. */
export function nextText(then: number, now: number): string {
  if (then > now) return `next ${ago(then, now)}`
  const text = lengthText(now - then)
  return text === null ? 'due now' : `due for ${text}`
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** `null` below a minute. */
function lengthText(ms: number): string | null {
  const found = units.find(([, size]) => ms >= size)
  if (found === undefined) return null
  const count = Math.floor(ms / found[1])
  return `${count} ${found[0]}${count === 1 ? '' : 's'}`
}

const dayForm = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })
const yearForm = new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone: 'UTC' })

/** `3 May`, with the year where it is another one than now: `3 May 2025`. Milliseconds in, UTC. */
export function dayText(then: number, now: number): string {
  const day = dayForm.format(then)
  return yearForm.format(then) === yearForm.format(now) ? day : `${day} ${yearForm.format(then)}`
}
