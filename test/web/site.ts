import type { Hono } from 'hono'
import type { Config } from '../../src/config/config.ts'
import type { Change, ChangeSet, Entry } from '../../src/core/model.ts'
import { redactor } from '../../src/core/redact.ts'
import { encodeLines, encodeSnapshot } from '../../src/core/snapshot.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { webApp } from '../../src/web/app.ts'
import type { Site } from '../../src/web/site.ts'
import { newPulse, type Pulse } from '../../src/worker/pulse.ts'
import { entry, occurrence } from '../core/samples.ts'
import { source } from '../worker/installation.ts'

export const minute = 60_000
export const hour = 60 * minute
/** 2026-05-20 12:00 UTC. */
export const noon = Date.UTC(2026, 4, 20, 12)

export type Scene = Site & {
  readonly app: Hono
  readonly store: Store
  readonly clock: { now: number }
  readonly logged: string[]
  readonly pulse: Pulse
  /** What git holds, by source. */
  readonly files: Map<string, ReadonlyMap<string, string>>
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>
  readonly text: (path: string) => Promise<string>
}

const watched = [
  source({ id: 'printers', kind: 'learn-page', title: 'Cloud printers', page: 'https://docs.example.org/printers' }),
  source({
    id: 'scanners',
    kind: 'learn-page',
    title: 'Scanners & <b>more</b>',
    page: 'https://docs.example.org/scanners',
  }),
  source({
    ...{ id: 'faxes', kind: 'learn-page', title: 'Faxes', page: 'https://docs.example.org/faxes' },
    retired: { since: '2024-07-31', successor: 'scanners' },
  }),
]

/** The pages over a store in memory, without a port; nothing of it is a double but git's files. */
export function scene(
  given: {
    readonly publicUrl?: string
    readonly store?: Store
    readonly signup?: Partial<Config['signup']>
    readonly channels?: Config['channels']
    readonly proxies?: Config['web']['proxies']
    readonly challenge?: NonNullable<Site['challenge']>
  } = {},
): Scene {
  const clock = { now: noon }
  const logged: string[] = []
  const files: Scene['files'] = new Map()
  const write = (facts: object, text: string): void => void logged.push(JSON.stringify({ ...facts, text }))
  const store = given.store ?? openStore(':memory:', { newId: () => '00000000-0000-4000-8000-000000000000' })
  const { publicUrl = 'https://drift.example.org', proxies = [], channels = [] } = given
  const web: Config['web'] = { listen: null, publicUrl, proxies }
  const signup: Config['signup'] = { mode: 'closed', domains: [], email: null, webhook: null, ...given.signup }
  const config: Config = {
    ...{ file: '', data: '', schedule: '', jitter: 0, contact: null, stale: 26 * hour, heartbeat: null },
    snapshots: { path: '', author: { name: '', email: '' }, message: '', sign: false, push: null },
    fetch: { timeout: 1, maxBytes: 1, redirects: 0, retries: 0, connections: 1 },
    ...{ sources: watched, channels, subscriptions: [], operator: [], web, signup },
  }
  const pulse = newPulse(noon)
  const site: Site & { store: Store; pulse: Pulse } = {
    ...{ config, store, pulse, version: '1.2.3', now: () => clock.now, redact: redactor([]) },
    log: { info: write, warn: write },
    snapshots: { read: async (id) => files.get(id) ?? null },
    ...(given.challenge && { challenge: given.challenge }),
  }
  const app = webApp(site)
  const get: Scene['get'] = async (path, headers = {}) => app.request(path, { headers })
  const text = async (path: string): Promise<string> => (await get(path)).text()
  return { ...site, app, clock, logged, files, get, text }
}

export function changeSet(id: string, changes: readonly Change[], over: Partial<ChangeSet> = {}): ChangeSet {
  return {
    ...{
      id,
      commit: `c0ffee-${id}`,
      previousCommit: 'beef',
      seenAt: '2026-05-03T08:17:00.000Z',
      pageDate: '05/01/2026',
    },
    source: { id: 'printers', title: 'Cloud printers', page: 'https://docs.example.org/printers' },
    changes,
    ...over,
  }
}

const at = occurrence({
  line: 29,
  section: ['Session hosts', 'Azure'],
  tab: 'Public cloud',
  ports: [443],
  protocols: ['TCP'],
})

export const oneOfEach: readonly Change[] = [
  {
    kind: 'added',
    address: '*.new.example.net',
    type: 'wildcard',
    before: [],
    after: [{ ...at, service: 'Jobs & "queues"' }],
  },
  {
    kind: 'removed',
    address: 'old.example.net',
    type: 'fqdn',
    before: [{ ...at, line: 30, required: true }],
    after: [],
  },
  {
    kind: 'changed',
    address: 'ports.example.net',
    type: 'fqdn',
    before: [at],
    after: [{ ...at, ports: [443, 8443], line: 31 }],
  },
  { kind: 'moved', address: '192.0.2.0/24', type: 'cidr', before: [at], after: [{ ...at, section: ['Elsewhere'] }] },
  {
    kind: 'reworded',
    address: 'word.example.net',
    type: 'fqdn',
    before: [{ ...at, service: 'A' }],
    after: [{ ...at, service: 'B' }],
  },
]

/** Publishes a change set as a cycle does. */
export function publish(store: Store, set: ChangeSet, publishedAt: number, entries: readonly Entry[] = []): void {
  store.publish({ source: set.source.id, commit: set.commit, snapshot: encodeSnapshot(entries) }, set, [], publishedAt)
}

export const printers: readonly Entry[] = [
  entry('*.print.example.net', { line: 12, section: ['Printing'], ports: [443], protocols: ['TCP'] }),
  entry('jobs.example.net', { line: 13, section: ['Printing'], service: 'Print jobs' }),
  { ...entry('192.0.2.0/24', { line: 14, section: ['Addresses'] }), type: 'cidr' },
]

/** What git holds of the printers. */
export const printerFiles = new Map([
  ['endpoints.json', encodeSnapshot(printers)],
  ['lines.json', encodeLines(printers)],
])
