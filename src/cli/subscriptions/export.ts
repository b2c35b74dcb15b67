import { writtenWishes } from '../../config/wishes.ts'
import type { WithStanding } from '../../store/subscription.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { err, outAll } from '../print.ts'

/**
 * Every subscription of the store that was confirmed, halted or not, as a JSON line that `import` reads. Those that wait to be confirmed
 * are left out: an import subscribes at once, and nobody may be subscribed by it who never said yes.
 */
export async function exportAll(globals: Globals, options: { readonly secrets?: boolean }): Promise<number> {
  const store = openTheStore(await readConfig(globals))
  try {
    await outAll(lines(store.eachSubscription(), options.secrets === true))
    const { pending } = store.countSubscriptions()
    if (pending > 0)
      err(`left out: ${pending.toLocaleString('en')} that ${pending === 1 ? 'was' : 'were'} never confirmed`)
    return 0
  } finally {
    store.close()
  }
}

function* lines(all: Iterable<WithStanding>, withSecrets: boolean): Generator<string> {
  for (const one of all) yield JSON.stringify(written(one, withSecrets))
}

function written(one: WithStanding, withSecrets: boolean): object {
  const { id, channel, to, label, origin, secrets, generation, createdAt, confirmedAt, halt, wishes } = one
  return {
    ...{ id, channel, to },
    ...(label !== null && { label }),
    ...{ origin, generation, createdAt: new Date(createdAt).toISOString() },
    ...(confirmedAt !== null && { confirmedAt: new Date(confirmedAt).toISOString() }),
    ...writtenWishes(wishes),
    ...(halt !== null && { halt: { ...halt, at: new Date(halt.at).toISOString() } }),
    ...(withSecrets && secrets.length > 0 && { secrets }),
  }
}
