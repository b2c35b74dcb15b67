import { ago } from '../../core/ago.ts'
import { dueAt } from '../../core/timing.ts'
import { CommandFault } from '../fault.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { out } from '../print.ts'
import { named } from './named.ts'
import { waitingText } from './standing.ts'

/** Sends nothing more until it is resumed; what it is owed meanwhile is kept. Holds for those of the configuration too. */
export async function pause(globals: Globals, name: string, options: { readonly why?: string }): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  try {
    const { halt, stored } = named({ config, store }, name)
    if (stored?.state === 'pending') throw pending(name)
    if (halt?.kind === 'paused') out(`${name} is paused already, since ${new Date(halt.at).toISOString()}: ${halt.why}`)
    else {
      const why = options.why ?? 'paused by the operator'
      store.halt(name, { kind: 'paused', by: 'operator', why, at: Date.now() })
      out(`${name} is paused; what it is owed is kept until: endpoint-drift subscriptions resume ${name}`)
    }
    return 0
  } finally {
    store.close()
  }
}

/** Says how much there is to send now, or with the next digest. */
export async function resume(globals: Globals, name: string): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  try {
    const subscription = named({ config, store }, name)
    if (subscription.stored?.state === 'pending') throw pending(name)
    const now = Date.now()
    const until = dueAt(subscription.wishes.timing, now)
    if (!store.resume(name, until, now)) out(`${name} is not paused: it is active`)
    else {
      out(`${name} is told again`)
      out(`  ${waitingText(store, name)}`)
      const { due, kept } = store.waiting(name)
      if (due > 0 || (kept > 0 && until <= now)) out('  next now; the worker sends it, or the next check')
      else if (kept > 0) out(`  next ${ago(until, now)}`)
    }
    return 0
  } finally {
    store.close()
  }
}

function pending(name: string): CommandFault {
  return new CommandFault({
    code: 'not-confirmed',
    place: name,
    why: 'It was never confirmed, so it is told nothing.',
    next: `It is told once it is confirmed. To take it out: endpoint-drift subscriptions remove ${name}`,
  })
}
