import { isStale, statusJson, statusOf } from '../worker/status.ts'
import { openTheStore, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { out } from './print.ts'

/** Exit code 1 when a watched source was not verified within `stale`, or never: fit for a container's health check. */
export async function status(globals: Globals, options: { readonly json?: boolean }): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  const found = statusOf(config, store, Date.now())
  store.close()
  if (options.json) out(JSON.stringify(statusJson(found), null, 2))
  else {
    for (const { source, state, text } of found.sources) out(`${source.padEnd(20)} ${state.padEnd(14)} ${text}`)
    for (const { place, why, code, next } of found.trouble)
      out(`trouble at ${place}: ${why} [${code}]\n  Next: ${next}`)
  }
  return found.sources.some(isStale) ? 1 : 0
}
