import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openPoster } from '../../../src/net/post.ts'
import { certificate, certificateKey, portOf } from '../email/mail-server.ts'
import { proxy } from './proxy.ts'

const lookup = (_: string, callback: (error: null, found: readonly { address: string; family: number }[]) => void) =>
  callback(null, [{ address: '93.184.215.14', family: 4 }])

function post(url: string, to: string) {
  const limits = { timeout: 2_000, connections: 2 }
  const proxies = { http: url, https: url, no: '127.0.0.1' }
  const poster = openPoster({ allowHttp: true, allowNetworks: [] }, limits, { userAgent: 'test', proxies, lookup })
  onTestFinished(poster.close)
  return poster.post(to, {}, '{}')
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return portOf(server.address())
}

/** A proxy that proves to be somebody else. */
async function stranger(): Promise<string> {
  const server = createTlsServer({ key: certificateKey, cert: certificate })
  return `https://localhost:${await listening(server)}`
}

const schemes = ['http', 'https']

describe.each(schemes)('on the way to %s through a proxy', (scheme) => {
  const to = `${scheme}://hooks.example.org/secret-path`

  test('a proxy that is not there is trouble of our own, and is told without its password', async () => {
    const outcome = await post('http://drift:pass-word@127.0.0.1:1', to)
    expect(outcome).toMatchObject({ kind: 'retry', ours: true, why: expect.stringContaining('proxy') })
    expect(JSON.stringify(outcome)).not.toMatch(/pass-word|secret-path/)
  })

  test('a proxy that cannot prove who it is is trouble of our own', async () => {
    expect(await post(await stranger(), to)).toMatchObject({
      kind: 'retry',
      ours: true,
      why: expect.stringMatching(/proxy.*certificate/),
    })
  })

  test('a proxy that does not let us in is trouble of our own', async () => {
    const { url } = await proxy((response) => response.writeHead(407).end(), 'HTTP/1.1 407 who are you')
    expect(await post(url, to)).toMatchObject({ kind: 'retry', ours: true, why: expect.stringContaining('407') })
  })

  test('a receiver that the proxy does not reach, or must not, is not', async () => {
    for (const status of [403, 502, 504]) {
      const { url } = await proxy((response) => response.writeHead(status).end(), `HTTP/1.1 ${status} no`)
      expect(await post(url, to)).not.toHaveProperty('ours')
    }
  })

  test('a proxy that hangs up when it hears for whom is not', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.destroy())
    })
    const outcome = await post(`http://127.0.0.1:${await listening(server)}`, to)
    expect(outcome).toMatchObject({ kind: 'retry' })
    expect(outcome).not.toHaveProperty('ours')
  })
})

test('a receiver that is not there, with no proxy on the way, is no trouble of our own', async () => {
  const limits = { timeout: 2_000, connections: 2 }
  const proxies = { http: '', https: '', no: '' }
  const rules = { allowHttp: true, allowNetworks: [] }
  const poster = openPoster(rules, limits, {
    ...{ userAgent: 'test', proxies },
    lookup: (_, callback) => callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []),
  })
  onTestFinished(poster.close)
  for (const to of schemes.map((scheme) => `${scheme}://hooks.example.org/`)) {
    const outcome = await poster.post(to, {}, '{}')
    expect(outcome).toMatchObject({ kind: 'retry' })
    expect(outcome).not.toHaveProperty('ours')
  }
})
