import { Temporal } from 'temporal-polyfill'
import type { Timing } from '../core/wishes.ts'
import { replay as replayAll } from '../worker/replay.ts'
import { CommandFault } from './fault.ts'
import { openTheStore, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { out } from './print.ts'
import { type Named, named } from './subscriptions/named.ts'

export type ReplayOptions = { readonly since: string; readonly subscription: string; readonly dryRun?: boolean }

/** "Send me everything since the first of July again." The running worker sends it, or the next `check`. */
export async function replay(globals: Globals, options: ReplayOptions): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  try {
    const one = named({ config, store }, options.subscription)
    refuse(one)
    const since = startOf(options.since, one.wishes.timing)
    const dryRun = options.dryRun === true
    const { again, recorded, waiting } = replayAll({ config, store, now: Date.now }, one, since, dryRun)
    const would = dryRun ? 'would be ' : ''
    out(`${one.name}, since ${new Date(since).toISOString()}:`)
    out(`  ${again} ${would}due again, under the same ${again === 1 ? 'id' : 'ids'}`)
    out(`  ${recorded} that it was never owed ${would}recorded${kept(one.wishes.timing)}`)
    out(`  ${waiting} on the way or kept already`)
    if (!dryRun && again + recorded > 0) out('  Next: the worker sends what is due, or the next check')
    return 0
  } finally {
    store.close()
  }
}

function kept({ when, at, zone }: Timing): string {
  return when === 'at-once' ? '' : `, for the ${when} digest at ${at} ${zone}`
}

function refuse({ name, halt, stored }: Named): void {
  if (stored?.state === 'pending')
    throw new CommandFault({
      code: 'not-confirmed',
      place: name,
      why: 'It was not confirmed yet, so it is told nothing.',
      next: 'Wait until it is confirmed.',
    })
  if (halt !== null)
    throw new CommandFault({
      code: 'halted',
      place: name,
      why: `It is ${halt.kind}: ${halt.why}`,
      next: `First: endpoint-drift subscriptions resume ${name}`,
    })
}

/** A date is the start of that day where the subscriber is; a time says its own offset. */
export function startOf(text: string, { zone }: Pick<Timing, 'zone'>): number {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text).toZonedDateTime(zone).epochMilliseconds
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    throw new CommandFault({
      code: 'bad-argument',
      place: '--since',
      why: `"${text}" is neither a date nor a time with its offset`,
      next: 'Write it like 2026-07-01, or 2026-07-01T08:00:00Z',
    })
  }
}
