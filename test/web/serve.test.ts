import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Listen } from '../../src/config/config.ts'
import { type ServeLimits, serveWeb } from '../../src/web/serve.ts'
import { scene } from './site.ts'

const loopback: Listen = { host: '127.0.0.1', port: 0 }
const patient: ServeLimits = {
  ...{ headersTimeout: 10_000, requestTimeout: 10_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 20 },
  ...{ maxHeaderSize: 8_192, idle: 10_000, connections: 5 },
}

async function served(limits: Partial<ServeLimits> = {}) {
  const s = scene()
  const serving = await serveWeb((request) => s.app.fetch(request), loopback, { ...patient, ...limits })
  if (serving.kind === 'fault') throw new Error(serving.fault.why)
  onTestFinished(async () => {
    await serving.close()
    s.store.close()
  })
  return serving
}

/** Sends bytes as they are and gives back all that comes until the other side ends it. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let heard = ''
    socket.on('data', (chunk) => {
      heard += String(chunk)
    })
    socket.on('close', () => resolve(heard))
    socket.on('error', reject)
  })
}

test('it listens on loopback and answers over a port as it does without one', async () => {
  const { port, address } = await served()
  expect(address).toBe('127.0.0.1')
  const { status, headers, body } = await new Promise<{ status: number | undefined; headers: object; body: string }>(
    (resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/status' }, (answer) => {
        let body = ''
        answer.on('data', (chunk) => {
          body += String(chunk)
        })
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }))
      })
        .on('error', reject)
        .end()
    },
  )
  expect(status).toBe(200)
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' })
  expect(body).toContain('<h1>Status</h1>')
})

test.each([
  ['a head that is too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ['an address that is too long', `GET /${'x'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ['what is no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['a host that is none', 'GET /status HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['no host', 'GET /status HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
  [
    'a body where none is wanted',
    'POST /status HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc',
    /^HTTP\/1\.1 405 /,
  ],
])('%s is refused, and nothing of the program is said', async (_, bytes, answer) => {
  const { port } = await served()
  const said = await raw(port, bytes)
  expect(said).toMatch(answer)
  expect(said).not.toMatch(/at .*\.(ts|js|mjs)|node_modules|Error:/)
})

test('who dribbles the head of a request is let go', async () => {
  const { port } = await served({ headersTimeout: 30, requestTimeout: 30 })
  expect(await raw(port, 'GET /status HTTP/1.1\r\nHost: a\r\n')).toMatch(/^(HTTP\/1\.1 408 |$)/)
})

test('who says nothing at all is let go', async () => {
  const { port } = await served({ idle: 30 })
  expect(await raw(port, '')).toBe('')
})

test('an address that is taken is a fault with its next step', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const serving = await serveWeb(() => new Response(), { host: '127.0.0.1', port })
  expect(serving).toMatchObject({
    kind: 'fault',
    fault: {
      code: 'web-listen',
      place: `web.listen 127.0.0.1:${port}`,
      why: 'another program listens there',
      next: expect.stringContaining('another port'),
    },
  })
})

test('an address of another machine is a fault too', async () => {
  const serving = await serveWeb(() => new Response(), { host: '192.0.2.1', port: 0 })
  expect(serving).toMatchObject({ kind: 'fault', fault: { why: 'this machine has no such address' } })
})
