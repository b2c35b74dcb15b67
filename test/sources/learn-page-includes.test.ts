import { afterEach, expect, test } from 'vitest'
import type { Fetched } from '../../src/sources/kind.ts'
import { includeUrls, landing, withCredentials } from '../../src/sources/learn-page/address.ts'
import { learnPage } from '../../src/sources/learn-page/index.ts'
import { type Page, type Site, site, watch } from './learn-page-site.ts'

const open: Site[] = []
afterEach(async () => {
  for (const local of open.splice(0)) await local.close()
})

async function serving(files: Record<string, Page>): Promise<Site> {
  const local = await site(files)
  open.push(local)
  return local
}

function codeOf(fetched: Fetched): string {
  return fetched.kind === 'fault' ? fetched.fault.code : fetched.kind
}

function include(path: string): string {
  return `[!INCLUDE [](${path})]`
}

function paths(fetched: Fetched): (string | null)[] {
  return fetched.kind === 'body' ? fetched.body.parts.map((part) => part.path) : []
}

const raw = 'https://raw.githubusercontent.com/owner/repo'

test.each([
  ['includes/a.md', 'https://h/x/page.md', ['https://h/x/includes/a.md']],
  ['../a b.md', 'https://h/x/y/page.md', ['https://h/x/a%20b.md']],
  ['../../../a.md', 'https://h/x/page.md', ['https://h/a.md']],
  ['a.md', 'https://h/x/page.md?token=secret#part', ['https://h/x/a.md']],
  ['https:/other/a.md', 'https://h/x/page.md', ['https://other/a.md']],
  ['~/i/a.md', 'https://h/page.md', ['https://h/i/a.md']],
  ['~/i/a.md', 'https://h/x/page.md', ['https://h/i/a.md', 'https://h/x/i/a.md']],
  ['/i/a.md', `${raw}/main/page.md`, [`${raw}/main/i/a.md`]],
  [
    '~/i/a.md',
    `${raw}/main/set/x/y/page.md`,
    [`${raw}/main/i/a.md`, `${raw}/main/set/i/a.md`, `${raw}/main/set/x/i/a.md`],
  ],
  [
    '~/i/a.md',
    `${raw}/refs/heads/main/set/page.md`,
    [`${raw}/refs/heads/main/i/a.md`, `${raw}/refs/heads/main/set/i/a.md`],
  ],
  ['http://[bad', 'https://h/x/page.md', []],
])('%s in %s stands at %j', (path, page, expected) => {
  expect(includeUrls(path, page)).toEqual(expected)
})

test.each([
  ['http://h/a/page.md', 'https://h/a/page.md', 'here'],
  ['https://h/a/Page.md', 'https://h/A/page.md', 'here'],
  ['https://h/a/page', 'https://h/en-us/a/page', 'here'],
  ['https://h/a/page', 'https://h/b/page/', 'moved'],
  ['https://h/a/page.md', 'https://h/b/page.html', 'moved'],
  ['https://h/a/page.md', 'https://h/a/other.md', 'elsewhere'],
  ['https://h/a/page.md', 'https://h/', 'elsewhere'],
  ['https://h/a/page.md', 'https://login.h/signin?to=page.md', 'elsewhere'],
] as const)('a redirect from %s to %s leads %s', (from, to, expected) => {
  expect(landing(from, to)).toBe(expected)
})

test('credentials go to their own origin only', () => {
  expect(withCredentials('https://h/a', 'https://me:pw@h/page')).toBe('https://me:pw@h/a')
  expect(withCredentials('https://h:8443/a', 'https://me:pw@h/page')).toBe('https://h:8443/a')
})

test('what a page includes is a part of it, nested and rooted, each file once', async () => {
  const local = await serving({
    '/docs/page.md': `${include('inc/a.md')} ${include('inc/a.md')} ${include('~/root.md')} ${include('../b.md')}`,
    '/docs/inc/a.md': `A ${include('deep/c.md')}`,
    '/docs/inc/deep/c.md': `C ${include('../../../b.md')}`,
    '/b.md': 'B',
    '/root.md': 'R',
  })
  const demo = watch(local.http, { url: `${local.url}/docs/page.md` })
  const fetched = await demo.fetch()
  expect(paths(fetched)).toEqual([null, 'inc/a.md', '~/root.md', '../b.md', 'inc/deep/c.md'])
  expect(await demo.text()).toBe('A C B A C B R B')
  expect(local.seen.map((request) => request.url).sort()).toEqual(
    ['/b.md', '/docs/inc/a.md', '/docs/inc/deep/c.md', '/docs/page.md', '/root.md'].sort(),
  )
})

test('when page and includes are not modified, each is asked once and nothing is loaded', async () => {
  const local = await serving({ '/p.md': include('a.md'), '/a.md': `A ${include('b.md')}`, '/b.md': 'B' })
  const demo = watch(local.http, { url: `${local.url}/p.md` })
  await demo.fetch()
  demo.loads.length = 0
  const before = local.seen.length
  expect(codeOf(await demo.fetch())).toBe('unchanged')
  expect(local.seen.slice(before).map((request) => request.url)).toEqual(['/p.md', '/a.md', '/b.md'])
  expect(demo.loads).toEqual([])
})

test.each([
  ['a.md', 'A2 [!INCLUDE [](b.md)]', 'A2 B', ['/p.md', '/a.md', '/b.md']],
  ['b.md', 'B2', 'A B2', ['/p.md', '/a.md', '/b.md']],
  ['a.md', 'no more', 'no more', ['/p.md', '/a.md']],
  ['a.md', 'A [!INCLUDE [](c.md)]', 'A C', ['/p.md', '/a.md', '/c.md']],
])('an include (%s) that changes to %j while the page does not is a new body', async (path, text, expected, asked) => {
  const local = await serving({ '/p.md': include('a.md'), '/a.md': `A ${include('b.md')}`, '/b.md': 'B', '/c.md': 'C' })
  const demo = watch(local.http, { url: `${local.url}/p.md` })
  await demo.fetch()
  const before = local.seen.length
  local.files.set(`/${path}`, text)
  expect(codeOf(await demo.fetch())).toBe('body')
  expect(await demo.text()).toBe(expected)
  expect(local.seen.slice(before).map((request) => request.url)).toEqual(asked)
  expect(codeOf(await demo.fetch())).toBe('unchanged')
})

test('a page that changes keeps the includes that did not, without fetching them again', async () => {
  const local = await serving({ '/p.md': include('a.md'), '/a.md': 'A' })
  const demo = watch(local.http, { url: `${local.url}/p.md` })
  await demo.fetch()
  local.files.set('/p.md', `changed ${include('a.md')}`)
  expect(codeOf(await demo.fetch())).toBe('body')
  expect(local.seen.at(-1)?.headers).toHaveProperty('if-none-match')
  expect(await demo.text()).toBe('changed A')
})

test('when the last body is lost, what was not modified is fetched afresh', async () => {
  const local = await serving({ '/p.md': include('a.md'), '/a.md': `A ${include('b.md')}`, '/b.md': 'B' })
  const demo = watch(local.http, { url: `${local.url}/p.md` })
  await demo.fetch()
  demo.setBody(null)
  local.files.set('/b.md', 'B2')
  expect(codeOf(await demo.fetch())).toBe('body')
  expect(await demo.text()).toBe('A B2')
})

test('a last body that is not the one the state speaks of is not built upon', async () => {
  const local = await serving({ '/p.md': `1 ${include('a.md')}`, '/a.md': 'A' })
  const demo = watch(local.http, { url: `${local.url}/p.md` })
  await demo.fetch()
  const older = demo.body()
  local.files.set('/p.md', `2 ${include('a.md')}`)
  await demo.fetch()
  demo.setBody(older)
  local.files.set('/a.md', 'A2')
  expect(codeOf(await demo.fetch())).toBe('body')
  expect(await demo.text()).toBe('2 A2')
})

test('the real reader finds what a page and its includes list, and says which file holds it', async () => {
  const local = await serving({
    '/docs/page.md': `# List\n\n## Needed\n\n| Address | Port |\n| --- | --- |\n| \`one.windows.net\` | 443 |\n\n${include('inc/more.md').replace('[]', '[More]')}\n`,
    '/docs/inc/more.md': '| Address | Port |\n| --- | --- |\n| \\*.two.windows.net | 80 |\n',
  })
  const source = { ...learnPage.schema.parse({ url: `${local.url}/docs/page.md` }), id: 'demo' }
  const io = { http: local.http, now: () => 0, clientId: () => '', lastBody: () => null, asked: false, memo: new Map() }
  const fetched = await learnPage.fetch(source, null, io)
  const read = fetched.kind === 'body' ? await learnPage.read(source, fetched.body) : null
  const found = read?.kind === 'reading' ? read.reading.entries : []
  expect(found.map((entry) => [entry.address, entry.occurrences[0]?.file, entry.occurrences[0]?.line])).toEqual([
    ['*.two.windows.net', 'inc/more.md', 3],
    ['one.windows.net', undefined, 7],
  ])
  expect(paths(fetched)).toEqual([null, 'inc/more.md'])
  expect(read?.kind === 'reading' && read.reading.complaints).toEqual([])
})

test.each<[string, Page | undefined, string]>([
  ['is not there', undefined, 'include-missing'],
  ['is gone for good', { status: 410 }, 'include-missing'],
  ['redirects to another document', { status: 302, headers: { location: '/home' } }, 'include-missing'],
  ['is ill', { status: 500 }, 'http-500'],
  ['is an HTML page', '<!doctype html><p>Sorry', 'not-the-page'],
  ['is empty', '', 'empty'],
])('a page whose include %s is a fault: without it endpoints would seem removed', async (_, answer, code) => {
  const local = await serving({ '/docs/p.md': `${include('a.md')} text`, '/docs/a.md': 'A', '/home': 'welcome' })
  const demo = watch(local.http, { url: `${local.url}/docs/p.md` })
  await demo.fetch()
  if (answer === undefined) local.files.delete('/docs/a.md')
  else local.files.set('/docs/a.md', answer)
  const known = await demo.fetch()
  const fresh = await watch(local.http, { url: `${local.url}/docs/p.md` }).fetch()
  for (const fetched of [known, fresh]) {
    expect(codeOf(fetched)).toBe(code)
    expect(fetched).toMatchObject({
      fault: { place: 'demo', why: expect.stringContaining('a.md'), next: expect.stringMatching(/\S/) },
    })
  }
  expect(await demo.text()).toBe('A text')
})

test('an include that the operator leaves out is not asked for', async () => {
  const local = await serving({ '/p.md': `${include('banner/x.md')}text${include('./a.md')}`, '/a.md': 'A' })
  const demo = watch(local.http, { url: `${local.url}/p.md`, skipIncludes: ['./banner/'] })
  expect(codeOf(await demo.fetch())).toBe('body')
  expect(await demo.text()).toBe('textA')
  expect(local.seen.map((request) => request.url)).toEqual(['/p.md', '/a.md'])
})

test('with `includes: false` the page stands alone', async () => {
  const local = await serving({ '/p.md': `text ${include('a.md')}`, '/a.md': 'A' })
  const demo = watch(local.http, { url: `${local.url}/p.md`, includes: false })
  expect(paths(await demo.fetch())).toEqual([null])
  expect(codeOf(await demo.fetch())).toBe('unchanged')
})

test('files that include each other are fetched once each', async () => {
  const local = await serving({
    '/p.md': include('a.md'),
    '/a.md': include('b.md'),
    '/b.md': `${include('a.md')}${include('p.md')}`,
  })
  expect(paths(await watch(local.http, { url: `${local.url}/p.md` }).fetch())).toEqual([null, 'a.md', 'b.md', 'p.md'])
  expect(local.seen.length).toBe(3)
})

test.each([
  [50, 'body'],
  [51, 'too-many-includes'],
])('%i includes: %s', async (n, expected) => {
  const names = Array.from({ length: n }, (_, i) => `i${i}.md`)
  const files = Object.fromEntries(names.map((name) => [`/${name}`, name]))
  const local = await serving({ ...files, '/p.md': names.map(include).join('\n') })
  expect(codeOf(await watch(local.http, { url: `${local.url}/p.md` }).fetch())).toBe(expected)
})

test('a page cannot make us ask another host', async () => {
  const other = await serving({ '/a.md': 'A' })
  const local = await serving({ '/p.md': include(`${other.url}/a.md`) })
  expect(codeOf(await watch(local.http, { url: `${local.url}/p.md` }).fetch())).toBe('include-elsewhere')
  expect(other.seen).toEqual([])
})

test('validators of an include are not taken to its new place, where another text may stand', async () => {
  const same = { headers: { etag: '"same"' } }
  const local = await serving({ '/old/p.md': include('a.md'), '/old/a.md': { ...same, body: 'A' } })
  const demo = watch(local.http, { url: `${local.url}/old/p.md`, alsoAt: [`${local.url}/new/p.md`] })
  await demo.fetch()
  local.files.delete('/old/p.md')
  local.files.set('/new/p.md', include('a.md')).set('/new/a.md', { ...same, body: 'A2' })
  await demo.fetch()
  expect(await demo.text()).toBe('A2')
  expect(local.seen.at(-1)?.headers).not.toHaveProperty('if-none-match')
})

test('includes of a page that moved stand beside its new place', async () => {
  const local = await serving({ '/old/p.md': include('a.md'), '/old/a.md': 'A' })
  const demo = watch(local.http, { url: `${local.url}/old/p.md`, alsoAt: [`${local.url}/new/p.md`] })
  await demo.fetch()
  for (const [name, text] of [...local.files]) local.files.set(name.replace('old', 'new'), text).delete(name)
  const fetched = await demo.fetch()
  expect(paths(fetched)).toEqual([null, 'a.md'])
  expect(fetched).toMatchObject({
    body: { parts: [{}, { url: `${local.url}/new/a.md` }] },
    notices: [{ code: 'moved' }],
  })
  expect(await demo.text()).toBe('A')
})
