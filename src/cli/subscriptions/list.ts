import { shownAddress } from '../../channels/shown.ts'
import { didYouMean } from '../../config/suggest.ts'
import { writtenWishes } from '../../config/wishes.ts'
import type { Timing } from '../../core/wishes.ts'
import type { SubscriptionFilter } from '../../store/subscription.ts'
import { CommandFault } from '../fault.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { out } from '../print.ts'
import { configuredOnes, type Known, type Named, ofStore } from './named.ts'
import { storedAddress } from './recipient.ts'
import { type State, stateOf, states } from './standing.ts'

export type ListOptions = {
  readonly state?: string
  readonly channel?: string
  readonly to?: string
  readonly limit: string
  readonly json?: boolean
}

/** Those of the configuration first, then those of the store, oldest first. URLs are not shown whole. */
export async function list(globals: Globals, options: ListOptions): Promise<number> {
  const config = await readConfig(globals)
  const limit = Math.max(1, Number.parseInt(options.limit, 10) || 50)
  const store = openTheStore(config)
  try {
    const rows = found({ config, store }, options, limit + 1)
    const shown = rows.slice(0, limit)
    for (const row of shown) out(options.json ? JSON.stringify(asJson(row)) : line(row))
    if (!options.json && rows.length === 0) out('no subscriptions')
    if (!options.json && rows.length > limit) out(`  there are more: ${countText(store)}; show them with --limit`)
    return 0
  } finally {
    store.close()
  }
}

function found(known: Known, { state: word, channel, to }: ListOptions, limit: number): readonly Named[] {
  const state = states.find((one) => one === word)
  if (word !== undefined && state === undefined)
    throw new CommandFault({
      code: 'bad-argument',
      place: '--state',
      why: `"${word}" is no state`,
      next: didYouMean(word, states, 'state'),
    })
  const configured = configuredOnes(known).filter(
    (one) =>
      (state === undefined || stateOf(one) === state) &&
      (channel === undefined || one.channel === channel) &&
      (to === undefined || one.to === to),
  )
  const address = to === undefined || channel === undefined ? to : storedAddress(known.config, channel, to)
  const wanted = {
    ...(state !== undefined && { state }),
    ...(channel !== undefined && { channel }),
    ...(address !== undefined && { to: address }),
    limit,
  }
  return [...configured, ...ofTheStore(known.store, wanted, state)].slice(0, limit)
}

/** To the store one that is halted is active too: then it looks on. */
function ofTheStore(store: Known['store'], wanted: SubscriptionFilter, state: State | undefined): readonly Named[] {
  const rows: Named[] = []
  for (let after: string | undefined; rows.length < wanted.limit; ) {
    const page = store.subscriptions({ ...wanted, ...(after !== undefined && { after }) })
    rows.push(...page.map(ofStore).filter((row) => state === undefined || stateOf(row) === state))
    after = page.at(-1)?.id
    if (page.length < wanted.limit) break
  }
  return rows
}

function countText(store: Known['store']): string {
  const counts = store.countSubscriptions()
  return `of the store ${states.map((state) => `${counts[state].toLocaleString('en')} ${state}`).join(', ')}`
}

/** For programs, without secrets. */
export function asJson(row: Named): object {
  const { name, channel, to, halt, stored } = row
  const { state: _, ...facts } = stored ?? {}
  return {
    id: stored?.id ?? null,
    name,
    origin: stored?.origin ?? 'configuration',
    state: stateOf(row),
    channel,
    to: shownAddress(to),
    label: stored?.label ?? null,
    ...writtenWishes(row.wishes),
    halt: halt && { ...halt, at: new Date(halt.at).toISOString() },
    ...timesOf(facts),
  }
}

function timesOf(facts: { readonly createdAt?: number; readonly confirmedAt?: number | null }): object {
  const { createdAt, confirmedAt } = facts
  return {
    createdAt: iso(createdAt),
    confirmedAt: iso(confirmedAt),
  }
}

function iso(ms: number | null | undefined): string | null {
  return ms === undefined || ms === null ? null : new Date(ms).toISOString()
}

function line(row: Named): string {
  const { name, channel, to, wishes, stored } = row
  const parts = [
    name.padEnd(21),
    stateOf(row).padEnd(7),
    (stored?.origin ?? 'configuration').padEnd(13),
    `${channel}:${shownAddress(to)}`,
    whenText(wishes.timing),
    stored?.label ?? '',
  ]
  return parts.filter((part) => part !== '').join('  ')
}

function whenText({ when, at, zone }: Timing): string {
  return when === 'at-once' ? 'at once' : `${when} at ${at} ${zone}`
}
