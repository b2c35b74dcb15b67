import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Lookup } from '../../src/net/guard.ts'
import { parseNetwork } from '../../src/net/networks.ts'
import { openStore } from '../../src/store/open.ts'
import { challenger } from '../../src/subscriptions/challenger.ts'
import { tokenFor } from '../../src/subscriptions/links.ts'
import { serveWeb } from '../../src/web/serve.ts'
import { channels, newChance, noon, signup } from '../subscriptions/desk.ts'
import { encoded, fields, fromOurs, openSite, owed, pathOf, post, rows, subscribed } from './forms.ts'
import { hour, type Scene, scene } from './site.ts'

/** The pages over a store in a file, and every row of it as text. */
function withDump(given: Parameters<typeof openSite>[0] = {}): { readonly s: Scene; readonly dump: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'drift-web-'))
  const file = join(folder, 'store.sqlite')
  const store = openStore(file)
  const s = openSite({ ...given, store })
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const dump = (): string => {
    const db = new DatabaseSync(file, { readOnly: true })
    const tables = db.prepare(`select name from sqlite_schema where type = 'table' order by name`).all()
    const whole = tables.map(({ name }) => [name, db.prepare(`select rowid, * from "${name}" order by rowid`).all()])
    db.close()
    return JSON.stringify(whole, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    )
  }
  return { s, dump }
}

const purposes = ['manage', 'leave', 'confirm'] as const
const oneClick = 'List-Unsubscribe=One-Click'

describe('who only looks changes nothing', () => {
  test('scanners that follow every link leave the store as it was', async () => {
    const { s, dump } = withDump()
    await subscribed(s)
    await post(s, '/subscribe', { ...fields, address: 'bob@example.org' })
    const bob = rows(s).find(({ state }) => state === 'pending')
    const paths = [
      ...['/subscribe', '/subscribe?source=printers', '/manage/x', '/leave/x', '/confirm/x'],
      ...rows(s).flatMap((row) => purposes.map((purpose) => pathOf(s, purpose, row))),
      ...['pause', 'resume', 'renew', 'secret', 'drop', 'wishes', 'challenge'].map(
        (word) => `${pathOf(s, 'manage', bob)}?do=${word}`,
      ),
      `${pathOf(s, 'leave', bob)}?${oneClick}`,
      `${pathOf(s, 'confirm', bob)}?do=confirm`,
    ]
    const before = dump()
    expect(before).toContain('bob@example.org')
    for (const path of paths)
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])
        await s.app.request(path, { method, headers: { 'user-agent': 'LinkScanner/1.0' } })
    expect(dump()).toBe(before)
  })

  test('before the first link was made there is nothing to open, and looking makes no key', async () => {
    const s = scene({ signup, channels })
    onTestFinished(s.store.close)
    for (const purpose of purposes) expect((await s.get(`/${purpose}/_a.1.0.${'0'.repeat(32)}`)).status).toBe(404)
    await s.get('/subscribe')
    expect(s.store.setting('link-key')).toBeNull()
  })
})

describe('a link', () => {
  const forged: readonly (readonly [string, (token: string, s: Scene) => string])[] = [
    ['no token', () => ''],
    ['nonsense', () => 'x'],
    ['one sign changed', (token) => token.replace(/.$/, (sign) => (sign === '0' ? '1' : '0'))],
    ['another id', (token) => token.replace(/^_./, (sign) => (sign === '_a' ? '_b' : '_a'))],
    ['another generation', (token) => token.replace(/\.1\./, '.2.')],
    ['another time', (token) => token.replace(/^([^.]*\.[^.]*)\.[^.]*/, '$1.zzzzzzzz')],
    ['no time', (token) => token.replace(/^([^.]*\.[^.]*)\.[^.]*/, '$1.0')],
    ['capital letters', (token) => token.toUpperCase()],
    ['a dot at its end', (token) => `${token}.`],
    ['a line end', (token) => `${token}%0a`],
    ['NUL', (token) => `${token}%00`],
    ['a path', (token) => `..%2f..%2f${token}`],
    ['another installation', (_, s) => tokenFor('another key', 'manage', rows(s)[0] ?? { id: '_a', generation: 1 })],
    ['no MAC', (token) => token.replace(/[0-9a-f]+$/, '')],
    ['a MAC of noughts', (token) => token.replace(/[0-9a-f]{32}$/, '0'.repeat(32))],
    ['SQL', () => "_a'%20or%201=1--.1.0.00000000000000000000000000000000"],
    ['ten thousand signs', () => '_a'.repeat(5_000)],
  ]
  test.each(forged)('with %s opens nothing', async (_, change) => {
    const { s, dump } = withDump()
    await subscribed(s)
    const before = dump()
    for (const purpose of purposes) {
      const token = pathOf(s, purpose).replace(`/${purpose}/`, '')
      const altered = change(token, s)
      if (altered === token) continue
      for (const answer of [
        await s.get(`/${purpose}/${altered}`),
        await post(s, `/${purpose}/${altered}`, { do: 'leave' }),
      ]) {
        // Without a token there is no such page at all, to which nothing can be sent.
        expect([altered, altered === '' ? [404, 405].includes(answer.status) : answer.status === 404]).toEqual([
          altered,
          true,
        ])
        expect(await answer.text()).not.toMatch(/ann@|1=1|_a'/)
      }
    }
    expect(dump()).toBe(before)
  })

  test('for one purpose does not serve another', async () => {
    const { s, dump } = withDump()
    await subscribed(s)
    const before = dump()
    for (const made of purposes)
      for (const used of purposes) {
        if (made === used) continue
        const path = `/${used}/${pathOf(s, made).replace(/^\/\w+\//, '')}`
        expect([path, (await s.get(path)).status, (await post(s, path, { do: 'leave' })).status]).toEqual([
          path,
          404,
          404,
        ])
      }
    expect(dump()).toBe(before)
  })

  test('to confirm is dead after two days, and after a newer request', async () => {
    const s = openSite()
    await post(s, '/subscribe', fields)
    const first = pathOf(s, 'confirm')
    await post(s, '/subscribe', fields)
    expect((await post(s, first, { do: 'confirm' })).status).toBe(404)
    const second = pathOf(s, 'confirm')
    s.clock.now += 48 * hour
    expect((await post(s, second, { do: 'confirm' })).status).toBe(404)
    expect(rows(s)[0]?.state).toBe('pending')
  })

  test('to confirm, used again, changes nothing', async () => {
    const { s, dump } = withDump()
    await post(s, '/subscribe', fields)
    const confirm = pathOf(s, 'confirm')
    await post(s, confirm, { do: 'confirm' })
    const before = dump()
    s.clock.now += hour
    expect((await post(s, confirm, { do: 'confirm' })).status).toBe(200)
    expect(dump()).toBe(before)
  })

  test('of before is dead once links are renewed, while a form was on its way too', async () => {
    const s = openSite()
    const one = await subscribed(s)
    const [manage, leave] = [pathOf(s, 'manage'), pathOf(s, 'leave')]
    const late = new ReadableStream<Uint8Array>({
      pull: (stream) => {
        s.store.renewLinks(one.id, s.clock.now)
        stream.enqueue(new TextEncoder().encode('do=pause'))
        stream.close()
      },
    })
    const headers = { ...fromOurs, 'content-type': 'application/x-www-form-urlencoded' }
    const sent = { method: 'POST', headers, body: late, duplex: 'half' } as RequestInit
    expect((await s.app.request(manage, sent)).status).toBe(404)
    expect((await post(s, leave, oneClick, {})).status).toBe(404)
    expect(rows(s)[0]?.halt).toBeNull()
  })

  test('and what it opens are kept by no cache, found by no search and told to no other site', async () => {
    const s = openSite()
    await subscribed(s)
    const answers = [
      ...(await Promise.all(purposes.map((purpose) => s.get(pathOf(s, purpose))))),
      await s.get('/manage/forged'),
      await post(s, pathOf(s, 'manage'), { do: 'pause' }),
      await post(s, pathOf(s, 'manage'), { do: 'nothing' }),
      await post(s, '/subscribe', fields),
      await post(s, '/subscribe', { ...fields, address: '' }),
    ]
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('set-cookie')).toBeNull()
      expect(headers.get('content-security-policy')).toContain("form-action 'self'")
    }
  })

  test('is in no log, whatever happens', async () => {
    const s = openSite()
    await subscribed(s)
    const path = pathOf(s, 'manage')
    const [, id = '', mac = ''] = /\/(_[0-9a-f]+)\..*\.([0-9a-f]+)$/.exec(path) ?? []
    const subscription = () => {
      throw new Error('disk full')
    }
    const broken = openSite({ store: { ...s.store, subscription, close: () => undefined } })
    expect((await broken.get(path)).status).toBe(500)
    expect((await post(broken, path, { do: 'pause' })).status).toBe(500)
    expect(broken.logged.join()).toContain('disk full')
    expect(id.length * mac.length).toBeGreaterThan(0)
    expect([broken, s].flatMap(({ logged }) => logged).join()).not.toMatch(new RegExp(`${id}|${mac}`))
  })
})

describe('leaving by one click (RFC 8058)', () => {
  const multipart = `--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`
  test.each([
    ['as a form', oneClick, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['as a form with a charset', oneClick, { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }],
    ['as multipart', multipart, { 'content-type': 'multipart/form-data; boundary=x' }],
    [
      'from a web mailer of another site',
      oneClick,
      { origin: 'https://mail.example.com', 'sec-fetch-site': 'cross-site' },
    ],
    ['from a page that hides where it is', oneClick, { origin: 'null' }],
  ])('%s answers 200 and leaves at once, also a second time', async (_, body, headers) => {
    const s = openSite()
    await subscribed(s)
    const path = pathOf(s, 'leave')
    for (let i = 0; i < 2; i += 1) {
      const answer = await post(s, path, body, headers)
      expect([answer.status, answer.headers.get('location'), (await answer.text()).length < 4_000]).toEqual([
        200,
        null,
        true,
      ])
      expect(rows(s)).toEqual([])
    }
    expect(owed(s)).toEqual([])
  })

  test.each([
    ['nothing', undefined, {}],
    ['an empty form', '', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON', '{}', { 'content-type': 'application/json' }],
    ['something else', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('with %s in its body ends it as well: the link is enough', async (_, body, headers) => {
    const s = openSite()
    await subscribed(s)
    const init = { method: 'POST', headers, ...(body !== undefined && { body }) }
    const answer = await s.app.request(pathOf(s, 'leave'), init)
    expect([answer.status, rows(s)]).toEqual([200, []])
  })

  test('takes an address out that never confirmed', async () => {
    const s = openSite()
    await post(s, '/subscribe', fields)
    expect((await post(s, pathOf(s, 'leave'), oneClick, {})).status).toBe(200)
    expect([rows(s), owed(s)]).toEqual([[], []])
  })
})

describe('a form of another site', () => {
  test.each([
    ['says so by itself', { 'sec-fetch-site': 'cross-site' }],
    ['is of a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['has another origin', { origin: 'https://evil.example' }],
    ['has the origin of a neighbour', { origin: 'https://drift.example.org:8443' }],
    ['has our origin without TLS', { origin: 'http://drift.example.org' }],
    ['hides where it is', { origin: 'null' }],
    ['contradicts itself', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ['begins like us', { origin: 'https://drift.example.org.evil.example' }],
    ['leads its name to us', { origin: 'http://evil.example', host: 'evil.example' }],
  ])('that %s is refused', async (_, headers) => {
    const { s, dump } = withDump()
    await subscribed(s)
    await post(s, '/subscribe', { ...fields, address: 'bob@example.org' })
    const bob = rows(s).find(({ state }) => state === 'pending')
    const before = dump()
    expect((await post(s, '/subscribe', { ...fields, address: 'eve@example.org' }, headers)).status).toBe(403)
    expect((await post(s, pathOf(s, 'manage'), { do: 'pause' }, headers)).status).toBe(403)
    expect((await post(s, pathOf(s, 'confirm', bob), { do: 'confirm' }, headers)).status).toBe(403)
    expect(dump()).toBe(before)
  })

  test.each([
    ['our own, by a browser', fromOurs],
    ['our own, by an older browser', { origin: 'https://drift.example.org' }],
    ['our own, under another name of ours', { origin: 'http://localhost:8080', host: 'localhost:8080' }],
    ['a program', {}],
  ])('but that of %s is taken', async (_, headers) => {
    const s = openSite()
    expect((await post(s, '/subscribe', fields, headers)).status).toBe(200)
    expect(rows(s)).toHaveLength(1)
  })
})

describe('who is subscribed is told to nobody', () => {
  test('the answer is the same for known, new, pending and mailed-out addresses, and the work is much the same', async () => {
    const s = openSite()
    await subscribed(s, 'known@example.org')
    await post(s, '/subscribe', { ...fields, address: 'pending@example.org' })
    for (let i = 0; i < 4; i += 1)
      await post(s, '/subscribe', { ...fields, address: 'often@example.org' }, fromOurs, `10.0.0.${i}`)
    const seen = new Set<string>()
    for (const [i, name] of ['known', 'fresh', 'pending', 'often'].entries()) {
      const answer = await post(s, '/subscribe', { ...fields, address: `${name}@example.org` }, fromOurs, `10.0.1.${i}`)
      const text = (await answer.text()).replaceAll(`${name}@example.org`, 'X')
      seen.add(JSON.stringify([answer.status, [...answer.headers], text]))
    }
    expect(seen.size).toBe(1)
    expect(owed(s)[0]).toEqual({ to: 'pending@example.org', kind: 'new' })
    expect(
      owed(s)
        .filter(({ to }) => to === 'known@example.org')
        .map(({ kind }) => kind),
    ).toContain('known')
  })
})

describe('an address with a header in it', () => {
  test.each([
    'ann@example.org\r\nBcc: eve@evil.example',
    'ann@example.org%0d%0aBcc: eve@evil.example',
    'ann\r\n.\r\nMAIL FROM:<x>@example.org',
    'ann@example.org\nSubject: hello',
    'ann@example.org\u0000',
    'ann@example.org,eve@evil.example',
    'ann@example.org eve@evil.example',
    'ann@example.org;eve@evil.example',
    '<ann@example.org>',
    '"ann"@example.org',
    'ann@example.org (comment)',
    'ann@exam\u2028ple.org',
    '=?utf-8?q?ann=40example.org?=',
    '@example.org,eve@evil.example:ann@example.org',
    `${'a'.repeat(60_000)}@example.org`,
  ])('%j is owed no mail', async (address) => {
    const s = openSite()
    const answer = await post(s, '/subscribe', { ...fields, address })
    expect([answer.status, owed(s), rows(s)]).toEqual([422, [], []])
  })
})

describe('hostile URLs', () => {
  test('a server on this machine sees none of them', async () => {
    let seen = 0
    const server = createServer((_, response) => {
      seen += 1
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const s = openSite()
    const hosts = [
      ...[
        '127.0.0.1',
        'localhost',
        'LOCALHOST.',
        'a.localhost',
        '127.1',
        '2130706433',
        '0x7f000001',
        '0177.0.0.1',
        '0',
      ],
      ...[
        '[::1]',
        '[::]',
        '[::ffff:127.0.0.1]',
        '[::ffff:7f00:1]',
        '[64:ff9b::7f00:1]',
        '[2002:7f00:1::]',
        '127。0。0。1',
      ],
      ...[
        '169.254.169.254',
        '[fd00:ec2::254]',
        '10.0.0.1',
        '100.64.0.1',
        '168.63.129.16',
        'user:pw@127.0.0.1',
        '①②⑦.0.0.1',
      ],
    ]
    const urls = hosts.flatMap((host) => [`https://${host}:${port}/`, `http://${host}:${port}/`])
    const odd = [
      `https:/127.0.0.1:${port}/`,
      `https:\\\\127.0.0.1:${port}\\`,
      `https://example.org\\@127.0.0.1:${port}/`,
      `//127.0.0.1:${port}/`,
      `gopher://127.0.0.1:${port}/_x`,
      'file:///etc/passwd',
      'data:text/plain,x',
      'https://example.org:25/',
      'https://example.org:22/',
      `https://${'a'.repeat(3_000)}.example/`,
      'https://',
    ]
    for (const [i, address] of [...urls, ...odd].entries()) {
      const answer = await post(s, '/subscribe', { ...fields, address }, fromOurs, `10.1.0.${i}`)
      expect([address, answer.status]).toEqual([address, 422])
    }
    expect([rows(s), seen]).toEqual([[], 0])
  })

  test('a name that leads to this machine is not connected to when it is challenged, and the page does not say where it leads', async () => {
    let seen = 0
    const server = createServer((_, response) => {
      seen += 1
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const lookup: Lookup = (_, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }])
    const io = { now: () => noon, userAgent: 'test', proxies: { http: '', https: '', no: '' }, lookup }
    const s = openSite({ challenge: challenger({ channels }, io, newChance()) })
    await post(s, '/subscribe', { ...fields, address: `https://inside.example.org:${port}/` })
    const answer = await post(s, pathOf(s, 'manage'), { do: 'challenge' })
    const text = await answer.text()
    expect([answer.status, seen]).toEqual([422, 0])
    expect(text).toContain('Not confirmed')
    expect(text).not.toMatch(/127\.0|ENOTFOUND|allowNetworks/)
    expect(rows(s)[0]?.state).toBe('pending')
  })
})

describe('limits hold', () => {
  const asked = async (s: Scene, i: number, headers = {}, from = '203.0.113.7'): Promise<number> =>
    (await post(s, '/subscribe', { ...fields, address: `a${i}@example.org` }, { ...fromOurs, ...headers }, from)).status

  test('for a client, whatever it forges', async () => {
    const s = openSite()
    const forging = (i: number) => ({
      'x-forwarded-for': `198.51.100.${i}`,
      forwarded: `for=198.51.100.${i}`,
      'x-real-ip': `198.51.100.${i}`,
    })
    const statuses: number[] = []
    for (let i = 0; i < 12; i += 1) statuses.push(await asked(s, i, forging(i)))
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
    expect(await asked(s, 12, {}, '203.0.113.8')).toBe(200)
  })

  test('for a client behind a proxy that is known, whatever it forges', async () => {
    const proxies = [parseNetwork('10.0.0.0/8')].flatMap((network) => network ?? [])
    const s = openSite({ proxies })
    const statuses: number[] = []
    for (let i = 0; i < 12; i += 1)
      statuses.push(await asked(s, i, { 'x-forwarded-for': `198.51.100.${i}, 10.0.0.9, 203.0.113.7` }, '10.0.0.1'))
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
    expect(await asked(s, 12, { 'x-forwarded-for': '203.0.113.8' }, '10.0.0.1')).toBe(200)
  })

  test('for who cannot be told apart', async () => {
    const s = openSite()
    const send = (i: number) =>
      s.app.request('/subscribe', {
        method: 'POST',
        headers: { ...fromOurs, 'content-type': 'application/x-www-form-urlencoded' },
        body: encoded({ ...fields, address: `a${i}@example.org` }),
      })
    const statuses: number[] = []
    for (let i = 0; i < 11; i += 1) statuses.push((await send(i)).status)
    expect(statuses.at(-1)).toBe(429)
  })

  test('by the address of the connection, over a real server', async () => {
    const s = openSite()
    const serving = await serveWeb((request, bindings) => s.app.fetch(request, bindings), {
      host: '127.0.0.1',
      port: 0,
    })
    if (serving.kind === 'fault') throw new Error(serving.fault.why)
    onTestFinished(serving.close)
    const body = encoded({ ...fields, address: 'real@example.org' })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const statuses: number[] = []
    for (let i = 0; i < 11; i += 1)
      statuses.push(
        (await fetch(`http://127.0.0.1:${serving.port}/subscribe`, { method: 'POST', headers, body })).status,
      )
    expect(statuses).toEqual([...Array(10).fill(200), 429])
    // Another address is another client: the limit above was of 127.0.0.1 and not of everybody.
    expect(await asked(s, 1, {}, '127.0.0.2')).toBe(200)
  })
})

test('other methods are told which there are', async () => {
  const s = openSite()
  for (const path of ['/subscribe', '/manage/x', '/leave/x', '/confirm/x'])
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      const answer = await s.app.request(path, { method })
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, 'GET, HEAD, POST'])
    }
  for (const path of ['/manage', '/manage/x/y', '/status', '/subscribe/x', '/'])
    expect([path, (await post(s, path, {})).status]).toEqual([path, 405])
})

test('behind a proxy that gives it a path, forms and links carry it', async () => {
  const s = openSite({ publicUrl: 'https://ops.example.org/drift' })
  const ours = { origin: 'https://ops.example.org' }
  expect(await s.text('/subscribe')).toContain('action="/drift/subscribe"')
  expect((await post(s, '/drift/subscribe', fields, ours)).status).toBe(200)
  expect((await post(s, `/drift${pathOf(s, 'confirm')}`, { do: 'confirm' }, ours)).status).toBe(200)
  const hook = await post(s, '/subscribe', { ...fields, address: 'https://hooks.example.org/' }, ours)
  const page = await hook.text()
  expect(page).toMatch(/href="(\/drift\/manage\/[^"]+)">https:\/\/ops\.example\.org\1</)
  const paused = await post(s, pathOf(s, 'manage'), { do: 'pause' }, ours)
  expect(paused.headers.get('location')).toMatch(/^\/drift\/manage\//)
  expect((await post(s, `/drift${pathOf(s, 'leave')}`, oneClick, {})).status).toBe(200)
})
