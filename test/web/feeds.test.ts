import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, onTestFinished, test } from 'vitest'
import { xml } from '../../src/web/feeds/atom.ts'
import { changeSet, hour, noon, oneOfEach, publish, type Scene, scene } from './site.ts'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (name) => name === 'entry' || name === 'link',
  parseTagValue: false,
  trimValues: false,
})

function site(given: Parameters<typeof scene>[0] = {}): Scene {
  const made = scene(given)
  onTestFinished(made.store.close)
  return made
}

function withTwo(given: Parameters<typeof scene>[0] = {}): Scene {
  const s = site(given)
  publish(s.store, changeSet('one', oneOfEach), noon - 5 * hour)
  const label = { id: 'scanners', title: 'Scanners & <b>more</b>', page: 'https://docs.example.org/s?a=1&b=2' }
  publish(s.store, changeSet('two', oneOfEach.slice(0, 1), { source: label, pageDate: null }), noon - hour)
  return s
}

/** The feed as a program that is not ours reads it. */
async function atom(s: Scene, path: string) {
  const text = await s.text(path)
  expect(XMLValidator.validate(text)).toBe(true)
  return parser.parse(text).feed
}

/** RFC 3339, which RFC 4287 (3.3) and JSON Feed both want. */
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const link = (links: readonly Record<string, string>[], rel: string) =>
  links.find((one) => one['@rel'] === rel)?.['@href']

describe('Atom', () => {
  test('has what RFC 4287 asks of a feed and of every entry', async () => {
    const feed = await atom(withTwo(), '/feed.atom')
    expect(feed['@xmlns']).toBe('http://www.w3.org/2005/Atom')
    expect(feed.author.name).toBe('endpoint-drift')
    expect(feed.updated).toBe('2026-05-20T11:00:00.000Z')
    expect(link(feed.link, 'self')).toBe('https://drift.example.org/feed.atom')
    expect(link(feed.link, 'alternate')).toBe('https://drift.example.org/changes')
    expect(feed.entry).toHaveLength(2)
    for (const one of [feed, ...feed.entry]) {
      expect(one.id).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
      expect(one.title).not.toBe('')
      expect(one.updated).toMatch(rfc3339)
    }
    expect(new Set([feed.id, ...feed.entry.map((one: { id: string }) => one.id)]).size).toBe(3)
    expect(feed.entry[0]).toMatchObject({
      title: 'Scanners & <b>more</b>: 1 added',
      published: '2026-05-20T11:00:00.000Z',
    })
    expect(link(feed.entry[0].link, 'related')).toBe('https://docs.example.org/s?a=1&b=2')
    expect(link(feed.entry[1].link, 'alternate')).toBe('https://drift.example.org/changes/one')
  })

  test('every entry holds the whole change', async () => {
    const feed = await atom(withTwo(), '/feed.atom')
    const { content } = feed.entry[1]
    expect(content['@type']).toBe('html')
    expect(XMLValidator.validate(`<div>${content['#text']}</div>`)).toBe(true)
    for (const text of [
      '<code>*.new.example.net</code> (Session hosts / Azure, Public cloud, TCP 443, line 29, Jobs &amp; &quot;queues&quot;)',
      '<h3>Removed (1)</h3>',
      '<code>ports.example.net</code> (was Session hosts / Azure, Public cloud, TCP 443, line 29; now Session hosts / Azure, Public cloud, TCP 443, 8443, line 31)',
      'Commit c0ffee-one.',
      'The page is dated 05/01/2026.',
    ])
      expect(content['#text']).toContain(text)
  })

  test('of one source, and of none that is known', async () => {
    const s = withTwo()
    const feed = await atom(s, '/sources/printers/feed.atom')
    expect(feed.entry.map((one: { title: string }) => one.title)).toEqual([
      'Cloud printers: 1 added, 1 removed, 1 changed, 1 moved, 1 reworded',
    ])
    expect(link(feed.link, 'self')).toBe('https://drift.example.org/sources/printers/feed.atom')
    expect(feed.id).not.toBe((await atom(s, '/feed.atom')).id)
    expect((await s.get('/sources/nothing/feed.atom')).status).toBe(404)
  })

  test('before anything changed it is a feed without entries', async () => {
    const feed = await atom(site(), '/feed.atom')
    expect(feed.entry).toBeUndefined()
    expect(feed.updated).toMatch(rfc3339)
  })

  test('whoever was away long follows "next" and meets each change once (RFC 5005)', async () => {
    const s = site()
    for (let n = 1; n <= 120; n += 1) publish(s.store, changeSet(`set-${n}`, oneOfEach.slice(0, 1)), noon - 1000 + n)
    const ids: string[] = []
    let next: string | undefined = 'https://drift.example.org/feed.atom'
    for (let pages = 0; next !== undefined && pages < 9; pages += 1) {
      const feed = await atom(s, next.replace('https://drift.example.org', ''))
      expect(link(feed.link, 'self')).toBe(next)
      ids.push(
        ...feed.entry.map((one: { link: Record<string, string>[] }) => link(one.link, 'alternate')?.replace(/.*-/, '')),
      )
      next = link(feed.link, 'next')
    }
    expect(ids).toEqual(Array.from({ length: 120 }, (_, n) => String(120 - n)))
  })

  test('any text survives, but for what XML cannot hold', () => {
    let dropped = 0
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', '<', '&', ']]>', '"', '\u0000', '\u0008', '\ufffe', '\ud800', '😀', '\u0085', 'é'),
        }),
        (text) => {
          const written = `<t a="${xml(text)}">${xml(text)}</t>`
          expect(XMLValidator.validate(written)).toBe(true)
          const expected = ['\u0000', '\u0008', '\ufffe'].reduce(
            (rest, one) => rest.replaceAll(one, ''),
            text.toWellFormed(),
          )
          if (expected !== text) dropped += 1
          const parsed = parser.parse(`<r>${written}</r>`).r.t
          expect(text === '' || expected === '' ? expected : parsed['#text']).toBe(expected)
        },
      ),
    )
    expect(dropped).toBeGreaterThan(5)
  })
})

describe('JSON Feed', () => {
  test('has what version 1.1 asks of a feed and of every item', async () => {
    const answer = await withTwo().get('/feed.json')
    expect(answer.headers.get('content-type')).toBe('application/feed+json; charset=utf-8')
    const feed = JSON.parse(await answer.text())
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: expect.stringMatching(/./),
      home_page_url: 'https://drift.example.org/changes',
      feed_url: 'https://drift.example.org/feed.json',
      language: 'en',
      authors: [{ name: 'endpoint-drift' }],
    })
    expect(feed).not.toHaveProperty('next_url')
    expect(feed.items).toHaveLength(2)
    for (const item of feed.items) {
      expect(typeof item.id).toBe('string')
      expect(URL.canParse(item.url)).toBe(true)
      expect(item.content_html).toContain('*.new.example.net')
      expect(item.date_published).toMatch(rfc3339)
      expect(item.tags).toHaveLength(1)
    }
    expect(feed.items[0].external_url).toBe('https://docs.example.org/s?a=1&b=2')
  })

  test('its ids are those of Atom, at every address of the installation', async () => {
    const s = withTwo()
    const moved = scene({ store: s.store, publicUrl: 'http://10.0.0.7/ops/drift' })
    const feed = JSON.parse(await moved.text('/feed.json'))
    const other = await atom(s, '/feed.atom')
    expect(feed.items.map((item: { id: string }) => item.id)).toEqual(other.entry.map((one: { id: string }) => one.id))
    expect((await atom(moved, '/ops/drift/feed.atom')).id).toBe(other.id)
    expect(feed.items[1].url).toBe('http://10.0.0.7/ops/drift/changes/one')
  })
})

describe.each(['/feed.atom', '/feed.json', '/sources/printers/feed.atom', '/sources/printers/feed.json'])(
  '%s asked again',
  (path) => {
    const known = async (s: Scene) => {
      const { headers } = await s.get(path)
      return { etag: headers.get('etag') ?? '', modified: headers.get('last-modified') ?? '' }
    }

    test('answers "not modified" to either validator, without a body', async () => {
      const s = withTwo()
      const { etag, modified } = await known(s)
      for (const headers of [
        { 'if-none-match': etag },
        { 'if-none-match': `"x", W/${etag}` },
        { 'if-none-match': '*' },
        { 'if-modified-since': modified },
      ]) {
        const answer = await s.get(path, headers)
        expect([headers, answer.status, await answer.text()]).toEqual([headers, 304, ''])
        expect(answer.headers.get('etag')).toBe(etag)
      }
    })

    test('answers in full once something changed, or to what it never said', async () => {
      const s = withTwo()
      const { etag, modified } = await known(s)
      const later = { 'if-none-match': '"other"', 'if-modified-since': modified }
      expect((await s.get(path, later)).status).toBe(200)
      expect((await s.get(path, { 'if-modified-since': 'yesterday' })).status).toBe(200)
      publish(s.store, changeSet('three', oneOfEach), noon)
      for (const headers of [{ 'if-none-match': etag }, { 'if-modified-since': modified }])
        expect((await s.get(path, headers)).status).toBe(200)
    })

    test('gives no Last-Modified while another change may fall into the same second', async () => {
      const s = withTwo()
      publish(s.store, changeSet('three', oneOfEach), noon - 500)
      expect((await known(s)).modified).toBe('')
      s.clock.now = noon + 2_000
      expect((await known(s)).modified).toBe('Wed, 20 May 2026 11:59:59 GMT')
    })
  },
)
