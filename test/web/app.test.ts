import { describe, expect, onTestFinished, test } from 'vitest'
import { changeSet, noon, oneOfEach, publish, type Scene, scene } from './site.ts'

function site(given: Parameters<typeof scene>[0] = {}): Scene {
  const made = scene(given)
  onTestFinished(made.store.close)
  publish(made.store, changeSet('one', oneOfEach), noon - 60_000)
  return made
}

const everywhere = [
  '/status',
  '/status.json',
  '/changes',
  '/changes/one',
  '/changes/one.json',
  '/sources/printers',
  '/lookup',
  '/feed.atom',
  '/feed.json',
  '/metrics',
  '/healthz',
  '/readyz',
  '/icon.svg',
  '/',
  '/nowhere',
]

describe('every answer', () => {
  test.each(everywhere)(
    '%s lets no browser frame it, guess its type, run a script or say where it was',
    async (path) => {
      const { headers } = await site().get(path)
      const policy = headers.get('content-security-policy') ?? ''
      for (const rule of [
        "default-src 'none'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ])
        expect(policy).toContain(rule)
      expect(policy).not.toMatch(/unsafe|\*/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  test.each(everywhere)('%s is only to be read', async (path) => {
    const s = site()
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      const answer = await s.app.request(path, { method })
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD'])
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    }
    const [get, head] = [await s.get(path), await s.app.request(path, { method: 'HEAD' })]
    expect([head.status, await head.text()]).toEqual([get.status, ''])
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
  })
})

describe('what is not there', () => {
  test.each([
    '/nowhere',
    '/changes/nobody',
    '/changes/nobody.json',
    '/sources/nobody',
    '/sources/nobody/feed.json',
    '/changes?source=nobody',
    '/changes?before=nobody',
    '/feed.atom?before=nobody',
    '/..%2f..%2fetc/passwd',
    "/changes/%00'%20or%201=1",
    '/sources/__proto__',
  ])('%s is a page that says what there is', async (path) => {
    const answer = await site().get(path)
    const page = await answer.text()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(page).toContain('<a href="/status">')
    expect(page).not.toMatch(/nobody|etc\/passwd|or 1=1/)
  })

  test.each(['/%', '/sources/%ff', '/lookup?q=%E0%A4%A', '/changes/%'])('%s is no failure', async (path) => {
    expect((await site().get(path)).status).toBeLessThan(500)
  })
})

test('a failure says nothing of itself; the log does', async () => {
  const s = site()
  const broken = scene({
    store: {
      ...s.store,
      published: () => {
        throw new Error('disk /var/lib/secret is on fire')
      },
    },
  })
  const answer = await broken.get('/changes')
  const page = await answer.text()
  expect(answer.status).toBe(500)
  expect(page).toContain('This did not work')
  expect(page).not.toMatch(/fire|secret|at .*\.ts/)
  expect(broken.logged.join()).toContain('on fire')
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

describe('health', () => {
  test('it lives as long as the loop turns', async () => {
    const s = site()
    s.clock.now = noon + 119_000
    expect((await s.get('/healthz')).status).toBe(200)
    s.clock.now = noon + 121_000
    const ill = await s.get('/healthz')
    expect([ill.status, await ill.text()]).toEqual([503, 'the loop has not turned for 121 seconds\n'])
    s.pulse.turned(noon + 120_000)
    expect((await s.get('/healthz')).status).toBe(200)
  })

  test('it is ready once the first cycle has ended, and as long as the store answers', async () => {
    const s = site()
    expect([(await s.get('/readyz')).status, await s.text('/readyz')]).toEqual([503, 'the first cycle has not ended\n'])
    s.pulse.cycled([], noon, noon)
    expect([(await s.get('/readyz')).status, await s.text('/readyz')]).toEqual([200, 'ready\n'])
    const sources = () => {
      throw new Error('database is locked')
    }
    const broken = scene({ store: { ...s.store, sources } })
    const answer = await broken.get('/readyz')
    expect([answer.status, await answer.text()]).toEqual([503, 'the store cannot be read; the log says why\n'])
  })
})

describe('addresses', () => {
  test('behind a proxy that gives it a path, links carry the path and requests come with it or without', async () => {
    const s = site({ publicUrl: 'https://ops.example.org/drift' })
    for (const path of ['/status', '/drift/status']) {
      const page = await s.text(path)
      const links = [...page.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map((match) => match[1] ?? '')
      expect(links.length).toBeGreaterThan(5)
      for (const link of links) {
        expect(link).toMatch(/^\/drift\//)
        expect([link, (await s.get(link)).status]).toEqual([link, 200])
      }
    }
    expect((await s.get('/')).headers.get('location')).toBe('/drift/status')
  })

  test('who asks is not believed when he says what we are called', async () => {
    const feed = await (
      await site().get('/feed.json', { host: 'evil.example.com', 'x-forwarded-host': 'evil.example.com' })
    ).text()
    expect(feed).not.toContain('evil')
  })

  test('every link of every page leads somewhere, and the style sheet may be kept for good', async () => {
    const s = site()
    const seen = new Set<string>()
    const queue = ['/status']
    for (let path = queue.pop(); path !== undefined && seen.size < 100; path = queue.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      const answer = await s.get(path)
      expect([path, answer.status]).toEqual([path, 200])
      if (!answer.headers.get('content-type')?.includes('html')) continue
      for (const [, link = ''] of (await answer.text()).matchAll(/(?:href|action)="(\/[^"#]*)"/g))
        queue.push(link.replaceAll('&amp;', '&'))
    }
    expect(seen.size).toBeGreaterThan(15)
    const style = [...seen].find((path) => path.endsWith('.css')) ?? ''
    expect((await s.get(style)).headers.get('cache-control')).toContain('immutable')
  })
})
