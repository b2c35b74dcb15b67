import { join } from 'node:path'
import { channelKinds } from '../channels/index.ts'
import type { Config, SourceConfig } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import type { Fault } from '../core/model.ts'
import { openSnapshots } from '../snapshots/snapshots.ts'
import { createHttp } from '../sources/http/client.ts'
import { sourceKinds } from '../sources/index.ts'
import type { SourceKind } from '../sources/kind.ts'
import { takeLock } from '../store/lock.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import type { Installation, Log } from '../worker/installation.ts'
import { CommandFault } from './fault.ts'
import type { Globals } from './options.ts'
import { version } from './version.ts'

export async function readConfig(globals: Globals): Promise<Config> {
  const loaded = await loadConfig(globals.config, { env: process.env, sourceKinds, channelKinds })
  if (loaded.kind === 'faults') throw new CommandFault(...loaded.faults)
  return loaded.config
}

export function openTheStore(config: Config): Store {
  return openStore(join(config.data, 'endpoint-drift.sqlite'))
}

/** Only one process at a time watches and delivers; the kernel lets go of the lock when it dies. */
export function lockOrFault(config: Config, purpose: string): { readonly release: () => void } {
  const path = join(config.data, 'endpoint-drift.lock')
  const lock = takeLock(path, purpose)
  if (lock.kind === 'held') return lock
  const who =
    lock.by === null
      ? 'another process'
      : `process ${lock.by.pid} (${lock.by.purpose}, since ${new Date(lock.by.since).toISOString()})`
  throw new CommandFault({
    code: 'already-running',
    place: path,
    why: `${who} is working with this store`,
    next: 'Wait until it has ended, or stop it. A running worker checks by itself and picks up accepted readings and retries.',
  })
}

/** Opens all that a check needs. `close` waits for what is open and lets the process end. */
export async function openInstallation(
  config: Config,
  log: Log,
): Promise<Installation & { readonly close: () => Promise<void> }> {
  const store = openTheStore(config)
  const http = createHttp({ ...config.fetch, userAgent: userAgentOf(config) })
  const snapshots = await openSnapshots({ ...config.snapshots, data: config.data, now: Date.now })
  const kinds = new Map(sourceKinds.map((kind) => [kind.id, kind]))
  const close = async (): Promise<void> => {
    await http.close()
    store.close()
  }
  return { config, store, snapshots, http, kindOf: (source) => kindOf(kinds, source), now: Date.now, log, close }
}

function kindOf(kinds: ReadonlyMap<string, SourceKind<unknown>>, source: SourceConfig): SourceKind<unknown> {
  const kind = kinds.get(source.kind)
  if (kind === undefined) throw new Error(`no kind of source is called ${source.kind}`)
  return kind
}

export function userAgentOf(config: Config): string {
  return `endpoint-drift/${version}${config.contact === null ? '' : ` (+${config.contact})`}`
}

/** The sources that are named, or all that are watched; an unknown name is a fault that lists the known ones. */
export function chosen(config: Config, ids: readonly string[]): SourceConfig[] {
  const watched = config.sources.filter((source) => source.retired === null)
  if (ids.length === 0) return watched
  const unknown = ids.filter((id) => !config.sources.some((source) => source.id === id))
  if (unknown.length > 0) throw new CommandFault(...unknown.map((id) => unknownSource(config, id)))
  return watched.filter((source) => ids.includes(source.id))
}

function unknownSource(config: Config, id: string): Fault {
  const known = config.sources.map((source) => source.id).join(', ')
  return { code: 'unknown-source', place: id, why: 'No source has this id.', next: `The configuration has: ${known}` }
}
