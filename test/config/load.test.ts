// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the configuration are written so
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { Config } from '../../src/config/config.ts'
import { type LoadOptions, loadConfig, parseConfig } from '../../src/config/load.ts'

const page = { id: 'page', schema: z.strictObject({ url: z.url(), alsoAt: z.array(z.url()).default([]) }) }
const service = {
  id: 'service',
  schema: z.strictObject({ instance: z.enum(['World', 'China']).default('World'), noIPv6: z.boolean().default(false) }),
  gate: { maxLost: 0.25 },
}
const mail = {
  id: 'mail',
  schema: z.strictObject({ host: z.string().min(1), port: z.int().optional(), password: z.string().min(4).optional() }),
  checkAddress: (_: unknown, to: string) => (to.includes('@') ? null : 'this is no mail address'),
}

function options(env: Record<string, string> = {}): LoadOptions {
  return { env, sourceKinds: [page, service], channelKinds: [mail] }
}

function configOf(text: string, env: Record<string, string> = {}): Config {
  const loaded = parseConfig(text, '/etc/drift/drift.yaml', options(env))
  if (loaded.kind === 'config') return loaded.config
  throw new Error(JSON.stringify(loaded.faults, null, 1))
}

/** `line:column path|code|why|next` of each fault. */
function faultsOf(text: string, env: Record<string, string> = {}): string[] {
  const loaded = parseConfig(text, 'f', options(env))
  if (loaded.kind === 'config') return []
  return loaded.faults.map(({ code, place, why, next }) => [place.replace(/^f:?/, ''), code, why, next].join('|'))
}

const one = `sources:
  - id: intune
    kind: page
    url: https://example.org/list.md
`

test('a source with an id, a kind and a url is enough: everything else has a default and nobody is told', () => {
  expect(configOf(one)).toEqual({
    file: '/etc/drift/drift.yaml',
    data: '/etc/data',
    snapshots: {
      path: '/etc/snapshots',
      author: { name: 'endpoint-drift', email: 'endpoint-drift@localhost' },
      message: '{source}: {summary}',
      sign: false,
      push: null,
    },
    schedule: '17 * * * *',
    jitter: 300_000,
    contact: null,
    fetch: { timeout: 60_000, maxBytes: 8_388_608, redirects: 5, retries: 3, connections: 4 },
    stale: 93_600_000,
    web: { listen: null, publicUrl: 'http://localhost:8080', proxies: [] },
    signup: { mode: 'closed', domains: [], email: null, webhook: null },
    heartbeat: null,
    sources: [
      {
        id: 'intune',
        kind: 'page',
        title: 'intune',
        page: 'https://example.org/list.md',
        schedule: '17 * * * *',
        jitter: 300_000,
        gate: { maxLost: 0.5, minEntries: 1, maxNewComplaints: 10, remindAfter: 86_400_000 },
        retired: null,
        settings: { url: 'https://example.org/list.md', alsoAt: [] },
      },
    ],
    channels: [],
    subscriptions: [],
    operator: [],
  })
})

test('what is written goes before every default, and for a source what stands at the source', () => {
  const config = configOf(`
data: /var/lib/drift
snapshots: { path: here, author: A B <a@b.example>, message: '{summary}', push: { branch: drift } }
schedule: ' 5  *  * * * '
jitter: 0
contact: ops@example.org
fetch: { timeout: 1.5m, maxBytes: 512KiB }
gate: { maxLost: 0.4, remindAfter: 2d }
stale: 2w
sources:
  - { id: a, kind: service, page: 'https://example.org', title: A, schedule: '@daily', jitter: 1h, gate: { maxLost: 0.1 } }
  - { id: b, kind: service, page: 'https://example.org', instance: China }
channels:
  post: { kind: mail, host: h }
subscriptions:
  - { name: net, channel: post, to: net@example.org, filter: { sources: [a], kinds: [added, reworded], addresses: ['*.x'] } }
operator: { channel: post, to: ops@example.org }
`)
  expect(config).toMatchObject({
    data: '/var/lib/drift',
    snapshots: {
      path: '/etc/drift/here',
      author: { name: 'A B', email: 'a@b.example' },
      message: '{summary}',
      push: { remote: 'origin', branch: 'drift' },
    },
    schedule: '5 * * * *',
    jitter: 0,
    contact: 'mailto:ops@example.org',
    fetch: { timeout: 90_000, maxBytes: 524_288, retries: 3 },
    stale: 1_209_600_000,
    channels: [{ name: 'post', kind: 'mail', settings: { host: 'h' } }],
    operator: [{ channel: 'post', to: 'ops@example.org' }],
  })
  expect(config.sources[0]).toMatchObject({
    schedule: '@daily',
    jitter: 3_600_000,
    gate: { maxLost: 0.1, remindAfter: 172_800_000 },
    settings: { instance: 'World', noIPv6: false },
  })
  expect(config.sources[1]).toMatchObject({ gate: { maxLost: 0.4 }, settings: { instance: 'China' } })
  expect(config.subscriptions[0]?.filter).toEqual({ sources: ['a'], kinds: ['added', 'reworded'], addresses: ['*.x'] })
})

test('a kind of source brings limits of its own, which what a person wrote goes before', () => {
  const text = 'sources: [{ id: a, kind: service, page: "https://example.org" }]'
  expect(configOf(text).sources[0]?.gate.maxLost).toBe(0.25)
  expect(configOf(`gate: { maxLost: 0.9 }\n${text}`).sources[0]?.gate.maxLost).toBe(0.9)
})

test('a subscription without a filter wants every change but rewordings, from everywhere', () => {
  const { subscriptions } = configOf(`${one}channels: { m: { kind: mail, host: h } }
subscriptions: [{ name: n, channel: m, to: a@b }]`)
  expect(subscriptions[0]?.filter).toEqual({
    sources: [],
    kinds: ['added', 'removed', 'changed', 'moved'],
    addresses: [],
  })
})

test('people read the list at page, else at url, else where the kind says', () => {
  const kinds = { ...options(), sourceKinds: [page, { ...service, page: 'https://kind.example' }] }
  const text = `sources:
  - { id: a, kind: page, url: 'https://url.example', page: 'https://page.example' }
  - { id: b, kind: page, url: 'https://url.example' }
  - { id: c, kind: service }`
  const loaded = parseConfig(text, 'f', kinds)
  const pages = loaded.kind === 'config' ? loaded.config.sources.map((source) => source.page) : loaded.faults
  expect(pages).toEqual(['https://page.example', 'https://url.example', 'https://kind.example'])
})

test('several operators can be told', () => {
  const { operator } = configOf(`${one}channels: { m: { kind: mail, host: h } }
operator: [{ channel: m, to: a@b }, { channel: m, to: c@d }]`)
  expect(operator).toHaveLength(2)
})

test.each([
  ['true', {}],
  ['{ since: 2024-07-31, successor: other, note: gone }', { since: '2024-07-31', successor: 'other', note: 'gone' }],
])('a retired source (%s) needs no url and no page', (retired, expected) => {
  const { sources } = configOf(`${one}  - { id: old, kind: page, retired: ${retired} }`)
  expect(sources[1]).toMatchObject({ page: '', retired: expected, settings: {} })
})

test('a retired source with a url keeps it', () => {
  const { sources } = configOf('sources: [{ id: old, kind: page, url: "https://a.example", retired: true }]')
  expect(sources[0]?.settings).toEqual({ url: 'https://a.example', alsoAt: [] })
})

test('where the container names a data folder, data and snapshots are there, if the file does not say otherwise', () => {
  expect(configOf(one, { ENDPOINT_DRIFT_DATA: '/data' })).toMatchObject({
    data: '/data',
    snapshots: { path: '/data/snapshots' },
  })
  expect(configOf(`data: d\nsnapshots: { path: s }\n${one}`, { ENDPOINT_DRIFT_DATA: '/data' })).toMatchObject({
    data: '/etc/drift/d',
    snapshots: { path: '/etc/drift/s' },
  })
})

test('anchors and merge keys are YAML and work', () => {
  const { sources } = configOf(`sources:
  - &first { id: a, kind: page, url: https://a.example }
  - { <<: *first, id: b }
`)
  expect(sources.map(({ id, page: url }) => [id, url])).toEqual([
    ['a', 'https://a.example'],
    ['b', 'https://a.example'],
  ])
})

const wrong: readonly (readonly [name: string, text: string, ...faults: string[]])[] = [
  ['an empty file', '', '1:1|config-missing|"sources" is missing|add it'],
  ['no source', 'sources: []', '1:10 sources|config-value|must hold at least one source'],
  ['a list where keys belong', '- a', '1:1|config-value|must be keys with values and is a list'],
  ['a text where keys belong', 'hello', '1:1|config-value|must be keys with values and is a text'],
  [
    'an unknown key',
    `shedule: x\n${one}`,
    '1:1 shedule|config-unknown-key|there is no key "shedule" here|did you mean "schedule"?',
  ],
  [
    'an unknown key like no other',
    `xyzzy: x\n${one}`,
    '1:1 xyzzy|config-unknown-key|there is no key "xyzzy" here|the keys here are: channels',
  ],
  [
    'an unknown key of a source',
    `${one}    titel: x`,
    '5:5 sources[0].titel|config-unknown-key|there is no key "titel" here|did you mean "title"?',
  ],
  [
    'an unknown key of its kind',
    `${one}    alsoat: []`,
    '5:5 sources[0].alsoat|config-unknown-key|there is no key "alsoat" here|did you mean "alsoAt"?',
  ],
  [
    'an unknown key deep inside',
    `fetch:\n  timout: 5s\n${one}`,
    '2:3 fetch.timout|config-unknown-key|there is no key "timout" here|did you mean "timeout"?',
  ],
  [
    'an unknown key in a list',
    `${one}operator:\n  - chanel: m\n`,
    '6:5 operator[0]|config-missing|"channel" is missing',
    '6:5 operator[0]|config-missing|"to" is missing',
    '6:5 operator[0].chanel|config-unknown-key|there is no key "chanel" here|did you mean "channel"?',
  ],
  ['a key given twice', `jitter: 1m\njitter: 2m\n${one}`, '2:1|config-duplicate-key|Map keys must be unique|keep one'],
  ['a tab', `fetch:\n\ttimeout: 5s\n${one}`, '2:1|config-tab-as-indent|'],
  ['a bracket left open', `${one}channels: {`, '5:12|config-'],
  ['two documents', `${one}---\n${one}`, '5:1|config-multiple-docs|'],
  ['a number without a unit', `jitter: 5\n${one}`, '1:9 jitter|config-value|must be a number with a unit: 500ms, 30s'],
  ['a unit that is none', `stale: 5 hours\n${one}`, '1:8 stale|config-value|must be a number with a unit'],
  ['nothing as a duration that must be something', `stale: 0s\n${one}`, '1:8 stale|config-value|must be more than 0'],
  [
    'a size without a unit',
    `fetch: { maxBytes: 8 }\n${one}`,
    '1:20 fetch.maxBytes|config-value|must be a number with a unit: 512KiB',
  ],
  [
    'a cron expression that is none',
    `schedule: '61 * * * *'\n${one}`,
    '1:11 schedule|config-value|must be a cron expression: "61" is no minute (0 to 59',
  ],
  [
    'a share in percent',
    `gate: { maxLost: 50 }\n${one}`,
    '1:18 gate.maxLost|config-value|is a share and must be at most 1 (0.5 is half)',
  ],
  [
    'an author without address',
    `snapshots: { author: me }\n${one}`,
    '1:22 snapshots.author|config-value|must be a name and an address',
  ],
  [
    'a contact that is none',
    `contact: me\n${one}`,
    '1:10 contact|config-value|must be an e-mail address or an http(s) URL',
  ],
  [
    'a push that is neither',
    `snapshots: { push: yes please }\n${one}`,
    '1:20 snapshots.push|config-value|must be true, false, or remote and branch',
  ],
  [
    'a wrong key in a push',
    `snapshots: { push: { brnch: x } }\n${one}`,
    '1:22 snapshots.push.brnch|config-unknown-key|there is no key "brnch" here|did you mean "branch"?',
  ],
  [
    'a text for a number',
    `fetch: { retries: few }\n${one}`,
    '1:19 fetch.retries|config-value|must be a number and is a text',
  ],
  ['too many', `fetch: { connections: 1000 }\n${one}`, '1:23 fetch.connections|config-value|must be at most 64'],
  [
    'a source id that is no folder name',
    'sources: [{ id: A/b, kind: page, url: "https://x.example" }]',
    '1:17 sources[0].id|config-value|must be small letters, digits and hyphens',
  ],
  [
    'a source without id and kind',
    'sources: [{ url: "https://x.example" }]',
    '1:11 sources[0]|config-missing|"id" is missing',
    '1:11 sources[0]|config-missing|"kind" is missing',
  ],
  [
    'a source that is a text',
    'sources: [intune]',
    '1:11 sources[0]|config-value|must be keys with values and is a text',
  ],
  [
    'an unknown kind',
    'sources: [{ id: a, kind: pgae, url: "https://x.example" }]',
    '1:26 sources[0].kind|config-unknown-kind|there is no kind of source called "pgae"|did you mean "page"?',
  ],
  [
    'a value of a kind that is wrong',
    'sources: [{ id: a, kind: page, url: here }]',
    '1:37 sources[0].url|config-value|Invalid URL',
  ],
  [
    'a missing value of a kind',
    'sources: [{ id: a, kind: page, page: "https://x.example" }]',
    '1:11 sources[0]|config-missing|"url" is missing',
  ],
  [
    'a choice that is none',
    'sources: [{ id: a, kind: service, page: "https://x.example", instance: Chian }]',
    '1:72 sources[0].instance|config-value|must be one of World, China|did you mean "China"?',
  ],
  [
    'a source nobody can read',
    'sources: [{ id: a, kind: service }]',
    '1:11 sources[0]|config-missing|"page" is missing',
  ],
  [
    'two sources of one id',
    `${one}  - { id: intune, kind: page, url: https://b.example }`,
    '5:11 sources[1].id|config-twice|another source (f:2:9) is called "intune" already',
  ],
  [
    'a retired day that is none',
    `${one}    retired: { since: July }`,
    '5:23 sources[0].retired.since|config-value|must be a day like 2024-07-31',
  ],
  [
    'a number for a text, where there is a choice',
    `${one}    retired: { note: 5 }`,
    '5:22 sources[0].retired.note|config-value|must be a text and is a number',
  ],
  [
    'keys where a text belongs, in one of several shapes',
    `${one}operator: { channel: 5, to: a@b }`,
    '5:22 operator.channel|config-value|must be a text and is a number',
  ],
  [
    'an unknown kind of channel',
    `${one}channels: { m: { kind: fax } }`,
    '5:24 channels.m.kind|config-unknown-kind|there is no kind of channel called "fax"|there is: mail',
  ],
  [
    'a channel with a bad name',
    `${one}channels: { 'a b': { kind: mail, host: h } }`,
    '5:13 channels.a b|config-value|the name of a channel must be letters',
  ],
  [
    'a missing value of a channel',
    `${one}channels: { m: { kind: mail } }`,
    '5:16 channels.m|config-missing|"host" is missing',
  ],
]

const channel = `${one}channels: { m: { kind: mail, host: h } }\n`
const crossed: typeof wrong = [
  [
    'a channel that is not there',
    `${channel}operator: { channel: n, to: a@b }`,
    '6:22 operator.channel|config-unknown-channel|no channel is called "n"|did you mean "m"?',
  ],
  [
    'no channel at all',
    `${one}operator: { channel: mail, to: a@b }`,
    '5:22 operator.channel|config-unknown-channel|no channel is called "mail"|there is no channel yet',
  ],
  [
    'an address that the channel refuses',
    `${channel}operator: { channel: m, to: nobody }`,
    '6:29 operator.to|config-address|this is no mail address|correct the address for channel "m"',
  ],
  [
    'several addresses',
    `${channel}subscriptions: [{ name: n, channel: m, to: [a@b, c@d] }]`,
    '6:44 subscriptions[0].to|config-value|takes one address: write one subscription for each',
  ],
  [
    'a source that is not there',
    `${channel}subscriptions: [{ name: n, channel: m, to: a@b, filter: { sources: [intun, 'in*', 'x*'] } }]`,
    '6:69 subscriptions[0].filter.sources[0]|config-unknown-source|no source is called "intun"|did you mean "intune"?',
    '6:83 subscriptions[0].filter.sources[2]|config-unknown-source|no source is called "x*"|there is: intune',
  ],
  [
    'a kind of change that is none',
    `${channel}subscriptions: [{ name: n, channel: m, to: a@b, filter: { kinds: [aded] } }]`,
    '6:67 subscriptions[0].filter.kinds[0]|config-value|must be one of added, removed, changed, moved, reworded, duplicate-added, duplicate-removed, covered, widened, narrowed, reverted, announced, ports, category, required, expressRoute, area, notes, attribute, set-new, set-gone|did you mean "added"?',
  ],
  [
    'a subscription that is called as operators are',
    `${channel}subscriptions: [{ name: operator, channel: m, to: a@b }]`,
    '6:25 subscriptions[0].name|config-value|must be another name than operator, which is kept for operators',
  ],
  [
    'two subscriptions of one name',
    `${channel}subscriptions:\n  - { name: n, channel: m, to: a@b }\n  - { name: n, channel: m, to: a@b }`,
    '8:13 subscriptions[1].name|config-twice|another subscription (f:7:13) is called "n" already',
  ],
  [
    'a constructor as a channel',
    `${channel}operator: { channel: constructor, to: a@b }`,
    '6:22 operator.channel|config-unknown-channel|',
  ],
]

test.each([...wrong, ...crossed])('%s is a fault with place, reason and next step', (_name, text, ...expected) => {
  const faults = faultsOf(text)
  expect(faults.map((fault, i) => fault.slice(0, expected[i]?.length ?? 999))).toEqual(expected)
  for (const fault of faults) expect(fault.split('|')[3]).toMatch(/\w{3}/)
})

test('all faults are listed at once, in the order of the file', () => {
  const faults = faultsOf(`jitter: 5\nxyzzy: 1\nsources:\n  - { id: A, kind: page }\noperator: { channel: x, to: y }\n`)
  expect(faults.map((fault) => fault.split('|')[0])).toEqual([
    '1:9 jitter',
    '2:1 xyzzy',
    '4:5 sources[0]',
    '4:11 sources[0].id',
    '5:22 operator.channel',
  ])
})

test('a file that is not there, or no file, is a fault that says how to name one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const path of [join(folder, 'none.yaml'), folder]) {
    const loaded = loadConfig(path, options())
    expect(loaded).toMatchObject({
      kind: 'faults',
      faults: [{ code: 'config-unreadable', place: path, next: expect.stringContaining('--config') }],
    })
  }
})

test('a file is read with or without a byte order mark, and its paths count from its folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'config'))
  const path = join(folder, 'config', 'drift.yaml')
  writeFileSync(path, `\uFEFF${one}`)
  expect(loadConfig(path, options())).toMatchObject({
    kind: 'config',
    config: { file: path, data: join(folder, 'data') },
  })
})

test('no text, however broken, makes the reader throw, and what it says is always a fault with a place', () => {
  const parts = fc.constantFrom(
    ...`${channel}operator: {}`.split(/(?<=[\s:{}[\],&*!|>'"-])/),
    '${A}',
    '&a ',
    '*a',
    '<<: ',
    '!!int ',
    '? ',
    '\t',
    '---\n',
  )
  let broken = 0
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 25 }), (pieces) => {
      const loaded = parseConfig(pieces.join(''), 'f', options())
      if (loaded.kind === 'config') return
      broken += 1
      for (const { code, place, why, next } of loaded.faults) {
        expect(code).toMatch(/^config-[a-z-]+$/)
        expect(place).toMatch(/^f(:\d+:\d+|$)/)
        expect(why.length * next.length).toBeGreaterThan(0)
      }
    }),
    { numRuns: 300 },
  )
  expect(broken).toBeGreaterThan(200)
})

test('three hundred sources are read in a tenth of a second and a bit, ten times over', () => {
  const sources = Array.from(
    { length: 300 },
    (_, i) => `  - { id: s-${i}, kind: page, url: 'https://example.org/${i}.md' }\n`,
  )
  const text = `sources:\n${sources.join('')}`
  const from = process.cpuUsage()
  for (let i = 0; i < 10; i += 1) expect(configOf(text).sources).toHaveLength(300)
  const { user, system } = process.cpuUsage(from)
  expect((user + system) / 10 / 1000).toBeLessThan(200)
})

test.each([
  ['web: {}', { host: '127.0.0.1', port: 8080 }, 'http://127.0.0.1:8080'],
  ['web: { listen: "[::1]:9000" }', { host: '::1', port: 9000 }, 'http://[::1]:9000'],
  ['web: { listen: ":80" }', { host: null, port: 80 }, 'http://localhost:80'],
  ['web: { listen: off, publicUrl: "https://ops.example.org/drift/" }', null, 'https://ops.example.org/drift'],
  ['web: { listen: false }', null, 'http://localhost:8080'],
])('%s: where the pages are', (text, listen, publicUrl) => {
  expect(configOf(`${one}${text}\n`).web).toEqual({ listen, publicUrl, proxies: [] })
})

test.each([
  ['web: { listen: 8080 }', 'must be an address and a port'],
  ['web: { listen: "127.0.0.1" }', 'must be an address and a port'],
  ['web: { listen: ":65536" }', 'must be an address and a port'],
  ['web: { publicUrl: "ftp://example.org" }', 'must be an http or https URL'],
  ['web: { publicUrl: "https://a:b@example.org" }', 'without user, query and fragment'],
  ['web: { publicUrl: "https://example.org/?a" }', 'without user, query and fragment'],
  ['heartbeat: { every: 1h }', '"url" is missing'],
  ['heartbeat: { url: hc.example.org }', 'must be an http or https URL'],
])('%s is a fault', (text, why) => {
  expect(faultsOf(`${one}${text}\n`)).toEqual([expect.stringContaining(why)])
})

test('a heartbeat is asked at most every five minutes, if nothing else is said', () => {
  const text = `${one}heartbeat: { url: "https://hc.example.org/1" }\n`
  expect(configOf(text).heartbeat).toEqual({ url: 'https://hc.example.org/1', every: 300_000 })
})

describe('what a subscription wants of the web service', () => {
  const wanting = (rest: string) => `${channel}subscriptions: [{ name: n, channel: m, to: a@b, ${rest} }]\n`
  test('is read with its ports as text and its days in order', () => {
    const text = wanting(
      'filter: { instances: [China], areas: [Exchange], categories: [Optimize], required: true, kinds: [ports], addressKinds: [ipv4], ports: [443, "UDP 3478-3481"] }, reminders: [1d, 14d, 1d]',
    )
    const { subscriptions } = configOf(text)
    expect(subscriptions[0]).toMatchObject({
      filter: {
        ...{ instances: ['China'], areas: ['Exchange'], categories: ['Optimize'], required: true, kinds: ['ports'] },
        ...{ addressKinds: ['ipv4'], ports: ['443', 'UDP 3478-3481'] },
      },
      reminders: [14, 1],
    })
  })
  test('reminders come when they are asked for, by default 7 days and 1 day before', () => {
    expect(configOf(wanting('reminders: true')).subscriptions[0]?.reminders).toEqual([7, 1])
    expect(configOf(wanting('')).subscriptions[0]?.reminders).toEqual([])
  })
  test.each([
    ['half a day', 'reminders: [12h]', 'must be whole days like 7d or 1d'],
    ['a port that is none', 'filter: { ports: [70000] }', 'must be a port: 443, 50000-59999, UDP 3478-3481'],
    ['a kind of address that is none', 'filter: { addressKinds: [ip] }', 'must be one of name, ipv4, ipv6'],
  ])('%s is a fault', (_, rest, why) => {
    expect(faultsOf(wanting(rest)).join()).toContain(why)
  })
})
