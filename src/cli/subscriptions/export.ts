import { writtenWishes } from '../../config/wishes.ts'
import type { WithStanding } from '../../store/subscription.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { outAll } from '../print.ts'

/** Every active subscription of the store as a JSON line that `import` reads. Those that wait to be confirmed are left out. */
export async function exportAll(globals: Globals, options: { readonly secrets?: boolean }): Promise<number> {
  const store = openTheStore(await readConfig(globals))
  try {
    await outAll(lines(store.eachSubscription(), options.secrets === true))
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
