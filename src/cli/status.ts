import type { SourceConfig } from '../config/config.ts'
import type { SourceRecord } from '../store/store.ts'
import { openTheStore, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { ago, out } from './print.ts'

type Row = {
  readonly source: string
  readonly title: string
  readonly state: 'fresh' | 'stale' | 'held' | 'retired' | 'never checked'
  readonly verifiedAt: string | null
  readonly changedAt: string | null
  readonly text: string
}

/** Exit code 1 when a watched source was not verified within `stale`, or is held: fit for a container's health check. */
export async function status(globals: Globals, options: { readonly json?: boolean }): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  const records = store.sources()
  const held = new Set(store.held().map((one) => one.source))
  const open = store.openAlerts()
  const now = Date.now()
  const rows = config.sources.map((source) =>
    rowOf(source, records.get(source.id), held.has(source.id), config.stale, now),
  )
  store.close()
  if (options.json) out(JSON.stringify({ sources: rows, trouble: open }, null, 2))
  else {
    for (const row of rows) out(`${row.source.padEnd(20)} ${row.state.padEnd(14)} ${row.text}`)
    for (const { place, fault } of open) out(`trouble at ${place}: ${fault.why} [${fault.code}]\n  Next: ${fault.next}`)
  }
  return rows.some((row) => row.state === 'stale' || row.state === 'never checked') ? 1 : 0
}

function rowOf(source: SourceConfig, record: SourceRecord | undefined, held: boolean, stale: number, now: number): Row {
  const verified = record?.verifiedAt ?? null
  const changed = record?.changedAt ?? null
  const base = {
    source: source.id,
    title: source.title,
    verifiedAt: isoOrNull(verified),
    changedAt: isoOrNull(changed),
  }
  if (source.retired !== null) return { ...base, state: 'retired', text: retiredText(source.retired) }
  if (verified === null)
    return { ...base, state: held ? 'held' : 'never checked', text: held ? 'its first reading is held' : '' }
  const text = `verified ${ago(verified, now)}, ${changed === null ? 'no change seen yet' : `changed ${ago(changed, now)}`}`
  return { ...base, state: now - verified > stale ? 'stale' : held ? 'held' : 'fresh', text }
}

function retiredText({ since, successor }: NonNullable<SourceConfig['retired']>): string {
  return [since === undefined ? 'history only' : `since ${since}, history only`, successor && `see ${successor}`]
    .filter(Boolean)
    .join('; ')
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
