import type { Fault } from '../core/model.ts'

/** What a program reads goes to stdout. */
export function out(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** What a person reads goes to stderr, when stdout is promised to a program. */
export function err(text: string): void {
  process.stderr.write(`${text}\n`)
}

export function printFault(fault: Fault): void {
  err(`${fault.place}: ${fault.why} [${fault.code}]\n  Next: ${fault.next}`)
}

/** Whether a person is looking at this stream. */
export function isWatched(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true
}

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
