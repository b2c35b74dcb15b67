import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Fetched, Read } from '../../src/sources/kind.ts'
import { readerOf } from '../../src/sources/kind.ts'
import { learnPage } from '../../src/sources/learn-page/index.ts'
import { type Page, type Site, site } from './learn-page-site.ts'

const open: Site[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function serving(files: Record<string, Page>): Promise<Site> {
  const local = await site(files)
  open.push(local)
  return local
}

const html = '<!DOCTYPE html><html><body><nav>nav.reach.net</nav><main><ul><li>a.reach.net</ul></main></body></html>'
const markdown = '# URLs\n\n- b.reach.net\n'
const asHtml = (body: string | Buffer, type = 'text/html; charset=utf-8'): Page => ({
  headers: { 'content-type': type },
  body,
})

type Seen = { readonly fetched: Fetched; readonly read: Read | null; readonly outcome: string }

async function look(local: Site, settings: Record<string, unknown>, state: string | null = null): Promise<Seen> {
  const source = { ...learnPage.schema.parse({ url: `${local.url}/page`, ...settings }), id: 'demo' }
  const io = { http: local.http, now: () => 0, clientId: () => '', lastBody: () => null, asked: false, memo: new Map() }
  const fetched = await learnPage.fetch(source, state, io)
  const read = fetched.kind === 'body' ? await learnPage.read(source, fetched.body) : null
  const last = read ?? fetched
  const outcome =
    last.kind === 'fault'
      ? last.fault.code
      : last.kind === 'reading'
        ? last.reading.entries.map((entry) => `${entry.occurrences[0]?.line} ${entry.address}`).join(', ')
        : last.kind
  return { fetched, read, outcome }
}

test.each<[string, Page, string, string]>([
  ['HTML where HTML was asked for', asHtml(html), 'html', '1 a.reach.net'],
  ['HTML where either will do', asHtml(html), 'auto', '1 a.reach.net'],
  ['HTML where Markdown was asked for', asHtml(html), 'markdown', 'not-the-page'],
  ['HTML by its look where Markdown was asked for', html, 'markdown', 'not-the-page'],
  ['HTML in plain text where either will do', html, 'auto', '1 a.reach.net'],
  ['a piece of HTML, by its type', asHtml('<ul><li>a.reach.net</ul>'), 'auto', '1 a.reach.net'],
  ['XHTML', asHtml(`<?xml version="1.0"?>\n${html}`, 'application/xhtml+xml'), 'html', '2 a.reach.net'],
  ['Markdown where either will do', markdown, 'auto', '3 b.reach.net'],
  ['Markdown where HTML was asked for', markdown, 'html', 'not-the-page'],
  ['JSON where HTML was asked for', asHtml('{"error":1}', 'application/json'), 'html', 'not-the-page'],
  ['JSON in the type of HTML', asHtml('{"error":1}'), 'auto', 'not-the-page'],
  ['XML where either will do', asHtml('<?xml version="1.0"?><Error/>', 'text/plain'), 'auto', 'not-the-page'],
  ['nothing', asHtml(''), 'html', 'empty'],
  ['UTF-16 with a mark', asHtml(Buffer.from(`\ufeff${html}`, 'utf16le')), 'html', '1 a.reach.net'],
  [
    'a charset that only the page names',
    asHtml(
      Buffer.from(`<html><meta charset="windows-1252"><p>Für alle:<ul><li>a.reach.net</ul>`, 'latin1'),
      'text/html',
    ),
    'html',
    '1 a.reach.net',
  ],
  [
    'a charset that nobody names',
    asHtml(Buffer.from('<html><p>Für alle', 'latin1'), 'text/html'),
    'html',
    'bad-charset',
  ],
  [
    'a page to sign in',
    asHtml('<html><main><form>Sign in to help.reach.net <input type=password></form></main>'),
    'html',
    '',
  ],
  ['an error page', asHtml('<html><body><h1>502</h1><p>Try again later, or see status.reach.net.</p>'), 'html', ''],
])('%s', async (_, answer, format, expected) => {
  const local = await serving({ '/page': answer })
  expect((await look(local, { format })).outcome).toBe(expected)
})

test.each([
  ['markdown', /^text\/markdown\b/],
  ['html', /^text\/html\b/],
  ['auto', /^text\/markdown, text\/html;q=0\.9\b/],
])('a server that has both is asked for %s first', async (format, accept) => {
  const local = await serving({ '/page': format === 'html' ? asHtml(html) : markdown })
  await look(local, { format })
  expect(local.seen[0]?.headers.accept).toMatch(accept)
})

test('Markdown with hosts between single spaces, as Learn renders it for `Accept: text/markdown`, is read', async () => {
  const page =
    '---\ntitle: Endpoints\n---\n# Endpoints\n\n| Service | Addresses | Ports |\n| --- | --- | --- |\n' +
    '| Sign-in | a.reach.net *.b.reach.net `c.reach.net` | TCP 443 |\n' +
    '| Logs | \\*.d.reach.net \\*.e.reach.net **f.reach.net** | TCP 80, 443 |\n'
  const local = await serving({ '/page': { headers: { 'content-type': 'text/markdown' }, body: page } })
  const { read } = await look(local, {})
  const rows = read?.kind === 'reading' ? read.reading.entries : []
  expect(rows.map(({ address, occurrences: [at] }) => `${at?.line} ${address} ${at?.ports.join(' ')}`)).toEqual([
    '8 *.b.reach.net 443',
    '9 *.d.reach.net 80 443',
    '9 *.e.reach.net 80 443',
    '8 a.reach.net 443',
    '8 c.reach.net 443',
    '9 f.reach.net 80 443',
  ])
})

test('what a page of HTML says of includes is text, and asks nobody', async () => {
  const local = await serving({ '/page': asHtml(html.replace('<ul>', '<p>[!INCLUDE [x](inc.md)]</p><ul>')) })
  expect((await look(local, { format: 'html' })).outcome).toBe('1 a.reach.net')
  expect(local.seen.map((request) => request.url)).toEqual(['/page'])
})

test('another format is another body and another reader, even where the bytes are the same', async () => {
  const local = await serving({ '/page': asHtml(html) })
  const { fetched } = await look(local, { format: 'html' })
  const state = fetched.kind === 'body' ? fetched.state : null
  expect((await look(local, { format: 'html' }, state)).outcome).toBe('unchanged')
  expect((await look(local, { format: 'auto' }, state)).outcome).toBe('1 a.reach.net')
  const versions = ['markdown', 'html', 'auto'].map((format) =>
    readerOf(learnPage, learnPage.schema.parse({ url: 'https://example.org/', format })),
  )
  expect(new Set(versions).size).toBe(3)
  expect(versions[0]).toBe(learnPage.readerVersion)
  expect(Math.max(...versions)).toBeLessThan(2 ** 31)
})

const program = join(import.meta.dirname, '../../bin/endpoint-drift.js')
function extract(place: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [program, 'extract', '--json', place], { encoding: 'utf8', timeout: 25_000 })
}

test('extract reads a file of HTML, and ends', () => {
  const { status, stdout } = extract(join(import.meta.dirname, '../fixtures/html/learn.html'))
  const { title, endpoints } = JSON.parse(stdout)
  expect({ status, title, count: endpoints.length }).toEqual({
    status: 0,
    title: 'Network endpoints for Widget',
    count: 17,
  })
})

test('extract reads what a file of Markdown includes, and what that includes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'includes-'))
  writeFileSync(join(folder, 'page.md'), '# URLs\n\n[!INCLUDE [x](one.md)]\n\n[!INCLUDE [x](gone.md)]\n')
  writeFileSync(join(folder, 'one.md'), '- a.reach.net\n\n[!INCLUDE [x](one.md)]\n')
  const { endpoints, complaints } = JSON.parse(extract(join(folder, 'page.md')).stdout)
  expect(endpoints).toMatchObject([{ address: 'a.reach.net', file: 'one.md', line: 1 }])
  expect(complaints.map((one: { reason: string }) => one.reason).sort()).toEqual([
    'the included file includes itself',
    'the included file is not at hand',
  ])
})

test('extract says of a page made to be slow that it is not read, and what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slow-'))
  const path = join(folder, 'slow.md')
  writeFileSync(path, '|'.repeat(1_000_000))
  const { status, stderr, stdout } = extract(path)
  expect(status).toBe(1)
  expect(stderr).toContain('the page is not read')
  expect(JSON.parse(stdout)).toMatchObject({
    endpoints: [],
    fault: { code: 'reading-refused', next: expect.stringMatching(/\w/) },
  })
})
