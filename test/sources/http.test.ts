import { expect, test } from 'vitest'
import { bench, codeOf as code } from './http-bench.ts'
import { closedPort, standingClock } from './http-server.ts'

const { client, server } = bench()

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
