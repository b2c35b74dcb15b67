import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { channelKinds } from '../src/channels/index.ts'
import type { SourceConfig } from '../src/config/config.ts'
import { loadConfig } from '../src/config/load.ts'
import { encodeSnapshot } from '../src/core/snapshot.ts'
import { sourceKinds } from '../src/sources/index.ts'
import type { Body } from '../src/sources/kind.ts'
import { filesOf } from '../src/worker/commit.ts'

const root = new URL('..', import.meta.url).pathname

/** Bodies, as they were published, of the sources that the shipped configuration watches: by source id, the page and what it includes. */
export const firstBodies: Readonly<Record<string, readonly [string, ...string[]]>> = {
  intune: ['pages/intune.md'],
  windows: ['pages/windows-1709.md'],
  configmgr: [
    'pages/configmgr.md',
    'pages/includes/internet-endpoints-desktop-analytics.md',
    'pages/includes/internet-endpoints-tenant-attach.md',
    'pages/includes/internet-endpoints-endpoint-analytics.md',
  ],
  avd: ['pages/avd.md'],
  'managed-desktop': ['pages/managed-desktop.md'],
  'm365-worldwide': ['web-service/endpoints-worldwide/42-2024-11-17.json'],
}

/**
 * The snapshot files of each shipped source, by source and file name, read by the program from bodies in `folder`.
 * @throws Error when a body cannot be read: then there is nothing to ship.
 */
export async function firstSnapshots(folder: string): Promise<Map<string, Record<string, string>>> {
  const loaded = await loadConfig(join(root, 'config/endpoint-drift.yaml'), { env: {}, sourceKinds, channelKinds })
  if (loaded.kind === 'faults') throw new Error(loaded.faults.map(({ why }) => why).join('; '))
  const found = new Map<string, Record<string, string>>()
  for (const [id, files] of Object.entries(firstBodies)) {
    const source = loaded.config.sources.find((one) => one.id === id)
    if (source === undefined) throw new Error(`the shipped configuration has no source ${id}`)
    found.set(id, await snapshotOf(source, folder, files))
  }
  return found
}

async function snapshotOf(source: SourceConfig, folder: string, [page, ...includes]: readonly [string, ...string[]]) {
  const kind = sourceKinds.find(({ id }) => id === source.kind)
  if (kind === undefined) throw new Error(source.kind)
  const part = (file: string, path: string | null) => ({
    ...{ url: urlOf(source), path, contentType: null, revision: null },
    bytes: new Uint8Array(readFileSync(join(folder, file))),
  })
  const body: Body = { parts: [part(page, null), ...includes.map((file) => part(file, file.replace(/^pages\//, '')))] }
  const read = await kind.read({ ...source.settings, id: source.id }, body)
  if (read.kind === 'fault') throw new Error(`${source.id}: ${read.fault.why}`)
  return filesOf(source, read.reading, body, encodeSnapshot(read.reading.entries))
}

function urlOf({ settings, page }: SourceConfig): string {
  return 'url' in settings && typeof settings.url === 'string' ? settings.url : page
}

if (import.meta.main) {
  for (const [id, files] of await firstSnapshots(process.argv[2] ?? join(root, '../shared'))) {
    mkdirSync(join(root, 'snapshots', id), { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'snapshots', id, name), text)
    console.log(`${id}: ${files['endpoints.json']?.split('\n').length ?? 0} lines`)
  }
}
