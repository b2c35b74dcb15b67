import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttp } from '../../../src/sources/http.ts'
import { jsonList } from '../../../src/sources/json-list/index.ts'
import type { Fetched, SourceIo } from '../../../src/sources/kind.ts'
import { type LocalServer, serve, standingClock } from '../http-server.ts'
import { addressesOf, desktop, front, list, other, type Source, serviceTags, tagSettings } from './samples.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

type Page = { status?: number; headers?: Record<string, string>; body?: string | Uint8Array }

/** A server whose answers by path are set from outside; validators are honoured where an answer has them. */
async function host(pages: Record<string, Page>): Promise<LocalServer> {
  const listener: RequestListener = (request, response) => {
    const { status = 200, headers = {}, body = '' } = pages[request.url ?? ''] ?? { status: 404, body: 'none here' }
    const same = headers.etag
      ? request.headers['if-none-match'] === headers.etag
      : headers['last-modified'] && request.headers['if-modified-since'] === headers['last-modified']
    response.writeHead(same ? 304 : status, { 'content-type': 'application/json', ...headers }).end(same ? '' : body)
  }
  const server = await serve(listener)
  open.push(server.close)
  return server
}

/** What the worker does: the state is kept once the body was dealt with. */
function installation(maxBytes?: number) {
  const clock = standingClock()
  let now = clock.now()
  const http = createHttp(
    { userAgent: 'test', proxies: { http: '', https: '', no: '' }, ...(maxBytes !== undefined && { maxBytes }) },
    clock,
  )
  open.push(() => http.close())
  let state: string | null = null
  const io: SourceIo = {
    http,
    now: () => now,
    clientId: () => 'none',
    lastBody: () => null,
    asked: false,
    memo: new Map(),
  }
  return {
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    state: () => state,
    async check(source: Source): Promise<Fetched> {
      const fetched = await jsonList.fetch(source, state, io)
      if (fetched.kind !== 'fault') state = fetched.state ?? state
      return fetched
    },
  }
}

function source(url: string, settings: Record<string, unknown> = {}): Source {
  return list({ ...tagSettings, url, ...settings })
}

const tags = serviceTags([desktop, front, other], 311)
const day = 86_400_000

describe('a list that has not changed', () => {
  it.each([
    ['an ETag', { etag: '"311"' }, 'if-none-match'],
    ['a date', { 'last-modified': 'Mon, 06 Jul 2026 09:00:00 GMT' }, 'if-modified-since'],
    ['nothing but the same bytes', {}, 'accept'],
  ])('is told by %s', async (_, headers: Record<string, string>, asked) => {
    const pages: Record<string, Page> = { '/tags.json': { headers, body: tags } }
    const { url, seen } = await host(pages)
    const at = installation()
    expect((await at.check(source(`${url}/tags.json`))).kind).toBe('body')
    expect(await at.check(source(`${url}/tags.json`))).toEqual({ kind: 'unchanged', notices: [] })
    expect(seen).toHaveLength(2)
    expect(seen[1]?.headers).toHaveProperty(asked)
    pages['/tags.json'] = { headers: { ...headers, etag: '"312"' }, body: serviceTags([desktop], 312) }
    expect((await at.check(source(`${url}/tags.json`))).kind).toBe('body')
  })

  it('is fetched whole when it is to be read by other expressions', async () => {
    const { url, seen } = await host({ '/tags.json': { headers: { etag: '"1"' }, body: tags } })
    const at = installation()
    await at.check(source(`${url}/tags.json`))
    expect((await at.check(source(`${url}/tags.json`, { addresses: 'properties.other' }))).kind).toBe('body')
    expect(seen[1]?.headers).not.toHaveProperty('if-none-match')
  })

  it('is no list that is "not modified" when nobody asked whether it was', async () => {
    const pages: Record<string, Page> = { '/tags.json': { body: tags } }
    const { url } = await host(pages)
    const at = installation()
    await at.check(source(`${url}/tags.json`))
    pages['/tags.json'] = { status: 304 }
    expect(await at.check(source(`${url}/tags.json`))).toMatchObject({ kind: 'fault', fault: { code: 'http-304' } })
  })

  it.each([['nonsense'], ['{}'], ['{"version":9}']])(
    'is fetched whole when the state is not understood: %s',
    async (state) => {
      const { url } = await host({ '/tags.json': { headers: { etag: '"1"' }, body: tags } })
      const at = installation()
      const fetched = await jsonList.fetch(source(`${url}/tags.json`), state, {
        http: createHttpFor(),
        now: () => 0,
        clientId: () => '',
        lastBody: () => null,
        asked: false,
        memo: new Map(),
      })
      expect(fetched.kind).toBe('body')
      expect(at.state()).toBeNull()
    },
  )
})

function createHttpFor() {
  const http = createHttp({ userAgent: 'test', proxies: { http: '', https: '', no: '' } }, standingClock())
  open.push(() => http.close())
  return http
}

describe('a list that came', () => {
  it('is read, from the wire to its addresses', async () => {
    const { url } = await host({ '/tags.json': { headers: { 'content-encoding': 'gzip' }, body: gzipSync(tags) } })
    const fetched = await installation().check(source(`${url}/tags.json`))
    if (fetched.kind !== 'body') throw new Error(fetched.kind)
    const read = await jsonList.read(source(`${url}/tags.json`), fetched.body)
    if (read.kind !== 'reading') throw new Error(read.fault.why)
    expect(addressesOf(read.reading)).toEqual([
      '198.51.100.0/24',
      '2001:db8:40::/48',
      '203.0.113.64/26',
      '203.0.113.8/32',
    ])
  })

  it.each([
    ['what it calls its revision', { revision: 'changeNumber' }, '311', []],
    ['its ETag where nothing is said', { revision: undefined }, '"e"', []],
    ['its ETag, with a notice, where the expression finds nothing', { revision: 'number' }, '"e"', ['no-revision']],
    ['its ETag, with a notice, where the expression fails', { revision: 'sum(cloud)' }, '"e"', ['no-revision']],
  ])('has for its revision %s', async (_, settings, revision, codes) => {
    const { url } = await host({ '/tags.json': { headers: { etag: '"e"' }, body: tags } })
    const fetched = await installation().check(source(`${url}/tags.json`, settings))
    if (fetched.kind !== 'body') throw new Error(fetched.kind)
    expect(fetched.body.parts[0].revision).toBe(revision)
    expect(fetched.notices.map(({ code }) => code)).toEqual(codes)
  })

  it('by a redirect to a dated file is the list at its own address', async () => {
    const pages: Record<string, Page> = {
      '/newest': { status: 302, headers: { location: '/ServiceTags_20260706.json' } },
      '/ServiceTags_20260706.json': { headers: { etag: '"a"' }, body: tags },
      '/ServiceTags_20260713.json': { headers: { etag: '"b"' }, body: serviceTags([desktop, front], 312) },
    }
    const { url } = await host(pages)
    const at = installation()
    const first = await at.check(source(`${url}/newest`))
    expect(first).toMatchObject({ kind: 'body', notices: [], body: { parts: [{ url: `${url}/newest` }] } })
    expect((await at.check(source(`${url}/newest`))).kind).toBe('unchanged')
    pages['/newest'] = { status: 302, headers: { location: '/ServiceTags_20260713.json' } }
    expect(await at.check(source(`${url}/newest`))).toMatchObject({ kind: 'body', notices: [] })
  })

  it('names no credentials', async () => {
    const { url, seen } = await host({ '/tags.json': { headers: { etag: '"a"' }, body: tags } })
    const at = installation()
    const secret = source(`${url.replace('//', '//reader:hunter2@')}/tags.json`)
    const fetched = await at.check(secret)
    expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('reader:hunter2').toString('base64')}`)
    expect(JSON.stringify(fetched)).not.toContain('hunter2')
    expect((await at.check(secret)).kind).toBe('unchanged')
  })
})

describe('a list that is gone', () => {
  it('is looked for at its further addresses, and the operator hears of it', async () => {
    const pages: Record<string, Page> = {
      '/b.json': { status: 410 },
      '/c.json': { headers: { etag: '"c"' }, body: tags },
    }
    const { url, seen } = await host(pages)
    const at = installation()
    const watched = source(`${url}/a.json`, { alsoAt: [`${url}/b.json`, `${url}/c.json`] })
    const first = await at.check(watched)
    expect(first).toMatchObject({ kind: 'body', notices: [{ code: 'moved', place: 'tags' }] })
    expect(JSON.stringify(first)).toMatch(/a\.json answered 404; .*b\.json answered 410/)
    expect(await at.check(watched)).toMatchObject({ kind: 'unchanged', notices: [{ code: 'moved' }] })
    expect(seen.map((request) => request.url)).toEqual(['/a.json', '/b.json', '/c.json', '/c.json'])
    pages['/a.json'] = { headers: { etag: '"a"' }, body: serviceTags([desktop], 312) }
    at.pass(day)
    expect(await at.check(watched)).toMatchObject({ kind: 'body', notices: [] })
  })

  it('everywhere is a fault that says what each address answered', async () => {
    const { url } = await host({})
    const fetched = await installation().check(source(`${url}/a.json`, { alsoAt: [`${url}/b.json`] }))
    expect(fetched).toMatchObject({ kind: 'fault', fault: { code: 'page-gone', place: 'tags' } })
    expect(JSON.stringify(fetched)).toMatch(/a\.json answered 404; .*b\.json answered 404/)
  })
})

describe('an answer that is no list', () => {
  it.each<[string, Page]>([
    ['not-json', { headers: { 'content-type': 'text/html' }, body: '<html><title>Sign in</title></html>' }],
    ['not-json', { body: 'moved' }],
    ['not-json', { body: '{"values": nothing}' }],
    ['not-a-list', { body: '311' }],
    ['empty-body', {}],
    ['cut-short', { body: tags.slice(0, 400) }],
    ['cut-short', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(tags).subarray(0, 200) }],
    ['bad-charset', { body: Buffer.from('["caf\xe9"]', 'latin1') }],
    ['http-403', { status: 403 }],
    ['http-500', { status: 500 }],
    ['http-204', { status: 204 }],
    ['http-304', { status: 304 }],
  ])('is the fault %s, which keeps the state and asks no other address', async (code, page) => {
    const pages: Record<string, Page> = { '/tags.json': { headers: { etag: '"a"' }, body: tags } }
    const { url, seen } = await host({ ...pages, '/copy.json': { body: tags } })
    const at = installation()
    const watched = source(`${url}/tags.json`, { alsoAt: [`${url}/copy.json`] })
    const broken = await host({ '/tags.json': page, '/copy.json': { body: tags } })
    await at.check(watched)
    const before = at.state()
    const fetched = await at.check({ ...watched, url: `${broken.url}/tags.json`, alsoAt: [`${broken.url}/copy.json`] })
    if (fetched.kind !== 'fault') throw new Error(fetched.kind)
    expect(fetched.fault).toMatchObject({
      code,
      place: 'tags',
      why: expect.stringContaining(`${broken.url}/tags.json`),
    })
    expect(fetched.fault.next).toMatch(/snapshot stays|browser/)
    expect(at.state()).toBe(before)
    expect(seen).toHaveLength(1)
    expect(broken.seen.some((request) => request.url === '/copy.json')).toBe(false)
  })

  it('over the limit of the size is a fault, also when it is small on the wire', async () => {
    const big = serviceTags(Array.from({ length: 50 }, () => desktop))
    const { url } = await host({
      '/a.json': { body: big },
      '/b.json': { headers: { 'content-encoding': 'gzip' }, body: gzipSync(big) },
    })
    for (const path of ['/a.json', '/b.json'])
      expect(await installation(10_000).check(source(`${url}${path}`))).toMatchObject({
        kind: 'fault',
        fault: { code: 'too-large', next: expect.stringContaining('fetch.maxBytes') },
      })
  })

  it('for now tells until when the server wants to be left alone', async () => {
    const { url } = await host({ '/tags.json': { status: 503, headers: { 'retry-after': '7200' } } })
    const fetched = await installation().check(source(`${url}/tags.json`))
    expect(fetched).toMatchObject({
      kind: 'fault',
      fault: { code: 'http-503' },
      notBefore: standingClock().now() + 7_200_000,
    })
  })
})
