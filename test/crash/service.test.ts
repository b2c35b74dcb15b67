import { afterEach, beforeEach, expect, test } from 'vitest'
import { newWorld, type World } from '../e2e/world.ts'
import { wire, wireSet } from '../sources/web-service/play.ts'

let world: World
beforeEach(async () => {
  world = await newWorld()
  world.configure({
    sources: [
      {
        ...{ id: 'm365', kind: 'web-service', title: 'Microsoft 365', base: world.base },
        serviceAreas: ['Common', 'Exchange', 'MEM'],
      },
    ],
    subscriptions: [{ name: 'robot', channel: 'hook', to: world.hookUrl }],
  })
})
afterEach(() => world.close())

const version = (n: number) => `20260101${String(n).padStart(2, '0')}`
const hosts = ['a', 'b', 'c', 'd'].map((name) => `${name}.example.net`)
const list = (n: number) =>
  wire(
    wireSet(1, { urls: [...hosts, `n${n}.example.net`] }),
    wireSet(163, { serviceArea: 'MEM', urls: ['m.example.net'] }),
  )
const records = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => from + i + 1).map((n) => ({
    ...{ id: n, endpointSetId: 1, disposition: 'Change', impact: 'AddedUrl', version: version(n) },
    add: { effectiveDate: '20990101', urls: [`n${n}.example.net`] },
    remove: { urls: [`n${n - 1}.example.net`] },
  }))

/** The service at version `n`; `killing`: the paths on which the program that asks is killed, before or after the answer. */
function serve(n: number, killing: { path: string; when: 'before' | 'after'; kill: () => void } | null = null): void {
  const answers: Record<string, string> = {
    '/version': JSON.stringify([{ instance: 'Worldwide', latest: version(n) }]),
    '/endpoints/Worldwide': list(n),
    ...Object.fromEntries(
      Array.from({ length: n }, (_, m) => [`/changes/Worldwide/${version(m)}`, JSON.stringify(records(m, n))]),
    ),
  }
  for (const [path, body] of Object.entries(answers))
    world.pages.set(path, (_, response) => {
      const dies = killing !== null && path.startsWith(killing.path)
      if (dies && killing.when === 'before') return void response.destroy(undefined).on('close', killing.kill)
      response.writeHead(200, { 'content-type': 'application/json' }).end(body, () => {
        if (dies) killing.kill()
      })
    })
}

test('killed before or after any answer of the service, no version is lost, and each is told once with its date', async () => {
  serve(0)
  await world.cli(['check'])
  const points = ['/version', '/endpoints/', '/changes/'].flatMap((path) => [
    { path, when: 'before' as const },
    { path, when: 'after' as const },
  ])
  let kills = 0
  for (const [i, point] of points.entries()) {
    let victim: ReturnType<World['start']> | null = null
    serve(i + 1, { ...point, kill: () => victim?.kill('SIGKILL') })
    victim = world.start(['check'])
    const signal = await new Promise((resolve) => victim?.once('exit', (_, by) => resolve(by)))
    if (signal === 'SIGKILL') kills += 1
    serve(i + 1)
    await world.cli(['check'])
  }
  const told = new Map(world.hooks.map(({ id, body }) => [id, body.data]))
  expect(kills).toBe(points.length)
  expect([...told.values()]).toMatchObject(
    points.map((_, i) => ({
      added: [`n${i + 1}.example.net`],
      removed: [`n${i}.example.net`],
      service: {
        version: version(i + 1),
        previousVersion: version(i),
        records: 'joined',
        sets: [{ dates: ['2099-01-01'] }],
      },
    })),
  )
  expect(await world.git('status', '--porcelain')).toBe('')
}, 120_000)
