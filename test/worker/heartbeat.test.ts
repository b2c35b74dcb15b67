import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { beat } from '../../src/worker/heartbeat.ts'
import type { Log } from '../../src/worker/installation.ts'
import { type Bench, newBench, source } from './installation.ts'

const minute = 60_000

/** An installation with one list and a listener for its heartbeat that answers with `status`. */
async function heard(every = 0) {
  const listener = { pings: [] as string[], status: 200 }
  const server = createServer((request, response) => {
    listener.pings.push(`${request.method} ${request.url}`)
    response.writeHead(listener.status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/secret`
  const bench = await newBench(
    [source({ id: 'a', kind: 'learn-page' }), source({ id: 'b', kind: 'learn-page', retired: {} })],
    {
      heartbeat: { url, every },
    },
  )
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await bench.close()
  })
  const warned: string[] = []
  const log: Log = {
    info: () => undefined,
    warn: (facts, text) => void warned.push(`${text} ${JSON.stringify(facts)}`),
  }
  const at: Bench = { ...bench, log }
  return { at, listener, server, warned }
}

test('a good cycle is heard by GET', async () => {
  const { at, listener } = await heard()
  at.store.verified([{ id: 'a' }], at.now())
  await beat(at)
  expect(listener.pings).toEqual(['GET /ping/secret'])
})

test.each([
  ['a list was never verified', () => undefined],
  ['a list is stale', (at: Bench) => at.store.verified([{ id: 'a' }], at.now() - 27 * 60 * minute)],
  [
    'the cycle failed as a whole',
    (at: Bench) => {
      at.store.verified([{ id: 'a' }], at.now())
      const fault = { code: 'disk-full', place: 'check', why: 'x', next: 'y' }
      const when = new Date(at.now()).toISOString()
      at.store.alert('check', fault, { id: 'x', state: 'begins', fault, since: when, at: when }, [], at.now())
    },
  ],
] as const)('it falls silent when %s', async (_, spoil) => {
  const { at, listener } = await heard()
  spoil(at)
  await beat(at)
  expect(listener.pings).toEqual([])
})

test('`every` lies between two pings, even when another process sent the last one', async () => {
  const { at, listener } = await heard(5 * minute)
  for (const [later, count] of [
    [0, 1],
    [5 * minute - 1, 1],
    [1, 2],
  ] as const) {
    at.clock.now += later
    at.store.verified([{ id: 'a' }], at.now())
    await beat(at)
    expect([later, listener.pings.length]).toEqual([later, count])
  }
})

test('a listener that is ill stops nothing, is logged without its address, and is asked again at the next cycle', async () => {
  const { at, listener, server, warned } = await heard(5 * minute)
  at.store.verified([{ id: 'a' }], at.now())
  listener.status = 404
  await beat(at)
  listener.status = 200
  await beat(at)
  expect(listener.pings).toHaveLength(2)
  at.clock.now += 6 * minute
  server.closeAllConnections()
  server.close()
  await beat(at)
  expect(warned).toHaveLength(2)
  expect(warned[0]).toContain('HTTP 404')
  expect(warned.join()).not.toContain('secret')
})

test('without an address nobody is asked', async () => {
  const { at, listener } = await heard()
  await beat({ ...at, config: { ...at.config, heartbeat: null } })
  expect(listener.pings).toEqual([])
})
