import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openInstallation, openService, type Reply, type Service, source, wire, wireSet } from './play.ts'

const hour = 3_600_000
const first = '2024110100'
const second = '2024112900'

let service: Service
let installation: ReturnType<typeof openInstallation>

beforeEach(async () => {
  service = await openService()
  service.versions = { Worldwide: first, USGovDoD: first, USGovGCCHigh: first, China: first }
  service.lists = { worldwide: wire(wireSet(1), wireSet(2)), china: wire(wireSet(1)) }
  installation = openInstallation()
})

afterEach(async () => {
  await installation.close()
  await service.close()
})

function move(version: string, list: string, since = first, records = '[]'): void {
  service.versions = { ...service.versions, Worldwide: version }
  service.lists = { ...service.lists, worldwide: list }
  service.changes = { [since]: records }
}

function addresses(reading: { entries: readonly { address: string }[] } | null): string[] | null {
  return reading?.entries.map(({ address }) => address) ?? null
}

const oneRecord = JSON.stringify([{ id: 1, endpointSetId: 1, disposition: 'Change', version: '2024120100' }])

describe('the first fetch', () => {
  it('asks for the versions of all instances, then for the list, and not for changes', async () => {
    const { fetched, reading } = await installation.check(source(service.base))
    expect(service.calls.map(({ path }) => path)).toEqual(['/version', '/endpoints/Worldwide'])
    expect(addresses(reading)).toEqual(['host1.example.net', 'host2.example.net'])
    expect(fetched).toMatchObject({ kind: 'body', notices: [], body: { parts: [{ path: null, revision: first }] } })
    expect(reading?.date).toBe('2024-11-01')
  })

  it('carries the GUID of the installation in every call and in nothing that people see', async () => {
    const { fetched } = await installation.check(source(service.base))
    expect(service.calls.map(({ query }) => query.get('ClientRequestId'))).toEqual(
      Array(2).fill('5f0c3b52-6a0e-4f0e-9d6c-2f7a9b8f1c11'),
    )
    expect(JSON.stringify(fetched)).not.toContain('5f0c3b52')
  })

  it('asks for the selection that is configured', async () => {
    service.lists = { 'china Exchange,Common': wire(wireSet(1, { serviceArea: 'Common' }), wireSet(2)) }
    const china = { instance: 'china', serviceAreas: ['Exchange', 'Common'], tenantName: 'northwind', noIPv6: true }
    const { reading } = await installation.check(source(service.base, china))
    const query = service.calls[1]?.query
    expect([query?.get('TenantName'), query?.get('NoIPv6')]).toEqual(['northwind', 'true'])
    expect(reading?.entries[0]?.occurrences[0]?.labels?.instance).toBe('China')
  })
})

describe('the etiquette', () => {
  it('asks for versions at most once an hour, and for the list only when its version moved', async () => {
    for (let minute = 0; minute < 24 * 60; minute += 10) {
      await installation.check(source(service.base))
      installation.pass(10 * 60_000)
    }
    expect([service.count('/version'), service.count('/endpoints'), service.count('/changes')]).toEqual([24, 1, 0])
  })

  it('asks for versions at once when a person asked, and for nothing more', async () => {
    const other = openInstallation({ asked: true })
    await other.check(source(service.base))
    other.pass(60_000)
    await other.check(source(service.base))
    await other.close()
    expect(service.calls.map(({ path }) => path)).toEqual(['/version', '/endpoints/Worldwide', '/version'])
  })

  it('asks once for all instances of a cycle', async () => {
    const sources = [source(service.base), { ...source(service.base, { instance: 'China' }), id: 'china' }]
    for (let n = 0; n < 3; n++) {
      const all = await Promise.all(sources.map((one) => installation.check(one)))
      expect(all.map(({ fetched }) => fetched.kind)).toEqual(Array(2).fill(n === 0 ? 'body' : 'unchanged'))
      installation.pass(hour)
    }
    expect([service.count('/version'), service.count('/endpoints')]).toEqual([3, 2])
  })

  it('makes 720 light and 14 heavy calls in a month in which four instances move once and one holds MEM', async () => {
    const mem = wireSet(163, { serviceArea: 'MEM' })
    const names = ['worldwide Exchange', 'worldwide MEM', 'usgovdod', 'usgovgcchigh', 'china']
    const lists = (...sets: Record<string, unknown>[]) =>
      Object.fromEntries(names.map((name) => [name, wire(...sets, mem)]))
    const sources = ['USGovDoD', 'USGovGCCHigh', 'China'].map((instance) => ({
      ...source(service.base, { instance }),
      id: instance,
    }))
    const all = [...sources, source(service.base, { serviceAreas: ['Exchange', 'MEM'] })]
    service.lists = lists(wireSet(1))
    service.changes = { [first]: '[]' }
    for (let n = 0; n < 30 * 24; n++) {
      if (n === 300) {
        service.versions = Object.fromEntries(Object.keys(service.versions).map((name) => [name, second]))
        service.lists = lists(wireSet(1), wireSet(2))
      }
      await Promise.all(all.map((one) => installation.check(one)))
      installation.pass(hour)
    }
    expect([service.count('/version'), service.count('/endpoints'), service.count('/changes')]).toEqual([720, 10, 4])
  })

  it('asks again when the clock was set back', async () => {
    await installation.check(source(service.base))
    installation.pass(-5 * hour)
    await installation.check(source(service.base))
    expect(service.count('/version')).toBe(2)
  })

  it('asks for the changes since the version that it has', async () => {
    await installation.check(source(service.base))
    installation.pass(hour)
    move(second, wire(wireSet(1)), first, oneRecord)
    const { fetched, reading } = await installation.check(source(service.base))
    expect(service.calls.slice(2).map(({ path }) => path)).toEqual([
      '/version',
      '/endpoints/Worldwide',
      `/changes/Worldwide/${first}`,
    ])
    expect(addresses(reading)).toEqual(['host1.example.net'])
    expect(fetched).toMatchObject({
      body: {
        parts: [
          { path: null, revision: second },
          { path: 'changes.json', revision: second },
        ],
      },
    })
  })

  it('loses no version when the process dies before it saved what it fetched', async () => {
    await installation.check(source(service.base))
    installation.pass(hour)
    move(second, wire(wireSet(1)))
    expect((await installation.fetch(source(service.base))).kind).toBe('body')
    const { reading } = await installation.check(source(service.base))
    expect(addresses(reading)).toEqual(['host1.example.net'])
  })

  it('fetches afresh when the source asks for another list', async () => {
    await installation.check(source(service.base))
    service.lists['worldwide Common'] = wire(wireSet(7, { serviceArea: 'Common' }))
    const { reading } = await installation.check(source(service.base, { serviceAreas: ['Common'] }))
    expect(addresses(reading)).toEqual(['host7.example.net'])
  })

  it('tells a version that went down, and compares its list like any other', async () => {
    await installation.check(source(service.base))
    installation.pass(hour)
    move('2024100100', wire(wireSet(2)))
    const { fetched, reading } = await installation.check(source(service.base))
    expect(fetched).toMatchObject({ kind: 'body', notices: [{ code: 'version-went-down' }] })
    expect(addresses(reading)).toEqual(['host2.example.net'])
    expect(service.count('/changes')).toBe(0)
  })
})

describe('change records that cannot be had', () => {
  const noChanges = ({ path }: { path: string }): Reply | null =>
    path.startsWith('/changes') ? { status: 503, body: 'later' } : null

  it('do not stop the list, are told until they come, and come with the same list', async () => {
    await installation.check(source(service.base))
    installation.pass(hour)
    move(second, wire(wireSet(1)), first, oneRecord)
    service.instead = noChanges
    const failed = await installation.check(source(service.base))
    expect(failed.fetched).toMatchObject({ kind: 'body', notices: [{ code: 'changes-failed' }] })
    expect(addresses(failed.reading)).toEqual(['host1.example.net'])
    installation.pass(hour)
    expect((await installation.check(source(service.base))).fetched).toMatchObject({
      kind: 'unchanged',
      notices: [{ code: 'changes-failed' }],
    })
    installation.pass(hour)
    service.instead = () => null
    const came = await installation.check(source(service.base))
    expect(came.fetched).toMatchObject({
      kind: 'body',
      notices: [],
      body: { parts: [{ path: null }, { path: 'changes.json' }] },
    })
    expect(addresses(came.reading)).toEqual(['host1.example.net'])
    installation.pass(hour)
    expect((await installation.check(source(service.base))).fetched).toMatchObject({ kind: 'unchanged', notices: [] })
    expect([service.count('/endpoints'), service.count('/changes')]).toEqual([2, 3])
  })

  it('are asked for from the older version when the list moves on meanwhile', async () => {
    await installation.check(source(service.base))
    installation.pass(hour)
    move(second, wire(wireSet(1)))
    service.instead = noChanges
    await installation.check(source(service.base))
    installation.pass(hour)
    move('2024122700', wire(wireSet(1), wireSet(3)))
    service.instead = () => null
    await installation.check(source(service.base))
    expect(service.calls.at(-1)?.path).toBe(`/changes/Worldwide/${first}`)
  })

  it('are given up after a day of trying', async () => {
    await installation.check(source(service.base))
    installation.pass(hour)
    move(second, wire(wireSet(1)))
    service.instead = noChanges
    for (let n = 0; n < 48; n++) {
      await installation.check(source(service.base))
      installation.pass(hour)
    }
    expect(service.count('/changes')).toBe(24)
  })
})

describe('the service area MEM', () => {
  const common = wireSet(50, { serviceArea: 'Common' })
  const mem = wireSet(163, { serviceArea: 'MEM', urls: ['*.manage.example.net'] })

  it('is fetched beside the others, and Common is not taken twice', async () => {
    const newer = wireSet(51, { serviceArea: 'Common' })
    service.lists = { 'worldwide Exchange': wire(wireSet(1), common), 'worldwide MEM': wire(common, newer, mem) }
    const { fetched, reading } = await installation.check(source(service.base, { serviceAreas: ['Exchange', 'MEM'] }))
    expect(addresses(reading)).toEqual(['*.manage.example.net', 'host1.example.net', 'host50.example.net'])
    expect(reading?.entries[2]?.occurrences).toHaveLength(1)
    expect(reading?.entries[0]?.occurrences[0]).toMatchObject({ file: 'mem.json', labels: { area: 'MEM' } })
    expect(fetched).toMatchObject({ notices: [] })
    expect(service.count('/endpoints')).toBe(2)
  })

  it('comes without Common when it is asked for alone', async () => {
    service.lists = { 'worldwide MEM': wire(common, mem) }
    const { reading } = await installation.check(source(service.base, { serviceAreas: ['MEM'] }))
    expect(addresses(reading)).toEqual(['*.manage.example.net'])
    expect(service.count('/endpoints')).toBe(1)
  })

  it('is told when it never came, and the rest is watched', async () => {
    service.lists = { 'worldwide Exchange': wire(wireSet(1), common), 'worldwide MEM': wire(common) }
    const { fetched, reading } = await installation.check(source(service.base, { serviceAreas: ['Exchange', 'MEM'] }))
    expect(fetched).toMatchObject({ kind: 'body', notices: [{ code: 'area-missing' }] })
    expect(addresses(reading)).toEqual(['host1.example.net', 'host50.example.net'])
  })

  it('is a fault when it came before: its names would all be told as removed', async () => {
    service.lists = { 'worldwide Exchange': wire(wireSet(1)), 'worldwide MEM': wire(mem) }
    const both = source(service.base, { serviceAreas: ['Exchange', 'MEM'] })
    await installation.check(both)
    installation.pass(hour)
    service.versions = { Worldwide: second }
    service.lists = { 'worldwide Exchange': wire(wireSet(1)), 'worldwide MEM': wire(common) }
    expect((await installation.check(both)).fetched).toMatchObject({ kind: 'fault', fault: { code: 'area-missing' } })
  })
})

describe('answers that are no list', () => {
  const page = '<html><head><title>Service Unavailable</title></head><body><h2>Service Unavailable</h2></body></html>'
  const cases: readonly [string, string, Reply, string, RegExp][] = [
    ['a refusal', '/version', { status: 503, body: page }, 'http-503', /503/],
    ['an HTML page with 200', '/version', { body: page }, 'not-json', /HTML page titled "Service Unavailable"/],
    ['no instances', '/version', { body: '[]' }, 'bad-version-list', /came \[\]/],
    ['something else', '/version', { body: '{"message":"no"}' }, 'bad-version-list', /message/],
    [
      'an unknown instance',
      '/version',
      { body: '[{"instance":"China","latest":"2024110100"}]' },
      'instance-retired',
      /China.*Worldwide/,
    ],
    [
      'nine digits',
      '/version',
      { body: '[{"instance":"Worldwide","latest":"202411010"}]' },
      'bad-version',
      /10 digits.*"202411010"/,
    ],
    ['no version', '/version', { body: '[{"instance":"Worldwide"}]' }, 'bad-version', /came nothing/],
    [
      'a number',
      '/version',
      { body: '[{"instance":"Worldwide","latest":2024110100}]' },
      'bad-version',
      /came 2024110100/,
    ],
    ['a refusal', '/endpoints', { status: 503, body: page }, 'http-503', /503/],
    ['too many calls', '/endpoints', { status: 429, body: 'slow down' }, 'http-429', /429/],
    ['an HTML page with 200', '/endpoints', { body: page }, 'not-json', /Service Unavailable/],
    ['an empty list', '/endpoints', { body: '[]' }, 'empty-list', /is empty/],
    ['an empty body', '/endpoints', { body: '' }, 'empty-body', /body is empty/],
    [
      'a list cut short',
      '/endpoints',
      { body: wire(wireSet(1), wireSet(2)).slice(0, 300) },
      'cut-short',
      /ends in the middle/,
    ],
    [
      'a sentence',
      '/endpoints',
      { body: 'Valid ClientRequestId Guid is required' },
      'not-json',
      /Valid ClientRequestId/,
    ],
    ['UTF-16', '/endpoints', { body: Buffer.from(wire(wireSet(1)), 'utf16le') }, 'not-json', /expected/],
    ['Latin-1', '/endpoints', { body: Buffer.from('["\xe9"]', 'latin1') }, 'not-utf-8', /UTF-8/],
  ]

  for (const [what, path, reply, code, why] of cases)
    it(`${what} from ${path} is a fault, and the service is left alone for an hour`, async () => {
      service.instead = (seen) => (seen.path.startsWith(path) ? reply : null)
      const fetched = await installation.fetch(source(service.base))
      expect(fetched).toMatchObject({ kind: 'fault', fault: { code, place: expect.stringContaining(`m365 ${path}`) } })
      expect(fetched.kind === 'fault' && fetched.fault.why).toMatch(why)
      expect(fetched.kind === 'fault' && fetched.notBefore).toBe(installation.clock.now + hour)
      expect(service.count(path)).toBe(1)
    })

  const waits: readonly [string, number][] = [
    ['7200', 2 * hour],
    ['60', hour],
    [new Date(Date.UTC(2024, 10, 20, 5)).toUTCString(), 5 * hour],
    ['soon', hour],
  ]
  for (const [value, wait] of waits)
    it(`429 with Retry-After ${value} is one call and then ${wait / hour} hours of quiet`, async () => {
      service.instead = (seen) =>
        seen.path.startsWith('/endpoints') ? { status: 429, headers: { 'retry-after': value }, body: '' } : null
      const fetched = await installation.fetch(source(service.base))
      expect(fetched).toMatchObject({
        kind: 'fault',
        fault: { code: 'http-429' },
        notBefore: installation.clock.now + wait,
      })
      expect(service.count('/endpoints')).toBe(1)
    })

  it('a service that is down is a fault without a time: the schedule goes on', async () => {
    const { base } = service
    await service.close()
    const fetched = await installation.fetch(source(base))
    expect(fetched).toMatchObject({ kind: 'fault', fault: { place: 'm365 /version' } })
    service = await openService()
  })

  it('after a fault the same version is still new', async () => {
    await installation.check(source(service.base))
    installation.pass(hour)
    move(second, '[]')
    expect((await installation.check(source(service.base))).fetched.kind).toBe('fault')
    installation.pass(hour)
    move(second, wire(wireSet(1)))
    expect(addresses((await installation.check(source(service.base))).reading)).toEqual(['host1.example.net'])
  })
})

describe('the configuration', () => {
  const bad: readonly [string, Record<string, unknown>][] = [
    ['an unknown key', { instanse: 'China' }],
    ['an empty instance', { instance: '' }],
    ['no service area at all', { serviceAreas: [] }],
    ['a tenant with its domain', { tenantName: 'northwind.onmicrosoft.com' }],
    ['a base that is no web address', { base: 'ftp://127.0.0.1' }],
  ]
  for (const [what, settings] of bad)
    it(`refuses ${what}`, () => {
      expect(() => source(service.base, settings)).toThrow()
    })
})
