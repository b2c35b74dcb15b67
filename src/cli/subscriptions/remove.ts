import { shownAddress } from '../../channels/shown.ts'
import type { Fault } from '../../core/model.ts'
import { CommandFault } from '../fault.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { out } from '../print.ts'
import { find, type Known, type Named, unknown } from './named.ts'

/** Takes subscriptions out of the store, with their addresses. One that cannot be removed keeps all others from it. */
export async function remove(globals: Globals, ids: readonly string[]): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  try {
    const chosen = chosenOnes({ config, store }, ids)
    for (const { name, channel, to } of chosen) {
      store.leave(name, 'removed by the operator', Date.now())
      out(`${name} is removed: ${channel}:${shownAddress(to)}`)
    }
    return 0
  } finally {
    store.close()
  }
}

function chosenOnes(known: Known, ids: readonly string[]): readonly Named[] {
  const faults: Fault[] = []
  const chosen = [...new Set(ids)].flatMap((id) => {
    const one = find(known, id)
    if (one === null) faults.push(unknown(known, id))
    else if (one.stored === null) faults.push(configured(known, id))
    return one ?? []
  })
  if (faults.length > 0) throw new CommandFault(...faults)
  return chosen
}

function configured({ config }: Known, name: string): Fault {
  return {
    code: 'configured',
    place: name,
    why: 'This subscription stands in the configuration, not in the store.',
    next: `Take it out of ${config.file}, under "subscriptions", and restart the worker; or: endpoint-drift subscriptions pause ${name}`,
  }
}
