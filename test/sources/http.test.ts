import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { createHttp, type Http, type HttpIo, type HttpSettings } from '../../src/sources/http.ts'
import { closedPort, type LocalServer, serve, standingClock } from './http-server.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

const direct = { http: '', https: '', no: '' }

function client(settings: Partial<HttpSettings> = {}, io: HttpIo = standingClock()): Http {
  const http = createHttp({ userAgent: 'endpoint-drift/test', proxies: direct, retries: 0, ...settings }, io)
  open.push(http)
  return http
}

async function server(...args: Parameters<typeof serve>): Promise<LocalServer> {
  const local = await serve(...args)
  open.push(local)
  return local
}

async function code(http: Http, url: string): Promise<string> {
  const answer = await http.get({ url })
  return answer.kind === 'failure' ? answer.code : `${answer.status}`
}

const page = Buffer.from('| Address | Port |\n| --- | --- |\n| `*.example.net` | 443 |\n'.repeat(40))

test.each([
  ['identity', page],
  ['gzip', gzipSync(page)],
  ['x-gzip', gzipSync(page)],
  ['deflate', deflateSync(page)],
  ['deflate', deflateRawSync(page)],
  ['br', brotliCompressSync(page)],
  ['gzip, br', brotliCompressSync(gzipSync(page))],
  ['GZIP', Buffer.concat([gzipSync(page.subarray(0, 99)), gzipSync(page.subarray(99))])],
])('a body sent as %s arrives whole (case %#)', async (encoding, bytes) => {
  const { url } = await server((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
  const answer = await client().get({ url: `${url}/a` })
  expect(answer).toMatchObject({ kind: 'answer', status: 200, url: `${url}/a` })
  expect(answer.kind === 'answer' && Buffer.from(answer.bytes).equals(page)).toBe(true)
})

test.each([
  ['gzip', gzipSync(page)],
  ['deflate', deflateSync(page)],
  ['br', brotliCompressSync(page)],
] as const)(
  '%s cut short inside a complete reply is never taken for the page, wherever it is cut',
  async (encoding, bytes) => {
    const { url } = await server((request, response) => {
      const end = Number(request.url?.slice(1))
      // Two writes make a chunked reply that is complete as HTTP.
      response.writeHead(200, { 'content-encoding': encoding }).write(bytes.subarray(0, 1))
      response.end(bytes.subarray(1, end))
    })
    const http = client()
    expect(await code(http, `${url}/${bytes.length}`)).toBe('200')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 1 }), async (end) => {
        expect(await code(http, `${url}/${end}`)).toMatch(/^(cut-short|bad-encoding)$/)
      }),
      { numRuns: 60 },
    )
  },
)

test.each([
  ['a Content-Length that is not reached', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc', 'cut-short'],
  ['chunks without the last one', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', 'cut-short'],
  ['a chunk that is not whole', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc', 'cut-short'],
  ['headers that break off', 'HTTP/1.1 200 OK\r\nContent-Le', 'cut-short'],
  ['what is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'bad-answer'],
  ['nothing at all', '', 'cut-short'],
])('%s is a failure', async (_, raw, expected) => {
  const local = await server(() => {})
  local.server.removeAllListeners('request')
  local.server.on('request', (request) => request.socket.end(raw))
  expect(await code(client(), local.url)).toBe(expected)
})

test('a body compressed in an unknown or a false way is a failure', async () => {
  const { url } = await server((request, response) =>
    response.writeHead(200, { 'content-encoding': request.url === '/zip' ? 'gzip' : 'compress' }).end('plain text'),
  )
  expect(await code(client(), `${url}/z`)).toBe('bad-encoding')
  expect(await code(client(), `${url}/zip`)).toBe('bad-encoding')
})

test('the size limit counts bytes after decompression, and stops what never ends', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const { url } = await server((request, response) => {
    const packed = request.url?.startsWith('/zip')
    response.writeHead(200, packed ? { 'content-encoding': 'gzip' } : {})
    if (request.url === '/zip') return response.end(bomb)
    if (request.url === '/zip-fits') return response.end(gzipSync(Buffer.alloc(10_000)))
    if (request.url === '/fits') return response.end(Buffer.alloc(10_000))
    if (request.url === '/over') return response.end(Buffer.alloc(10_001))
    const more = () => response.write(Buffer.alloc(5_000)) && setImmediate(more)
    response.on('drain', more)
    more()
  })
  const http = client({ maxBytes: 10_000 })
  const codes = await Promise.all(
    ['/fits', '/zip-fits', '/over', '/zip', '/endless'].map((path) => code(http, `${url}${path}`)),
  )
  expect(codes).toEqual(['200', '200', 'too-large', 'too-large', 'too-large'])
})

test('a body that drips is stopped by the total time-out', async () => {
  const { url } = await server((_, response) => {
    const timer = setInterval(() => response.write('x'), 10)
    response.on('close', () => clearInterval(timer))
  })
  expect(await code(client({ timeout: 150 }), url)).toBe('timeout')
})

test('a server that never answers is stopped by the total time-out, redirects included', async () => {
  const { url } = await server((request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/silent' }).end()
  })
  expect(await code(client({ timeout: 150 }), url)).toBe('timeout')
})

test('redirects are followed up to the limit, and a loop is a failure', async () => {
  const local = await server((request, response) => {
    const n = Number(request.url?.slice(1))
    if (n > 0) response.writeHead(302, { location: `/${n - 1}` }).end('moved')
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end()
    else response.end('here')
  })
  const http = client({ redirects: 3 })
  expect(await http.get({ url: `${local.url}/3` })).toMatchObject({
    kind: 'answer',
    status: 200,
    url: `${local.url}/0`,
  })
  expect(await code(http, `${local.url}/4`)).toBe('too-many-redirects')
  const before = local.seen.length
  expect(await code(http, `${local.url}/loop`)).toBe('too-many-redirects')
  expect(local.seen.length - before).toBe(4)
})

test('a user name and password go to the host they were given for and to no other', async () => {
  const other = await server((_, response) => response.end('there'))
  const local = await server((_, response) => response.writeHead(302, { location: `${other.url}/x` }).end())
  const answer = await client().get({
    url: `http://me:s%40cret@127.0.0.1:${local.port}/`,
    headers: { cookie: 'a=b', 'if-none-match': '"q"' },
  })
  expect(local.seen[0]?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('me:s@cret').toString('base64')}`,
    cookie: 'a=b',
    'user-agent': 'endpoint-drift/test',
  })
  expect(other.seen[0]?.headers).toMatchObject({ 'if-none-match': '"q"' })
  expect(other.seen[0]?.headers).not.toHaveProperty('authorization')
  expect(other.seen[0]?.headers).not.toHaveProperty('cookie')
  expect(answer).toMatchObject({ url: `${other.url}/x` })
})

test.each([408, 425, 429, 500, 502, 503, 504])(
  '%i is asked again with growing pauses, then handed over',
  async (status) => {
    const clock = standingClock()
    const local = await server((_, response) => response.writeHead(status).end())
    expect(await client({ retries: 3 }, clock).get({ url: local.url })).toMatchObject({ kind: 'answer', status })
    expect(local.seen.length).toBe(4)
    expect(clock.waits).toEqual([1_000, 2_000, 4_000])
  },
)

test.each([200, 301, 304, 400, 401, 403, 404, 410])('%i is not asked again', async (status) => {
  const local = await server((_, response) => response.writeHead(status).end())
  await client({ retries: 3 }).get({ url: local.url })
  expect(local.seen.length).toBe(1)
})

test('a server that recovers is understood', async () => {
  let n = 0
  const { url } = await server((request, response) => {
    n++
    if (n === 1) return request.socket.destroy()
    response.writeHead(n === 2 ? 503 : 200).end('well')
  })
  expect(await client({ retries: 3 }).get({ url })).toMatchObject({ kind: 'answer', status: 200 })
})

test.each([
  ['30', 30_000],
  ['Wed, 01 Jul 2026 12:00:30 GMT', 30_000],
  ['0', 1_000],
  ['rubbish', 1_000],
])('Retry-After: %s is obeyed with a wait of %i ms', async (value, wait) => {
  const clock = standingClock()
  let n = 0
  const { url } = await server((_, response) =>
    n++ === 0 ? response.writeHead(429, { 'retry-after': value }).end() : response.end('well'),
  )
  expect(await client({ retries: 1 }, clock).get({ url })).toMatchObject({ status: 200 })
  expect(clock.waits).toEqual([wait])
})

test.each([
  ['3600', 3_600_000],
  ['Wed, 01 Jul 2026 18:00:00 GMT', 21_600_000],
  ['99999999', 86_400_000],
])('Retry-After: %s is too long to wait for: the source is left alone for %i ms', async (value, pause) => {
  const clock = standingClock()
  const local = await server((_, response) => response.writeHead(503, { 'retry-after': value }).end())
  const answer = await client({ retries: 3 }, clock).get({ url: local.url })
  expect(answer).toMatchObject({ kind: 'failure', code: 'http-503', notBefore: clock.now() + pause })
  expect(local.seen.length).toBe(1)
})

test('a refused connection is tried again and is a failure without credentials', async () => {
  const clock = standingClock()
  const port = await closedPort()
  const answer = await client({ retries: 2 }, clock).get({ url: `http://me:hidden1@127.0.0.1:${port}/a?token=hidden2` })
  expect(answer).toMatchObject({ kind: 'failure', code: 'refused' })
  expect(JSON.stringify(answer)).not.toContain('hidden')
  expect(JSON.stringify(answer)).toContain(`127.0.0.1:${port}/a`)
  expect(clock.waits).toEqual([1_000, 2_000])
})

test('what is no URL is a failure, not an exception', async () => {
  expect(await code(client({ retries: 3 }), 'example')).toBe('bad-url')
  expect(await code(client({ retries: 3 }), 'http://%zz:a@127.0.0.1:1/')).toBe('bad-url')
})

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
    const http = createHttp({ userAgent: 'x' })
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
