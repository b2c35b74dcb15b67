import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config, SourceConfig } from '../../src/config/config.ts'
import { atOnce, type Wishes } from '../../src/core/wishes.ts'
import { openSnapshots } from '../../src/snapshots/snapshots.ts'
import { createHttp } from '../../src/sources/http/client.ts'
import { sourceKinds } from '../../src/sources/index.ts'
import { openStore } from '../../src/store/open.ts'
import type { Installation } from '../../src/worker/installation.ts'

export type Bench = Installation & {
  readonly clock: { now: number }
  readonly close: () => Promise<void>
}

const hour = 3_600_000

/** All changes, at once, no reminders. */
export const everything: Wishes = {
  filter: { sources: [], kinds: ['added', 'removed', 'changed', 'moved', 'reworded'], addresses: [] },
  reminders: [],
  timing: atOnce,
}

/** Sources for an installation whose defaults are the shipped ones. */
export function source(given: Partial<SourceConfig> & { readonly id: string; readonly kind: string }): SourceConfig {
  return {
    title: given.id,
    page: `https://learn.example.com/${given.id}`,
    schedule: '17 * * * *',
    jitter: 0,
    gate: { maxLost: 0.5, minEntries: 1, maxNewComplaints: 10, remindAfter: 24 * hour },
    retired: null,
    settings: {},
    ...given,
  }
}

/** An installation with a real store, a real git repository and a real client; only the clock is ours. */
export async function newBench(sources: readonly SourceConfig[], more: Partial<Config> = {}): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), 'endpoint-drift-'))
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') }
  const config: Config = {
    ...{ file: join(dir, 'config.yaml'), data: join(dir, 'data'), schedule: '17 * * * *', jitter: 0, contact: null },
    snapshots: {
      path: join(dir, 'snapshots'),
      author: { name: 'drift', email: 'drift@example.org' },
      ...{ message: '{source}: {summary}', sign: false, push: null },
    },
    fetch: { timeout: 20_000, maxBytes: 8 << 20, redirects: 5, retries: 0, connections: 4 },
    ...{ web: { listen: null, publicUrl: 'https://drift.example.org', proxies: [] }, heartbeat: null },
    signup: { mode: 'closed', domains: [], email: null, webhook: null },
    ...{ stale: 26 * hour, sources, channels: [], operator: [{ channel: 'mail', to: 'ops@example.org' }] },
    subscriptions: [
      {
        name: 'all',
        channel: 'hook',
        to: 'https://all.example.org',
        ...everything,
      },
    ],
    ...more,
  }
  const store = openStore(join(config.data, 'store.sqlite'))
  const http = createHttp({ ...config.fetch, userAgent: 'test' })
  const snapshots = await openSnapshots({ ...config.snapshots, data: config.data, now: () => clock.now })
  const kinds = new Map(sourceKinds.map((kind) => [kind.id, kind]))
  const close = async (): Promise<void> => {
    await http.close()
    store.close()
    rmSync(dir, { recursive: true, force: true })
  }
  const kindOf = (one: SourceConfig) => {
    const kind = kinds.get(one.kind)
    if (kind === undefined) throw new Error(one.kind)
    return kind
  }
  const silent = { info: () => undefined, warn: () => undefined }
  return { config, store, http, snapshots, kindOf, now: () => clock.now, log: silent, clock, close }
}
