import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import type { HttpIo } from '../../src/sources/http.ts'
import { bench, codeOf as code } from './http-bench.ts'
import { type LocalServer, standingClock } from './http-server.ts'

const { client, server } = bench()

test('never more than the limit of requests at once, never more than one per host, and one connection per host', async () => {
  let now = 0
  let most = 0
  const locals = await Promise.all(
    Array.from({ length: 6 }, () =>
      server((_, response) => {
        now++
        most = Math.max(most, now)
        setImmediate(() => {
          now--
          response.end('x')
        })
      }),
    ),
  )
  const http = client({ connections: 4 })
  const urls = locals.flatMap(({ url }) => Array.from({ length: 10 }, (_, i) => `${url}/${i}`))
  const codes = await Promise.all(urls.map((url) => code(http, url)))
  expect(new Set(codes)).toEqual(new Set(['200']))
  expect(most).toBe(4)
  expect(locals.map((local) => local.most())).toEqual([1, 1, 1, 1, 1, 1])
  expect(locals.map((local) => local.connections())).toEqual([1, 1, 1, 1, 1, 1])
})

test('hosts that redirect to each other do not wait for each other for ever', async () => {
  const locals: LocalServer[] = []
  for (const i of [0, 1]) {
    const local = await server((request, response) => {
      if (request.url === '/end') response.end('end')
      else response.writeHead(302, { location: `${locals[1 - i]?.url}/end` }).end()
    })
    locals.push(local)
  }
  const http = client({ connections: 2 })
  const urls = Array.from({ length: 20 }, (_, i) => `${locals[i % 2]?.url}/start`)
  expect(new Set(await Promise.all(urls.map((url) => code(http, url))))).toEqual(new Set(['200']))
})

test('a pause between two tries does not keep others waiting', async () => {
  const held = Promise.withResolvers<void>()
  const local = await server((request, response) => response.writeHead(request.url === '/ill' ? 503 : 200).end())
  const clock = standingClock()
  const http = client({ retries: 1, connections: 1 }, { ...clock, wait: () => held.promise })
  const ill = code(http, `${local.url}/ill`)
  expect(await code(http, `${local.url}/well`)).toBe('200')
  held.resolve()
  expect(await ill).toBe('503')
})

test('close ends what is under way, what waits its turn and what pauses', async () => {
  const arrived = Promise.withResolvers<void>()
  const pausing = Promise.withResolvers<void>()
  const silent = await server(() => arrived.resolve())
  const ill = await server((_, response) => response.writeHead(500).end())
  const wait: HttpIo['wait'] = (_, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      pausing.resolve()
    })
  const http = client({ retries: 3 }, { ...standingClock(), wait })
  const codes = Promise.all([`${silent.url}/1`, `${silent.url}/2`, ill.url].map((url) => code(http, url)))
  await arrived.promise
  await pausing.promise
  await http.close()
  expect(await codes).toEqual(['closed', 'closed', 'closed'])
  expect(await code(http, silent.url)).toBe('closed')
})

test('a process that closes its client ends at once', async () => {
  const { url } = await server((_, response) => response.end('x'))
  const script = `
    const { createHttp } = await import(${JSON.stringify(new URL('../../src/sources/http.ts', import.meta.url).href)})
    const http = createHttp({ proxies: { http: '', https: '', no: '' } })
    const answer = await http.get({ url: process.argv[1] })
    await http.close()
    process.on('exit', () => console.log(answer.status, process.getActiveResourcesInfo().filter((n) => /TCP|Timeout/.test(n)).length))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  await new Promise((resolve) => child.on('close', resolve))
  expect(out.trim()).toBe('200 0')
})
