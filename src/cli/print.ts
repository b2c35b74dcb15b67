import { once } from 'node:events'
import type { Fault } from '../core/model.ts'

/** What a program reads goes to stdout. */
export function out(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** The same for many lines: waits for whoever reads them, so that nothing piles up here. */
export async function outAll(lines: Iterable<string>): Promise<void> {
  for (const line of lines) if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
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
