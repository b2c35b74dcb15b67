import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bench, codeOf as code } from './http-bench.ts'

const { client, server } = bench()

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
  const bomb = gzipSync(Buffer.alloc(5_000_000))
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
  expect(bomb.length).toBeLessThan(10_000)
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
  const began = performance.now()
  expect(await code(client({ timeout: 150 }), url)).toBe('timeout')
  expect(performance.now() - began).toBeLessThan(2_500)
})

test('a server that never answers is stopped by the total time-out, redirects included', async () => {
  const { url } = await server((request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/silent' }).end()
  })
  const began = performance.now()
  expect(await code(client({ timeout: 150 }), url)).toBe('timeout')
  expect(performance.now() - began).toBeLessThan(2_500)
})

test('redirects that each take a while do not begin the time-out anew', async () => {
  const local = await server((request, response) => {
    const n = Number(request.url?.slice(1))
    setTimeout(() => response.writeHead(302, { location: `/${n + 1}` }).end(), 60)
  })
  expect(await code(client({ timeout: 200, redirects: 50 }), `${local.url}/0`)).toBe('timeout')
  expect(local.seen.length).toBeLessThan(10)
})
