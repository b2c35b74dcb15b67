import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { guardedConnector, type Lookup } from '../../src/net/guard.ts'
import { parseNetwork } from '../../src/net/networks.ts'
import { openPoster } from '../../src/net/post.ts'
import type { Rules } from '../../src/net/url.ts'

/** A server on every address of this machine, which must hear of nothing: not even a connection. */
let server: Server
let port = 0
let connections = 0
let requests = 0

beforeAll(async () => {
  server = createServer((_, response) => {
    requests++
    response.end('ok')
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  connections = 0
  requests = 0
})

const closed: Rules = { allowHttp: true, allowNetworks: [] }
const noProxies = { http: '', https: '', no: '' }

function opened(...networks: readonly string[]): Rules {
  return { allowHttp: true, allowNetworks: networks.flatMap((text) => parseNetwork(text) ?? []) }
}

/** Names that no name server is asked for. */
function names(table: Readonly<Record<string, string>>): Lookup {
  return (hostname, callback) => {
    const address = table[hostname]
    if (address === undefined)
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), [])
    else callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])
  }
}

function poster(rules: Rules, lookup?: Lookup) {
  const limits = { timeout: 2_000, connections: 2 }
  const made = openPoster(rules, limits, { userAgent: 'test', proxies: noProxies, ...(lookup && { lookup }) })
  onTestFinished(made.close)
  return made
}

/** Hosts that lead to this machine, or would if the guard were a list of prefixes. */
const spellings: readonly string[] = [
  ...['127.0.0.1', '127.0.0.2', '127.1', '127.0.1', '127.255.255.254', '127.0.0.1.', '2130706433', '2130706434'],
  ...['0177.0.0.1', '0177.1', '017700000001', '0x7f.0.0.1', '0x7f.1', '0x7f000001', '0X7F000001', '0x7f.0x0.0x0.0x1'],
  ...['00000177.0.0.1', '127.0.0.0x1', '127.0x1', '%31%32%37.0.0.1', '127%2e0%2e0%2e1', '１２７.0.0.1', '①②⑦.⓪.⓪.①'],
  ...['127。0。0。1', '127．0．0．1', '0', '0.0.0.0', '0x0', '00', '0.0.0.1'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'ｌｏｃａｌｈｏｓｔ', 'a.localhost', 'loc%61lhost'],
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::]', '[::0]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::127.0.0.1]', '[::7f00:1]'],
  ...['[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2002:7f00:1::1]'],
]

/** Hosts inside other people's networks, and those that clouds answer on. */
const inside: readonly string[] = [
  ...[
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.0.1',
    '192.168.1.1',
    '0xc0a80101',
    '3232235777',
  ],
  ...['169.254.169.254', '169.254.170.2', '2852039166', '0xa9fea9fe', '169.254.43518', '100.64.0.1', '100.100.100.200'],
  ...['168.63.129.16', '192.0.0.192', '198.18.0.1', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
  ...['192.0.2.1', '198.51.100.1', '203.0.113.1', '192.88.99.1', '[fe80::1]', '[febf::1]', '[fec0::1]', '[fc00::1]'],
  ...['[fd00:ec2::254]', '[fd20:ce::254]', '[ff02::1]', '[::ffff:10.0.0.1]', '[::ffff:a9fe:a9fe]', '[::10.0.0.1]'],
  ...['[64:ff9b::a00:1]', '[64:ff9b:1::a9fe:a9fe]', '[2002:a00:1::]', '[2001:0:4136:e378:8000:63bf:3fff:fdd2]'],
  ...['[2001:db8::1]', '[100::1]', '[5f00::1]', '[4000::1]'],
]

/** Not even a host: what one parser takes for a host, another does not. */
const malformed: readonly ((port: number) => string)[] = [
  (at) => `http://[fe80::1%25eth0]:${at}/`,
  (at) => `http://[::1%25lo]:${at}/`,
  (at) => `http://127.0.0.1:${at}\\@example.org/`,
  (at) => `http://example.org@127.0.0.1:${at}/`,
  (at) => `http://user:word@127.0.0.1:${at}/`,
  (at) => `http://127.0.0\n.1:${at}/`,
  (at) => ` http://127.0.0.1:${at}/`,
  (at) => `http:/\t/127.0.0.1:${at}/`,
  (at) => `http:\\\\127.0.0.1:${at}/`,
  (at) => `http:127.0.0.1:${at}/`,
  (at) => `//127.0.0.1:${at}/`,
  (at) => `ftp://127.0.0.1:${at}/`,
  (at) => `ws://127.0.0.1:${at}/`,
  () => 'file:///etc/passwd',
  () => 'unix:/var/run/docker.sock',
  () => 'data:text/plain,x',
  () => 'http://0x7f.1.example:notaport/',
  () => 'http://127.0.0.256/',
  () => 'http:///x',
  () => 'http://example.org:0/',
  () => 'http://example.org:22/',
  () => 'http://example.org:25/',
  () => 'http://example.org:6667/',
  () => `http://example.org/${'a'.repeat(3000)}`,
]

describe('a hostile URL', () => {
  test('would reach this machine in most of its spellings if nobody looked', async () => {
    const agent = new Agent({ connectTimeout: 1_000 })
    onTestFinished(() => agent.destroy())
    const asked = await Promise.allSettled(
      spellings.map(async (host) => {
        const { body } = await agent.request({ origin: `http://${host}:${port}`, path: '/', method: 'GET' })
        await body.dump()
      }),
    )
    expect(asked.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(30)
  })

  test.each([...spellings, ...inside])('that leads to %s is refused before anything is connected', async (host) => {
    const outcome = await poster(closed).post(`http://${host}:${port}/hook/secret-path`, {}, '{}')
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining('allowNetworks') })
    expect(JSON.stringify(outcome)).not.toContain('secret-path')
    expect([connections, requests]).toEqual([0, 0])
  })

  test.each(malformed.map((make) => [make(1), make] as const))('such as %j is refused', async (_, make) => {
    const outcome = await poster(opened('127.0.0.0/8', '::1')).post(make(port), {}, '{}')
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringMatching(/URL|port/) })
    expect([connections, requests]).toEqual([0, 0])
  })

  test('with http is refused where only https is allowed', async () => {
    const rules = { ...opened('127.0.0.0/8'), allowHttp: false }
    expect(await poster(rules).post(`http://127.0.0.1:${port}/`, {}, '{}')).toMatchObject({ kind: 'refused' })
    expect(connections).toBe(0)
  })
})

describe('a name', () => {
  const hosts = [...spellings, ...inside].filter(
    (host) => /^[\d.]+$|^\[[\da-f:.]+\]$/.test(host) && !/^\d+$|\.$/.test(host),
  )
  const addresses = hosts
    .map((host) => host.replace(/[[\]]/g, ''))
    .filter((host) => host.includes(':') || /^(\d+\.){3}\d+$/.test(host))

  test.each(addresses)(
    'that leads to %s is not connected to, and the reason says what would allow it',
    async (address) => {
      for (const scheme of ['http', 'https']) {
        const { post } = poster(closed, names({ 'hooks.example.org': address }))
        const outcome = await post(`${scheme}://hooks.example.org:${port}/secret-path`, {}, '{}')
        expect(outcome).toMatchObject({
          kind: 'retry',
          why: expect.stringMatching(/^hooks\.example\.org \(.*allowNetworks/),
        })
        expect(JSON.stringify(outcome)).not.toContain('secret-path')
      }
      expect(connections).toBe(0)
    },
  )

  test('with a public and a private address is connected to at the public one only', async () => {
    const tried: string[] = []
    const both: Lookup = (_, callback) =>
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '127.0.0.9', family: 4 },
        { address: '::1', family: 6 },
      ])
    const rules = opened('127.0.0.9')
    const seen = new Promise<string>((resolve) =>
      server.once('connection', (socket) => resolve(socket.localAddress ?? '')),
    )
    await poster(rules, both).post(`http://hooks.example.org:${port}/`, {}, '{}')
    tried.push(await seen)
    expect(tried).toEqual([expect.stringMatching(/127\.0\.0\.9$/)])
    expect(connections).toBe(1)
  })

  test('that is not known is tried again', async () => {
    const outcome = await poster(closed, names({})).post('https://nowhere.example.org/', {}, '{}')
    expect(outcome).toMatchObject({ kind: 'retry', why: expect.stringContaining('ENOTFOUND') })
  })

  test('that is rebound after it was judged changes nothing: the connection uses the answer that was judged', async () => {
    let asked = 0
    const rebinding: Lookup = (_, callback) => {
      asked++
      // Where nothing answers, at first; then this machine.
      callback(null, [{ address: asked === 1 ? '127.0.0.9' : '127.0.0.1', family: 4 }])
    }
    const { post } = poster(opened('127.0.0.9'), rebinding)
    const first = await post(`http://hooks.example.org:${port}/`, {}, '{}')
    expect([first, asked, connections]).toEqual([expect.objectContaining({ status: 200 }), 1, 1])
    const { post: again } = poster(opened('127.0.0.9'), rebinding)
    const second = await again(`http://hooks.example.org:${port}/`, {}, '{}')
    expect([second, asked, connections]).toEqual([expect.objectContaining({ kind: 'retry' }), 2, 1])
  })

  test('whose answer turns into another one under our hands is stopped at the socket, before a byte is sent', async () => {
    const turning: Lookup = (_, callback) => {
      let read = 0
      const address = {
        family: 4,
        get address() {
          return read++ === 0 ? '8.8.8.8' : '127.0.0.1'
        },
      }
      callback(null, [address])
    }
    for (const scheme of ['http', 'https']) {
      const outcome = await poster(closed, turning).post(`${scheme}://hooks.example.org:${port}/`, {}, '{}')
      expect(outcome).toMatchObject({ kind: 'retry', why: expect.stringContaining('127.0.0.1') })
    }
    expect(connections).toBeGreaterThan(0)
    expect(requests).toBe(0)
  })
})

describe('the connector alone', () => {
  /** Past the parser of URLs: as if another part of the program had put the host together. */
  function connected(hostname: string, rules: Rules): Promise<Error | null> {
    const connector = guardedConnector(rules, 1_000)
    return new Promise((resolve) => {
      connector({ hostname, host: hostname, protocol: 'http:', port: String(port) }, (error, socket) => {
        socket?.destroy()
        resolve(error)
      })
    })
  }

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '0x7f.1', '2130706433', 'localhost', '0', '::', '0.0.0.0'])(
    'lets nobody through to %s',
    async (hostname) => {
      expect(await connected(hostname, closed)).toMatchObject({
        message: expect.stringMatching(/allowNetworks|ENOTFOUND/),
      })
      expect(connections).toBe(0)
    },
  )

  test('lets through what was opened', async () => {
    expect(await connected('127.0.0.1', opened('127.0.0.0/8'))).toBeNull()
    expect(await connected('::ffff:127.0.0.1', opened('127.0.0.0/8'))).toBeNull()
  })
})

describe('through a proxy', () => {
  /** Keeps what it is asked for, and passes nothing on. */
  async function proxy(): Promise<{ readonly url: string; readonly asked: string[] }> {
    const asked: string[] = []
    const made = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(204).end()
    })
    made.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      socket.end('HTTP/1.1 403 no\r\n\r\n')
    })
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void made.close())
    return { url: `127.0.0.1:${(made.address() as AddressInfo).port}`, asked }
  }

  async function post(to: string, lookup: Lookup) {
    const { url, asked } = await proxy()
    const limits = { timeout: 2_000, connections: 2 }
    const poster = openPoster(closed, limits, { userAgent: 'test', proxies: { http: url, https: url, no: '' }, lookup })
    onTestFinished(poster.close)
    return { outcome: await poster.post(to, {}, '{}'), asked }
  }

  test.each(['http://127.0.0.1/', 'https://0xa9fea9fe/', 'https://[::ffff:10.0.0.1]/'])(
    '%s is not asked for',
    async (to) => {
      const { outcome, asked } = await post(to, names({}))
      expect([outcome, asked]).toEqual([expect.objectContaining({ kind: 'refused' }), []])
    },
  )

  test.each(['http', 'https'])(
    'a name that leads inside as far as we can see is not asked for (%s)',
    async (scheme) => {
      const { outcome, asked } = await post(
        `${scheme}://hooks.example.org/`,
        names({ 'hooks.example.org': '10.0.0.1' }),
      )
      expect(outcome).toMatchObject({ kind: 'retry', why: expect.stringContaining('allowNetworks') })
      expect(asked).toEqual([])
    },
  )

  test.each([
    ['http', 'http://hooks.example.org/', { status: 204 }],
    ['https', 'hooks.example.org:443', { kind: 'retry' }],
  ])('a name that only the proxy knows is left to it (%s)', async (scheme, wanted, outcome) => {
    const { outcome: got, asked } = await post(`${scheme}://hooks.example.org/`, names({}))
    expect(got).toMatchObject(outcome)
    expect(asked).toEqual([wanted])
  })

  test('that is no address of one, nothing is opened', () => {
    const proxies = { http: 'http://[', https: '', no: '' }
    expect(() => openPoster(closed, { timeout: 1, connections: 1 }, { userAgent: '', proxies })).toThrow('HTTP_PROXY')
  })
})

describe('a network that an operator opened', () => {
  test.each([
    ['127.0.0.1', '127.0.0.0/8', true],
    ['127.0.0.1', '127.0.0.1', true],
    ['2130706433', '127.0.0.1/32', true],
    ['[::ffff:127.0.0.1]', '127.0.0.0/8', true],
    ['localhost', '127.0.0.0/8', true],
    ['[::1]', '::1', true],
    ['127.0.0.1', '::1', false],
    ['127.0.0.1', '10.0.0.0/8', false],
    ['127.0.0.2', '127.0.0.1', false],
    ['[::1]', '127.0.0.0/8', false],
  ])('lets %s through by %s: %s', async (host, network, through) => {
    const outcome = await poster(opened(network)).post(`http://${host}:${port}/`, {}, '{}')
    expect(outcome).toMatchObject(through ? { status: 200, text: 'ok' } : { kind: 'refused' })
    expect(requests).toBe(through ? 1 : 0)
  })

  test.each(['10.0.0.0/8', '10.1.2.3/8', 'fd12:3456::/32', '::1', '192.0.2.7', ' 10.0.0.0/8 ', '0.0.0.0/0'])(
    'can be written %j',
    (text) => {
      expect(parseNetwork(text)).not.toBeNull()
    },
  )

  test.each([
    '',
    '10.0.0.0/33',
    '10/8',
    '10.0.0.0/',
    '10.0.0.0/-1',
    'fd12::/129',
    'example.org',
    '10.0.0.0/8/8',
    '0x7f.1',
    '::ffff:10.0.0.0/104',
    '::ffff:10.0.0.0/24',
    '10.0.0.0-10.0.0.9',
  ])('cannot be written %j', (text) => {
    expect(parseNetwork(text)).toBeNull()
  })
})
