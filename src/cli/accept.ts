import type { SourceConfig } from '../config/config.ts'
import { summary } from '../core/change-set.ts'
import { check } from '../worker/cycle.ts'
import { deliverAll } from './deliver.ts'
import { CommandFault } from './fault.ts'
import { chosen, lockOrFault, openInstallation, openTheStore, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { err, out, printFault } from './print.ts'

/**
 * Lets held readings pass. The acceptance is written down first; a running worker picks it up, and without one it is carried
 * out here and now.
 */
export async function accept(globals: Globals, ids: readonly string[]): Promise<number> {
  const config = await readConfig(globals)
  const sources = chosen(config, ids)
  const store = openTheStore(config)
  const held = new Set(store.held().map((one) => one.source))
  const accepted = sources.filter((source) => held.has(source.id) && store.accept(source.id))
  store.close()
  for (const source of sources)
    if (!held.has(source.id)) err(`${source.id}: no reading of it is held; nothing to accept`)
  if (accepted.length === 0) return 1
  try {
    return await carryOut(globals, accepted)
  } catch (error) {
    if (!(error instanceof CommandFault) || error.faults[0]?.code !== 'already-running') throw error
    for (const source of accepted) out(`${source.id}: accepted; the running worker publishes it within a minute`)
    return 0
  }
}

async function carryOut(globals: Globals, sources: readonly SourceConfig[]): Promise<number> {
  const config = await readConfig(globals)
  const lock = lockOrFault(config, 'accept')
  const at = await openInstallation(config, { info: () => undefined, warn: () => undefined })
  try {
    const results = await check(at, sources, true)
    for (const { source, changeSets, faults } of results) {
      out(`${source}: accepted, ${summary(changeSets.flatMap((one) => one.changes)) || 'no difference left'}`)
      for (const fault of faults) printFault(fault)
    }
    await deliverAll(at)
    return 0
  } finally {
    await at.close()
    lock.release()
  }
}
