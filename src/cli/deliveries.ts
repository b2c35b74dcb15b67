import { shownAddress } from '../channels/shown.ts'
import type { Config } from '../config/config.ts'
import { nextText } from '../core/ago.ts'
import type { Fault } from '../core/model.ts'
import { askedAgain } from '../store/asking.ts'
import type { Delivery, DeliveryState, Store } from '../store/store.ts'
import { CommandFault } from './fault.ts'
import { openTheStore, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { out } from './print.ts'

type ListOptions = {
  readonly state?: string
  readonly subscription?: string
  readonly limit: string
  readonly json?: boolean
}

const states: readonly DeliveryState[] = ['due', 'retrying', 'delivered', 'refused', 'gone', 'dead']

export async function list(globals: Globals, options: ListOptions): Promise<number> {
  const store = openTheStore(await readConfig(globals))
  const state = states.find((one) => one === options.state)
  if (options.state !== undefined && state === undefined)
    throw new CommandFault({
      code: 'bad-argument',
      place: '--state',
      why: `${options.state} is no state`,
      next: `Use one of: ${states.join(', ')}`,
    })
  const limit = Math.max(1, Number.parseInt(options.limit, 10) || 50)
  const filter = {
    ...(state && { state }),
    ...(options.subscription !== undefined && { subscription: options.subscription }),
    limit,
  }
  const rows = store.deliveries(filter)
  store.close()
  for (const row of rows) out(options.json ? JSON.stringify(shownDelivery(row)) : deliveryLine(row, Date.now()))
  if (rows.length === 0 && !options.json) out('no deliveries')
  return 0
}

export async function show(globals: Globals, id: string, options: { readonly json?: boolean }): Promise<number> {
  const store = openTheStore(await readConfig(globals))
  const found = store.delivery(id)
  store.close()
  if (found === null) throw new CommandFault(unknown(id))
  if (options.json) out(JSON.stringify(shownDelivery(found), null, 2))
  else {
    // After it was made due again the row counts anew, and the attempts before stand below it all the same.
    out(deliveryLine({ ...found, attempts: Math.max(found.attempts, found.history.length) }, Date.now()))
    for (const { at, outcome, answer } of found.history) out(`  ${new Date(at).toISOString()}  ${outcome}  ${answer}`)
  }
  return 0
}

/** Makes deliveries due now; the running worker sends them, or the next `check`. */
export async function retry(
  globals: Globals,
  ids: readonly string[],
  options: { readonly all?: boolean },
): Promise<number> {
  if (ids.length === 0 && !options.all)
    throw new CommandFault({
      code: 'bad-argument',
      place: 'deliveries retry',
      why: 'Nothing is named.',
      next: 'Name ids, or give --all',
    })
  const config = await readConfig(globals)
  const store = openTheStore(config)
  try {
    // What goes to a subscription of the configuration goes to the address that it has today.
    const configured = recipientsOf(config)
    const waiting = ids.flatMap((id) => haltedOne(store, id))
    if (waiting.length > 0) throw new CommandFault(...waiting)
    const made = (options.all ? ['all'] : ids).map((id) => ({ id, count: store.retry(id, Date.now(), configured) }))
    const faults = made.flatMap(({ id, count }) => (id === 'all' || count > 0 ? [] : [notRetried(store, id)]))
    if (faults.length > 0) throw new CommandFault(...faults)
    out(retriedText(made.reduce((sum, { count }) => sum + count, 0)))
    return 0
  } finally {
    store.close()
  }
}

function retriedText(count: number): string {
  if (count > 0) return `${count} due again; the worker sends ${count === 1 ? 'it' : 'them'}, or the next check`
  return 'nothing is due again: nothing failed, but for those who are paused or stopped, or have left'
}

/** The store would send it: whoever is not to be sent anything gets nothing by its id either, but the mail that asks to confirm. */
function haltedOne(store: Store, id: string): readonly Fault[] {
  const found = store.delivery(id)
  const halt = found === null || found.to === '' ? null : store.standing(found.subscription).halt
  if (found === null || halt === null || found.message.kind === 'confirmation') return []
  return [
    {
      code: 'halted',
      place: id,
      why: `${found.subscription} is ${halt.kind}: ${halt.why}`,
      next: `First: endpoint-drift subscriptions resume ${found.subscription}`,
    },
  ]
}

function recipientsOf({ subscriptions, operator }: Config): Parameters<Store['readdress']>[0] {
  return [...subscriptions, ...operator.map((recipient) => ({ ...recipient, name: 'operator' }))]
}

function notRetried(store: Store, id: string): Fault {
  const found = store.delivery(id)
  if (found === null) return unknown(id)
  if (found.last === askedAgain)
    return {
      code: 'asked-again',
      place: id,
      why: 'A later mail asked to confirm, and this one lists what was asked for before.',
      next: `See: endpoint-drift deliveries --subscription ${found.subscription}`,
    }
  return {
    code: 'left',
    place: id,
    why: 'Whoever it was for is not subscribed any more.',
    next: 'Nothing can be sent; the address is forgotten.',
  }
}

function unknown(id: string): Fault {
  return {
    code: 'unknown-delivery',
    place: id,
    why: 'No delivery has this id.',
    next: 'See: endpoint-drift deliveries',
  }
}

/** Output ends up in tickets and logs, and of many channels the address is the secret. */
export function shownDelivery<T extends Delivery>(row: T): T {
  return { ...row, to: shownAddress(row.to) }
}

export function deliveryLine(row: Delivery, now: number): string {
  const next = row.state === 'due' || row.state === 'retrying' ? nextText(row.notBefore, now) : ''
  const parts = [
    row.id,
    row.state.padEnd(9),
    row.subscription,
    `${row.channel}:${shownAddress(row.to)}`,
    `${row.attempts} attempt${row.attempts === 1 ? '' : 's'}`,
    next,
    row.last ?? '',
  ]
  return parts.filter((part) => part !== '').join('  ')
}
