import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { createHttp } from '../../src/sources/http.ts'
import type { Fetched } from '../../src/sources/kind.ts'
import { learnPage, learnPageWith } from '../../src/sources/learn-page/index.ts'
import { closedPort, standingClock } from './http-server.ts'
import { type Page, plainReader, type Site, site, watch } from './learn-page-site.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

async function serving(files: Record<string, Page>): Promise<Site> {
  const local = await site(files)
  open.push(local)
  return local
}

function codeOf(fetched: Fetched): string {
  return fetched.kind === 'fault' ? fetched.fault.code : fetched.kind
}

const hour = 3_600_000
const page = '# Endpoints\n\n- `one.example.net`\n'

test('a page is fetched once, and after that only asked for by its validators', async () => {
  const local = await serving({ '/docs/page.md': page })
  const demo = watch(local.http, { url: `${local.url}/docs/page.md` })
  const first = await demo.fetch()
  expect(first).toMatchObject({
    kind: 'body',
    notices: [],
    body: { parts: [{ path: null, url: `${local.url}/docs/page.md` }] },
  })
  expect(first.kind === 'body' && first.body.parts[0].revision).toMatch(/^"[0-9a-f]{12}"$/)
  expect(await demo.text()).toBe(page)
  demo.loads.length = 0
  expect(await demo.fetch()).toEqual({ kind: 'unchanged', notices: [] })
  expect(demo.loads).toEqual([])
  local.files.set('/docs/page.md', `${page}- \`two.example.net\`\n`)
  expect(codeOf(await demo.fetch())).toBe('body')
  expect(await demo.text()).toContain('two.example.net')
})

test('Last-Modified serves where there is no ETag', async () => {
  const local = await serving({})
  const date = 'Wed, 01 Jul 2026 10:00:00 GMT'
  const asked: (string | undefined)[] = []
  local.server.removeAllListeners('request')
  local.server.on('request', (request, response) => {
    asked.push(request.headers['if-modified-since'])
    response.writeHead(request.headers['if-modified-since'] === date ? 304 : 200, { 'last-modified': date }).end(page)
  })
  const demo = watch(local.http, { url: `${local.url}/page.md` })
  expect(await demo.fetch()).toMatchObject({ kind: 'body', body: { parts: [{ revision: date }] } })
  expect(codeOf(await demo.fetch())).toBe('unchanged')
  expect(asked).toEqual([undefined, date])
})

test('validators that a 304 does not repeat are kept', async () => {
  const local = await serving({})
  const asked: (string | undefined)[] = []
  local.server.removeAllListeners('request')
  local.server.on('request', (request, response) => {
    asked.push(request.headers['if-none-match'])
    if (asked.at(-1) === '"1"') response.writeHead(304).end()
    else response.writeHead(200, { etag: '"1"' }).end(page)
  })
  const demo = watch(local.http, { url: `${local.url}/page.md` })
  await demo.fetch()
  for (let n = 0; n < 3; n++) expect(await demo.fetch()).toEqual({ kind: 'unchanged', notices: [] })
  expect(asked).toEqual([undefined, '"1"', '"1"', '"1"'])
})

test('a server without validators that sends the same bytes again has no news, and nothing is loaded for it', async () => {
  const local = await serving({})
  let n = 0
  local.server.removeAllListeners('request')
  local.server.on('request', (request, response) => {
    // Each answer with another ETag: some servers count their deployments in it.
    response.writeHead(200, request.url === '/tagged.md' ? { etag: `"${n++}"` } : {}).end(page)
  })
  for (const name of ['bare', 'tagged']) {
    const demo = watch(local.http, { url: `${local.url}/${name}.md` })
    await demo.fetch()
    demo.loads.length = 0
    expect(await demo.fetch()).toMatchObject({ kind: 'unchanged', notices: [] })
    expect(demo.loads).toEqual([])
    if (name === 'tagged') expect(demo.state()).toContain(JSON.stringify(`"${n - 1}"`))
  }
})

test('a page beyond what the reader takes is a fault', async () => {
  const local = await serving({ '/page.md': 'REFUSE' })
  const kind = learnPageWith(plainReader())
  const source = { ...kind.schema.parse({ url: `${local.url}/page.md` }), id: 'demo' }
  const bytes = Buffer.from('REFUSE')
  const part = { url: source.url, path: null, bytes, contentType: null, revision: null }
  const read = await kind.read(source, { parts: [part] })
  expect(read).toMatchObject({ kind: 'fault', fault: { code: 'reading-refused', place: 'demo' } })
})

test.each([
  [{ url: 'ftp://example.org/page.md' }],
  [{ url: 'example.org/page.md' }],
  [{ url: 'https://example.org/', alsoAt: 'https://example.org/b' }],
  [{ url: 'https://example.org/', alsoAt: ['file:///etc/passwd'] }],
  [{ url: 'https://example.org/', includes: 'no' }],
  [{}],
])('the configuration %j is refused', (settings) => {
  expect(learnPage.schema.safeParse(settings).success).toBe(false)
})

test('a state of another configuration, or one that is damaged, is not relied on', async () => {
  const local = await serving({ '/a.md': '[!INCLUDE [](i.md)]', '/i.md': 'inner' })
  const without = watch(local.http, { url: `${local.url}/a.md`, includes: false })
  await without.fetch()
  expect(await without.text()).toBe('(missing)')
  const state = without.state()
  for (const before of [state, '{"version":1}', '{', 'null']) {
    const both = watch(local.http, { url: `${local.url}/a.md` }, before)
    expect(codeOf(await both.fetch())).toBe('body')
    expect(await both.text()).toBe('inner')
  }
  expect(codeOf(await watch(local.http, { url: `${local.url}/a.md`, includes: false }, state).fetch())).toBe(
    'unchanged',
  )
})

const html = '<!DOCTYPE html><html><body>Sign in</body></html>'
test.each<[string, Page, string]>([
  ['an HTML page in plain text', html, 'not-the-page'],
  ['an HTML page after a comment and a BOM', `\ufeff<!-- x -->\n<html lang="en">`, 'not-the-page'],
  ['a page of type text/html', { headers: { 'content-type': 'text/html; charset=utf-8' }, body: page }, 'not-the-page'],
  ['JSON by its type', { headers: { 'content-type': 'application/problem+json' }, body: '{}' }, 'not-the-page'],
  ['JSON by its look', '{"error":"rate limited"}', 'not-the-page'],
  ['XML', '<?xml version="1.0"?><Error><Code>Gone</Code></Error>', 'not-the-page'],
  ['an error in one line', '429: Too Many Requests', 'not-the-page'],
  ['a pointer to a large file', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'not-the-page'],
  ['an image', { headers: { 'content-type': 'image/png' }, body: 'x' }, 'not-the-page'],
  ['nothing', '', 'empty'],
  ['white space', ' \r\n\t\n', 'empty'],
  ['a lone comment', '<!-- nothing -->\n', 'empty'],
  ['bytes with NUL', Buffer.from([0x23, 0x20, 0, 1, 2]), 'binary'],
  ['UTF-8 that is not', Buffer.from([0x23, 0x20, 0xc3, 0x28]), 'bad-charset'],
  ['a status 403', { status: 403 }, 'http-403'],
  ['a status 500', { status: 500 }, 'http-500'],
  ['a status 204', { status: 204 }, 'http-204'],
  ['a status 206', { status: 206, body: page }, 'http-206'],
  ['a gzip cut short', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(page).subarray(0, 30) }, 'cut-short'],
])('%s is a fault with a reason and a next step, never a page', async (_, answer, code) => {
  const local = await serving({ '/page.md': answer, '/other.md': page })
  const fetched = await watch(local.http, { url: `${local.url}/page.md`, alsoAt: [`${local.url}/other.md`] }).fetch()
  expect(codeOf(fetched)).toBe(code)
  expect(fetched).toMatchObject({
    fault: { place: 'demo', why: expect.stringMatching(/\S/), next: expect.stringMatching(/\S/) },
  })
})

test.each<[string, Page]>([
  ['UTF-16 with a BOM', Buffer.from(`\ufeff${page}`, 'utf16le')],
  ['UTF-8 with a BOM', `\ufeff${page}`],
  ['a page that begins with a link', `[home](/)\n\n${page}`],
  ['a page that begins with an include of nothing', `[!NOTE] ${page} [x]`],
  ['a page of one line about ports', '443, 80 outbound'],
  ['a page that begins with HTML of its own', `<a name="top"></a>\n\n${page}`],
  ['a page that shows HTML further down', `${page}\n\`\`\`\n<!doctype html><html>\n\`\`\`\n`],
])('%s is taken', async (_, answer) => {
  const local = await serving({ '/page.md': answer })
  expect(codeOf(await watch(local.http, { url: `${local.url}/page.md` }).fetch())).toBe('body')
})

test('a page that is gone is looked for at its other addresses, and operators are told where it is', async () => {
  const local = await serving({ '/old.md': page, '/new.md': `${page}new` })
  const demo = watch(local.http, {
    url: `${local.url}/old.md`,
    alsoAt: [`${local.url}/never.md`, `${local.url}/new.md`],
  })
  await demo.fetch()
  local.files.delete('/old.md')
  const fetched = await demo.fetch()
  expect(fetched).toMatchObject({ kind: 'body', body: { parts: [{ url: `${local.url}/new.md` }] } })
  const [notice] = fetched.kind === 'body' ? fetched.notices : []
  expect(notice).toMatchObject({ code: 'moved', place: 'demo' })
  expect(notice?.why).toContain(`${local.url}/old.md`)
  expect(notice?.next).toContain(`url: ${local.url}/new.md`)
  const before = local.seen.length
  expect(await demo.fetch()).toMatchObject({ kind: 'unchanged', notices: [{ code: 'moved' }] })
  expect(local.seen.slice(before).map((request) => request.url)).toEqual(['/new.md'])
})

test('once a day the configured address is asked first again, and taken when the page is back', async () => {
  const local = await serving({ '/new.md': page })
  const demo = watch(local.http, { url: `${local.url}/old.md`, alsoAt: [`${local.url}/new.md`] })
  await demo.fetch(0)
  local.files.set('/old.md', `${page}back`)
  expect(await demo.fetch(23 * hour)).toMatchObject({ kind: 'unchanged', notices: [{ code: 'moved' }] })
  expect(await demo.fetch(24 * hour)).toMatchObject({ kind: 'body', notices: [] })
  expect(await demo.text()).toContain('back')
})

test('a day later the configured address is asked once, not each hour of the next day', async () => {
  const local = await serving({ '/new.md': page })
  const demo = watch(local.http, { url: `${local.url}/old.md`, alsoAt: [`${local.url}/new.md`] })
  await demo.fetch(0)
  for (const at of [24, 25, 26]) await demo.fetch(at * hour)
  expect(local.seen.map((request) => request.url)).toEqual([
    '/old.md',
    '/new.md',
    '/old.md',
    '/new.md',
    '/new.md',
    '/new.md',
  ])
})

test('a daily look at the configured address that fails changes nothing', async () => {
  const local = await serving({ '/new.md': page })
  const demo = watch(local.http, { url: `${local.url}/old.md`, alsoAt: [`${local.url}/new.md`] })
  await demo.fetch(0)
  local.files.set('/old.md', { status: 500 })
  expect(await demo.fetch(24 * hour)).toMatchObject({ kind: 'unchanged', notices: [{ code: 'moved' }] })
})

test('when the address that answered last is gone too, the whole list is gone through', async () => {
  const local = await serving({ '/b.md': page })
  const also = [`${local.url}/b.md`, `${local.url}/c.md`]
  const demo = watch(local.http, { url: `${local.url}/a.md`, alsoAt: also })
  await demo.fetch()
  local.files.delete('/b.md')
  local.files.set('/c.md', page)
  expect(await demo.fetch()).toMatchObject({ kind: 'body', body: { parts: [{ url: `${local.url}/c.md` }] } })
})

test('validators of one address are never taken for another one, whose text may be older', async () => {
  const same = { headers: { etag: '"same"' } }
  const local = await serving({ '/a.md': { ...same, body: 'old text' }, '/b.md': { ...same, body: 'new text' } })
  const demo = watch(local.http, { url: `${local.url}/a.md`, alsoAt: [`${local.url}/b.md`] })
  await demo.fetch()
  local.files.delete('/a.md')
  expect(codeOf(await demo.fetch())).toBe('body')
  expect(local.seen.at(-1)?.headers).not.toHaveProperty('if-none-match')
  expect(await demo.text()).toBe('new text')
})

test('a page that is nowhere is a fault that names every address, and never a page', async () => {
  const local = await serving({ '/gone.md': { status: 410 } })
  const at = ['/a.md', '/b.md', '/gone.md'].map((path) => local.url + path)
  const fetched = await watch(local.http, { url: at[0], alsoAt: at.slice(1) }).fetch()
  expect(codeOf(fetched)).toBe('page-gone')
  for (const address of at) expect(fetched.kind === 'fault' && fetched.fault.why).toContain(address)
})

test.each([
  ['a status 503', { status: 503 }],
  ['an error page', html],
])('%s says nothing about where the page stands: the other addresses are not asked', async (_, answer) => {
  const local = await serving({ '/a.md': answer, '/b.md': page })
  await watch(local.http, { url: `${local.url}/a.md`, alsoAt: [`${local.url}/b.md`] }).fetch()
  expect(local.seen.map((request) => request.url)).toEqual(['/a.md'])
})

test('an ill host among the other addresses does not make a page gone', async () => {
  const local = await serving({ '/b.md': { status: 502 } })
  const at = ['/a.md', '/b.md', '/c.md'].map((path) => local.url + path)
  expect(codeOf(await watch(local.http, { url: at[0], alsoAt: at.slice(1) }).fetch())).toBe('http-502')
  local.files.set('/c.md', page)
  expect(codeOf(await watch(local.http, { url: at[0], alsoAt: at.slice(1) }).fetch())).toBe('body')
})

test.each([
  ['another path of the same document', '/new/page.md', 'body', ['moved']],
  ['a language put in front', '/en-us/docs/page.md', 'body', []],
  ['a login', '/login?from=page.md', 'page-gone', []],
  ['the home page', '/', 'page-gone', []],
])('a redirect to %s', async (_, location, expected, notices) => {
  const local = await serving({ '/docs/page.md': { status: 301, headers: { location } }, [location]: page })
  const demo = watch(local.http, { url: `${local.url}/docs/page.md` })
  const fetched = await demo.fetch()
  expect(codeOf(fetched)).toBe(expected)
  expect(fetched.kind === 'body' ? fetched.notices.map(({ code }) => code) : []).toEqual(notices)
  const second = await demo.fetch()
  expect(codeOf(second)).toBe(expected === 'body' ? 'unchanged' : expected)
  expect(second.kind === 'unchanged' ? second.notices.map(({ code }) => code) : []).toEqual(notices)
})

test('nothing that is kept or said holds the password of an address', async () => {
  const local = await serving({ '/a.md': page })
  const demo = watch(local.http, { url: `http://me:hidden@127.0.0.1:${local.port}/a.md?token=hidden` })
  local.files.set('/a.md?token=hidden', '[!INCLUDE [](i.md)]')
  local.files.set('/i.md', 'inner')
  const fetched = await demo.fetch()
  expect(codeOf(fetched)).toBe('body')
  expect(local.seen.map((request) => request.headers.authorization !== undefined)).toEqual([true, true])
  expect(JSON.stringify(fetched)).not.toContain('hidden')
  expect(codeOf(await demo.fetch())).toBe('unchanged')
  expect(local.seen.every((request) => request.headers.authorization !== undefined)).toBe(true)
  local.files.delete('/i.md')
  const gone = await demo.fetch()
  expect(codeOf(gone)).toBe('include-missing')
  expect(JSON.stringify([gone, demo.state()])).not.toContain('hidden')
  expect(local.seen.at(-2)?.headers).toHaveProperty('if-none-match')
})

test('trouble of the network is a fault, with the time before which the host must not be asked', async () => {
  const local = await serving({ '/a.md': { status: 429, headers: { 'retry-after': '7200' } } })
  const limited = await watch(local.http, { url: `${local.url}/a.md` }).fetch()
  expect(limited).toMatchObject({
    kind: 'fault',
    fault: { code: 'http-429' },
    notBefore: standingClock().now() + 2 * hour,
  })
  const http = createHttp({ userAgent: 'x', retries: 0, proxies: { http: '', https: '', no: '' } })
  open.push(http)
  const refused = await watch(http, { url: `http://127.0.0.1:${await closedPort()}/a.md` }).fetch()
  expect(codeOf(refused)).toBe('refused')
})
