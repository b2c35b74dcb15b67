import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/worker/cycle.ts'
import { some } from '../long.ts'
import { newBench, source } from './installation.ts'

const shared = new URL('../../../shared/', import.meta.url).pathname
const here = existsSync(`${shared}drift`)
const slugs = here ? readdirSync(`${shared}history`) : []

type Step = {
  readonly from: string
  readonly to: string
  readonly added: string[]
  readonly removed: string[]
  readonly debatable?: string[]
}

/** Real successive versions through the whole way: fetch, read, gate, commit, publish. */
describe.skipIf(!here)('real history, played version by version (needs ../shared)', () => {
  test.each(some(slugs, 2))(
    '%s: every labelled change is published once or held for a person, and nothing else is',
    async (slug) => {
      const steps = readFileSync(`${shared}drift/${slug}.jsonl`, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line): Step => JSON.parse(line))
      let body: Buffer = Buffer.alloc(0)
      const server = createServer((_, response) => response.end(body))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page.md`
      const page = source({
        id: 'page',
        kind: 'learn-page',
        settings: { url, alsoAt: [], includes: false, skipIncludes: [] },
      })
      const at = await newBench([page])
      const wrong: string[] = []
      let held = 0
      try {
        for (const version of [steps[0]?.from ?? '', ...steps.map((step) => step.to)]) {
          body = readFileSync(`${shared}history/${slug}/${version}`)
          at.clock.now += 3_600_000
          let [result] = await check(at, [page], true)
          if (result?.outcome === 'held') {
            held += 1
            at.store.accept('page')
            ;[result] = await check(at, [page], true)
          }
          const step = steps.find(({ to }) => to === version)
          const changes = result?.changeSets.flatMap((set) => set.changes) ?? []
          const open = new Set(step?.debatable ?? [])
          for (const kind of ['added', 'removed'] as const) {
            const told = changes
              .filter((change) => change.kind === kind && !open.has(change.address))
              .map((change) => change.address)
            const due = (step?.[kind] ?? []).filter((address) => !open.has(address))
            if (JSON.stringify(told.sort()) !== JSON.stringify(due.sort()))
              wrong.push(`${version}: ${kind} ${told} instead of ${due}`)
          }
          if (result?.outcome === 'fault') wrong.push(`${version}: ${result.faults[0]?.why}`)
        }
      } finally {
        await at.close()
        server.close()
      }
      expect(wrong).toEqual([])
      expect(held).toBeLessThanOrEqual(3)
    },
  )
})
