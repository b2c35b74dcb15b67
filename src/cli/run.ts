import { setTimeout as sleep } from 'node:timers/promises'
import { newBell } from '../worker/bell.ts'
import type { Installation } from '../worker/installation.ts'
import { newPulse } from '../worker/pulse.ts'
import { run as runWorker } from '../worker/run.ts'
import { channelsOf } from './deliver.ts'
import { openLog } from './log.ts'
import { lockOrFault, openInstallation, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { servePages } from './pages.ts'

/** How long a clean stop waits for what is under way; then the next start takes it up. */
const patience = 20_000

/** The worker, until SIGTERM or SIGINT. Logs as JSON lines on stdout. */
export async function run(globals: Globals): Promise<number> {
  const config = await readConfig(globals)
  const lock = lockOrFault(config, 'run')
  const [log, { schedule }] = await Promise.all([openLog(config), import('node-cron')])
  const at = { ...(await openInstallation(config, log)), pulse: newPulse(Date.now()), bell: newBell() }
  const serving = await servePages(at)
  const channels = channelsOf(config)
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  const watched = config.sources.filter((source) => source.retired === null).length
  log.info({ sources: watched, ...subscribed(at), config: globals.config }, 'watching')
  const clockwork = {
    schedule: (expression: string, work: () => void) => schedule(expression, work),
    wait: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    random: Math.random,
  }
  const working = runWorker({ ...at, channels }, clockwork, stop.signal)
  const late = new Promise<'late'>((resolve) => {
    stop.signal.addEventListener('abort', () => setTimeout(resolve, patience, 'late').unref())
  })
  const ended = await Promise.race([working, late])
  log.info({}, ended === 'late' ? 'stopped; what was under way is done again at the next start' : 'stopped')
  if (ended === 'late') process.exit(0)
  await serving?.close()
  await channels.close()
  await at.close()
  lock.release()
  return 0
}

/** Of the configuration, and of the store (pending ones have not confirmed yet). */
function subscribed({ config, store }: Installation): object {
  return { subscriptions: config.subscriptions.length, stored: store.countSubscriptions() }
}
