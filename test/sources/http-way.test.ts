import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createHttp } from '../../src/sources/http.ts'
import { bench, codeOf as code } from './http-bench.ts'
import { standingClock } from './http-server.ts'

const { client, open, server } = bench()

test('HTTP_PROXY is obeyed, and NO_PROXY spares a host', async () => {
  const proxy = await server((request, response) => response.end(`by proxy: ${request.url}`))
  const local = await server((_, response) => response.end('direct'))
  const settings = { proxies: { http: `http://who:pass@127.0.0.1:${proxy.port}`, https: '', no: '' } }
  const answer = await client(settings).get({ url: 'http://nowhere.invalid/page.md' })
  expect(answer.kind === 'answer' && Buffer.from(answer.bytes).toString()).toBe(
    'by proxy: http://nowhere.invalid/page.md',
  )
  expect(proxy.seen[0]?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from('who:pass').toString('base64')}`)
  await client({ proxies: { ...settings.proxies, no: '127.0.0.1' } }).get({ url: local.url })
  expect(local.seen.length).toBe(1)
})

test('the environment names the proxy where the settings name none', async () => {
  const proxy = await server((_, response) => response.end('by proxy'))
  vi.stubEnv('http_proxy', `http://127.0.0.1:${proxy.port}`)
  vi.stubEnv('no_proxy', '')
  const http = createHttp({ userAgent: 'x', retries: 0 }, standingClock())
  open.push(http)
  expect(await code(http, 'http://nowhere.invalid/')).toBe('200')
  vi.unstubAllEnvs()
})

test('a proxy that refuses is a failure that does not show its password', async () => {
  const proxy = await server((_, response) => response.writeHead(407).end())
  proxy.server.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
  const at = `http://who:hidden@127.0.0.1:${proxy.port}`
  const http = client({ proxies: { http: at, https: at, no: '' } })
  for (const url of ['http://nowhere.invalid/', 'https://nowhere.invalid/']) {
    const answer = await http.get({ url })
    expect(answer).toMatchObject({ kind: 'failure', code: 'proxy' })
    expect(JSON.stringify(answer)).not.toContain('hidden')
  }
})

test.each([
  ['http://[bad', 'proxy'],
  ['http://127.0.0.1:99999', 'proxy'],
])('a proxy address like %s is a failure that says so', async (address, expected) => {
  expect(await code(client({ proxies: { http: address, https: address, no: '' } }), 'http://nowhere.invalid/')).toBe(
    expected,
  )
})

test('a proxy may be given without its scheme', async () => {
  const proxy = await server((_, response) => response.end('by proxy'))
  const proxies = { http: `127.0.0.1:${proxy.port}`, https: '', no: '' }
  expect(await code(client({ proxies }), 'http://nowhere.invalid/')).toBe('200')
})

const openssl = (() => {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).length > 0
  } catch {
    return false
  }
})()

function selfSigned(): { key: string; cert: string } {
  const dir = mkdtempSync(join(tmpdir(), 'drift-tls-'))
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const files = ['-keyout', join(dir, 'key'), '-out', join(dir, 'cert')]
  execFileSync('openssl', [...args, ...files, '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'], {
    stdio: 'ignore',
  })
  const pair = { key: readFileSync(join(dir, 'key'), 'utf8'), cert: readFileSync(join(dir, 'cert'), 'utf8') }
  rmSync(dir, { recursive: true })
  return pair
}

test.skipIf(!openssl)(
  'a self-signed certificate is refused once and for all, directly and by proxy (needs openssl)',
  async () => {
    let reached = 0
    const tls = createTlsServer(selfSigned(), (_, response) => {
      reached++
      response.end('secret')
    })
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
    open.push({ close: () => new Promise<void>((resolve) => tls.close(() => resolve())) })
    const address = tls.address()
    const port = typeof address === 'object' ? address?.port : 0
    const proxy = await server(() => {})
    let tunnels = 0
    proxy.server.on('connect', (_, socket) => {
      tunnels++
      const far = connect(Number(port), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      far.on('error', () => socket.destroy()).pipe(socket)
      socket.on('close', () => far.destroy()).on('error', () => far.destroy())
      socket.pipe(far)
    })
    // The switch that Node knows for turning verification off must not work here.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const url = `https://127.0.0.1:${port}/`
    const clock = standingClock()
    expect(await code(client({ retries: 3 }, clock), url)).toBe('tls')
    const proxies = { http: '', https: proxy.url, no: '' }
    expect(await code(client({ retries: 3, proxies }, clock), url)).toBe('tls')
    vi.unstubAllEnvs()
    expect(tunnels).toBe(1)
    expect(reached).toBe(0)
    expect(clock.waits).toEqual([])
  },
)
