import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { openTheStore, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { out } from './print.ts'

/** Writes the whole store, as it is at this moment, into a file; the worker may go on. */
export async function backup(globals: Globals, file: string): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  try {
    const path = resolve(file)
    store.backup(path)
    const { active, pending } = store.countSubscriptions()
    const counts = `${active.toLocaleString('en')} subscriptions, ${pending.toLocaleString('en')} that wait to be confirmed`
    out(`${path}: ${(statSync(path).size / 1e6).toFixed(1)} MB, with ${counts}; readable for you only`)
    out(`  It does not hold the snapshots: those are in git (${config.snapshots.path})`)
    out(`  Next: git -C '${config.snapshots.path}' bundle create FILE --all    (or push them)`)
    return 0
  } finally {
    store.close()
  }
}
