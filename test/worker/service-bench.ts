import { afterEach } from 'vitest'
import type { SourceConfig } from '../../src/config/config.ts'
import { webService } from '../../src/sources/web-service/index.ts'
import type { CheckResult } from '../../src/worker/check-source.ts'
import { check } from '../../src/worker/cycle.ts'
import { openService, type Service } from '../sources/web-service/play.ts'
import { type Bench, newBench, source } from './installation.ts'

export type Played = {
  readonly at: Bench
  readonly service: Service
  readonly sources: readonly SourceConfig[]
  /** A cycle after so many hours. */
  readonly after: (hours: number) => Promise<CheckResult[]>
  /** The service publishes a list under a version, with the records newer than the version before. */
  readonly publish: (version: string, list: string, records?: readonly object[]) => void
}

const hour = 3_600_000
const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A web service on loopback and an installation that watches it. */
export async function play(settings: object = {}, more: Parameters<typeof newBench>[1] = {}): Promise<Played> {
  const service = await openService()
  const sources = [
    source({
      id: 'm365',
      kind: 'web-service',
      title: 'Microsoft 365',
      gate: { maxLost: 1 / 3, minEntries: 1, maxNewComplaints: 10, remindAfter: 24 * hour },
      settings: Object(webService.schema.parse({ base: service.base, ...settings })),
    }),
  ]
  const at = await newBench(sources, more)
  open.push(async () => {
    await at.close()
    await service.close()
  })
  return {
    at,
    service,
    sources,
    after: (hours) => {
      at.clock.now += hours * hour
      return check(at, sources, false)
    },
    publish: (version, list, records) => {
      const last = String(service.versions.Worldwide ?? '0000000000')
      service.changes = records === undefined ? {} : { [last]: JSON.stringify(records) }
      service.versions = { Worldwide: version }
      service.lists = { ...service.lists, worldwide: list }
    },
  }
}
