import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import PostalMime from 'postal-mime'
import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Channel, ChannelIo, Envelope, PersonalLinks } from '../../src/channels/channel.ts'
import { channelKinds } from '../../src/channels/index.ts'
import { openChannels } from '../../src/channels/open.ts'
import { shownAddress } from '../../src/channels/shown.ts'
import type { Message } from '../../src/core/model.ts'
import {
  confirmation,
  confirming,
  digest,
  hostileDigest,
  iso,
  largeDigest,
  links,
  list,
  site,
  smallDigest,
} from './digests.ts'
import { mailServer, portOf } from './email/mail-server.ts'
import { alertOf, changeSet, changes, hostile, many, moment, testMessage } from './samples.ts'
import { reminder, service } from './sets.ts'
import { receiver } from './webhook/receiver.ts'

type Example = {
  readonly config: Readonly<Record<string, unknown>>
  readonly to: string
  /** What must never be shown: parts of the configuration, and of addresses that are secrets themselves. */
  readonly secrets: readonly string[]
  /** What another configuration for the same receivers may say otherwise. */
  readonly other: Readonly<Record<string, unknown>>
  /** Every link that a receiver is shown. */
  readonly shown: (bytes: string) => Promise<readonly string[]>
}

const hook = { allowHttp: true, allowNetworks: ['127.0.0.0/8'], timeout: 300 }
const path = `T024/${randomBytes(12).toString('hex')}`
const secret = `whsec_${randomBytes(32).toString('base64')}`
const another = `whsec_${randomBytes(32).toString('base64')}`

async function hrefsOfMail(raw: string): Promise<readonly string[]> {
  const { html = '' } = await PostalMime.parse(raw)
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
}

/** Links as Slack writes them, of the text and the blocks. */
async function linksOfSlack(raw: string): Promise<readonly string[]> {
  return [...raw.matchAll(/<([^<>|]+)\|/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
}

async function actionsOfTeams(raw: string): Promise<readonly string[]> {
  return [...raw.matchAll(/"url":("[^"]*")/g)].map(([, href = '']) => String(JSON.parse(href)))
}

/** Links of Markdown: autolinks are the only ones that are not escaped. */
async function linksOfMarkdown(raw: string): Promise<readonly string[]> {
  const { body }: { body: string } = JSON.parse(raw)
  return [...body.matchAll(/(?<!\\)<(https?:[^>]*)>|(?<!\\)\]\(([^)]*)\)/g)].map(([, one, two]) => one ?? two ?? '')
}

async function linksOfPayload(raw: string): Promise<readonly string[]> {
  const { subscription = {}, data } = JSON.parse(raw)
  const pages = [...JSON.stringify(data).matchAll(/"(?:page|whole)":("[^"]*")/g)].map(([, href = '']) =>
    JSON.parse(href),
  )
  return [...Object.values(subscription), ...pages].map(String)
}

/** How each kind is configured for a receiver on a port of this machine: a new kind adds its line here. */
const examples: Readonly<Record<string, (port: number) => Example>> = {
  email: (port) => ({
    config: {
      from: 'drift@example.org',
      host: '127.0.0.1',
      port,
      security: 'none',
      timeout: 300,
      user: 'drift',
      password: 'very-secret',
    },
    to: 'net@example.net',
    secrets: ['very-secret'],
    other: { from: 'other@example.org', timeout: 5_000 },
    shown: hrefsOfMail,
  }),
  webhook: (port) => ({
    config: { secret, ...hook },
    to: `http://127.0.0.1:${port}/${path}`,
    secrets: [secret, path],
    other: { secret: another, timeout: 5_000 },
    shown: linksOfPayload,
  }),
  slack: (port) => ({
    ...{ config: hook, to: `http://127.0.0.1:${port}/${path}`, secrets: [path] },
    ...{ other: { connections: 1, timeout: 5_000 }, shown: linksOfSlack },
  }),
  teams: (port) => ({
    ...{ config: hook, to: `http://127.0.0.1:${port}/?sig=${path}`, secrets: [path] },
    ...{ other: { connections: 1, timeout: 5_000 }, shown: actionsOfTeams },
  }),
  apprise: (port) => ({
    config: {
      url: `http://127.0.0.1:${port}`,
      allowHttp: true,
      timeout: 300,
      user: 'drift',
      password: 'very-secret',
      allowUrls: true,
      format: 'markdown',
    },
    to: `tgram://${path}`,
    secrets: ['very-secret', path],
    other: { format: 'text', characters: 900, password: 'changed-secret', timeout: 5_000 },
    shown: linksOfMarkdown,
  }),
}

const io: ChannelIo = {
  ...{ now: () => moment, userAgent: 'endpoint-drift/test', proxies: { http: '', https: '', no: '' } },
  site,
}

function envelope(to: string, content: string, over: Partial<Envelope> = {}): Envelope {
  return { id: 'd', to, content, createdAt: moment, ...over }
}

/** Counts connections and closes, drips or keeps silent. */
async function rude(
  manner: 'close' | 'silence' | 'nonsense',
): Promise<{ readonly port: number; readonly count: () => number }> {
  let count = 0
  const server = createServer((socket) => {
    count++
    socket.on('error', () => {})
    if (manner === 'close') socket.destroy()
    if (manner === 'nonsense') socket.end(randomBytes(200))
    onTestFinished(() => void socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { port: portOf(server.address()), count: () => count }
}

function example(channel: Channel<unknown>, port: number) {
  const made = examples[channel.id]
  if (!made) throw new Error(`no example for ${channel.id}`)
  const { config, ...rest } = made(port)
  return { raw: config, config: channel.schema.parse(config), ...rest }
}

/** A receiver that takes everything, and what it got: each message as the bytes that came. */
async function kind(id: string): Promise<{ readonly port: number; readonly got: () => readonly string[] }> {
  if (id === 'email') {
    const onAuth: SMTPServerOptions['onAuth'] = ({ username }, _, done) => done(null, { user: username })
    const { port, received } = await mailServer({ onAuth, allowInsecureAuth: true, disabledCommands: ['STARTTLS'] })
    return { port, got: () => received.map(({ raw }) => raw.replace(/^Received:.*(\r\n[ \t].*)*\r\n/m, '')) }
  }
  const { url, posts } = await receiver((response) => response.end('ok'))
  return { port: Number(new URL(url).port), got: () => posts.map(({ body }) => body) }
}

const messages: readonly (readonly [string, Message])[] = [
  ['changes of every kind', changes()],
  ['a change of nothing', changes({ changes: [] })],
  ['changes of a page that wants to be markup', changes(hostile())],
  ['two thousand changes', changes({ changes: many(2_000) })],
  ['a step of the endpoint web service', service(2, 2)],
  ['forty endpoint sets with much to say', service(40, 20, 200)],
  ['a reminder', reminder(3)],
  ['a reminder of a thousand addresses', reminder(1_000)],
  ...(['begins', 'changes', 'ends', 'reminder'] as const).map(
    (state) => [`an alert that ${state}`, alertOf(state)] as const,
  ),
  ['a test', testMessage],
  ['a digest', smallDigest()],
  ['a digest of a page that wants to be markup', hostileDigest()],
  ['a digest of thirty lists', largeDigest(30, 3, 40)],
  ['a digest of three hundred lists', largeDigest(300, 1, 1)],
  ['a digest of one list with five thousand changes', digest([largeList()])],
  ['a digest in which all was taken back', digest([list(1, { changeSets: [] })])],
  ['a digest of nothing', digest([])],
  ['a request to confirm', confirmation('new')],
  ['a confirmation of new links', confirmation('renewed', [hostile().source?.title ?? '', 'x'.repeat(5_000)])],
  ['a confirmation of what is known', confirmation('known', [hostile().source?.title ?? '', 'x'.repeat(5_000)])],
]

function largeList() {
  return list(1, { changeSets: [changeSet({ id: 'large', seenAt: iso(1), changes: many(5_000) })] })
}

/** Whoever has a link that is not for him is taken for another subscriber. */
function linksFor({ kind }: Message): PersonalLinks {
  return kind === 'confirmation' ? confirming : links
}

/** Without what says by whom a mail was sent. */
function withoutSender(raw: string): string {
  return raw.replace(/^(From|Message-ID|Sender|Return-Path|List-Id):.*(\r\n[ \t].*)*\r\n/gim, '')
}

describe.each(channelKinds.map((kind) => [kind.id, kind] as const))('the channel %s', (id, channel) => {
  test('stands in a folder of its name, and its name once in the list', () => {
    const folders = readdirSync(new URL('../../src/channels', import.meta.url), { withFileTypes: true })
    expect(folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name)).toContain(id)
    expect(channelKinds.filter((kind) => kind.id === id)).toHaveLength(1)
    expect(id).toMatch(/^[a-z]+$/)
  })

  test('refuses a configuration with an unknown key, or none at all', () => {
    const { raw } = example(channel, 1)
    expect(channel.schema.safeParse(raw).success).toBe(true)
    expect(channel.schema.safeParse({ ...raw, tpyo: 1 }).success).toBe(false)
    expect(channel.schema.safeParse(null).success).toBe(false)
  })

  test('tells a usable address from one that is not', () => {
    const { config, to, secrets } = example(channel, 1)
    expect(channel.checkAddress(config, to)).toBeNull()
    for (const bad of ['', ' ', 'x y', ':', `${to}\r\nX-Evil: 1`, `${to}\n`, `${to}\0`, `\t${to}`]) {
      const fault = channel.checkAddress(config, bad)
      expect(fault).toMatch(/\S/)
      for (const hidden of secrets) expect(fault).not.toContain(hidden)
    }
    expect(channel.concurrency(config)).toBeGreaterThan(0)
  })

  test('shows an address without what must not be shown', () => {
    const { to, secrets } = example(channel, 1)
    const shown = shownAddress(to)
    expect(shown).toMatch(/^\S{5,60}$/)
    for (const hidden of secrets) for (const part of hidden.split('/')) expect(shown).not.toContain(part)
  })

  test.each(messages)('delivers %s, and in the same bytes again', async (_, message) => {
    const { port, got } = await kind(id)
    const { raw, to } = example(channel, port)
    const sender = await channel.open(channel.schema.parse({ ...raw, timeout: 5_000 }), io)
    onTestFinished(sender.close)
    const personal = envelope(to, sender.render(message), { links: linksFor(message) })
    expect(await sender.send(personal)).toMatchObject({
      kind: 'delivered',
      receipt: expect.stringMatching(/^.{1,200}$/),
    })
    expect(await sender.send(structuredClone(personal))).toMatchObject({ kind: 'delivered' })
    const [first, second, ...more] = got()
    expect([second, more]).toEqual([first, []])
    expect(Buffer.byteLength(first ?? '')).toBeLessThan(id === 'email' ? 1_500_000 : 28_000)
  })

  test.each(messages)(
    'makes %s once: the same text whenever, wherever and by whomever it is made',
    async (_, message) => {
      const { raw, config, to, secrets } = example(channel, 1)
      onTestFinished(() => {
        vi.unstubAllEnvs()
        vi.useRealTimers()
      })
      const sender = await channel.open(config, io)
      onTestFinished(sender.close)
      const content = sender.render(message)
      expect(sender.render(structuredClone(message))).toBe(content)
      vi.useFakeTimers({ toFake: ['Date'], now: moment + 400 * 86_400_000 })
      for (const [name, value] of [
        ['TZ', 'Pacific/Kiritimati'],
        ['LANG', 'tr_TR.UTF-8'],
        ['NODE_ENV', 'production'],
      ] as const)
        vi.stubEnv(name, value)
      const later = await channel.open(channel.schema.parse(raw), {
        ...io,
        now: () => moment + 1e9,
        userAgent: 'other',
      })
      onTestFinished(later.close)
      expect(later.render(message)).toBe(content)
      for (const hidden of [...secrets, to]) expect(content).not.toContain(hidden)
    },
  )

  test('sends what was made before the configuration changed, as it was made', async () => {
    const { port, got } = await kind(id)
    const { raw, to, other } = example(channel, port)
    const [before, after] = await Promise.all(
      [raw, { ...raw, ...other }].map((one) => channel.open(channel.schema.parse({ ...one, timeout: 5_000 }), io)),
    )
    for (const sender of [before, after]) onTestFinished(() => sender?.close())
    for (const message of [changes(), smallDigest(), confirmation('new')]) {
      const content = before?.render(message) ?? ''
      for (const sender of [before, after])
        expect(await sender?.send(envelope(to, content, { links: linksFor(message) }))).toMatchObject({
          kind: 'delivered',
        })
    }
    const bodies = got().map(withoutSender)
    expect(bodies).toHaveLength(6)
    for (const i of [0, 2, 4]) expect(bodies[i + 1]).toBe(bodies[i])
  })

  test.each<[string, Message]>([
    ['changes', changes(hostile())],
    ['a digest', hostileDigest()],
    ['a digest with more than fits', largeDigest(30, 3, 40)],
    ['a request to confirm', confirmation('new', [hostile().source?.title ?? ''])],
  ])(
    'shows of %s no link but to its lists, its pages and the receiver’s own, which nothing stored holds',
    async (_, message) => {
      const { port, got } = await kind(id)
      const { raw, to, shown } = example(channel, port)
      const sender = await channel.open(channel.schema.parse({ ...raw, timeout: 5_000 }), io)
      onTestFinished(sender.close)
      const personal = linksFor(message)
      await sender.send(envelope(to, sender.render(message), { links: personal }))
      const content = sender.render(message)
      expect(content).not.toMatch(/\/(manage|leave|confirm)\//)
      expect(await sender.send(envelope(to, content))).toMatchObject({ kind: 'delivered' })
      const [own = [], everybody = []] = await Promise.all(got().map(shown))
      const allowed = (href: string) =>
        decodeURI(href).startsWith('https://docs.example.org/') || href.startsWith(`${site}/changes`)
      expect(everybody.filter((href) => !allowed(href))).toEqual([])
      const added = own.filter((href) => !allowed(href))
      expect(Object.values<string>(personal)).toEqual(expect.arrayContaining(added))
      expect(added).toContain(message.kind === 'confirmation' && id !== 'webhook' ? personal.confirm : personal.manage)
    },
  )

  test.each(['', 'x y', '://x', '\r\nRCPT TO:<a@example.org>'])('sends nothing to %j', async (to) => {
    const { port, got } = await kind(id)
    const { config } = example(channel, port)
    const sender = await channel.open(config, io)
    onTestFinished(sender.close)
    const outcome = await sender.send(envelope(to, sender.render(testMessage)))
    expect(outcome.kind).not.toBe('delivered')
    expect(got()).toEqual([])
  })

  test('connects only when there is something to send', async () => {
    const { port, count } = await rude('close')
    const { config } = example(channel, port)
    const sender = await channel.open(config, io)
    await sender.close()
    expect(count()).toBe(0)
  })

  test.each(['close', 'silence', 'nonsense'] as const)(
    'answers "retry" in time when the receiver does nothing but %s',
    async (manner) => {
      const { port, count } = await rude(manner)
      const { config, to, secrets } = example(channel, port)
      const sender = await channel.open(config, io)
      onTestFinished(sender.close)
      for (const message of [changes(), alertOf(), testMessage]) {
        const outcome = await sender.send(envelope(to, sender.render(message)))
        expect(outcome).toMatchObject({ kind: 'retry', why: expect.stringMatching(/^[^\r\n]{3,500}$/) })
        for (const hidden of secrets) expect(JSON.stringify(outcome)).not.toContain(hidden)
      }
      expect(count()).toBeGreaterThan(0)
    },
  )

  test('ends what is on its way when it is closed', async () => {
    const { port } = await rude('silence')
    const { config, to } = example(channel, port)
    const patient = channel.schema.parse({ ...example(channel, port).raw, timeout: 60_000 })
    expect(patient).not.toEqual(config)
    const sender = await channel.open(patient, io)
    const sending = sender.send(envelope(to, sender.render(testMessage)))
    await new Promise((resolve) => setImmediate(resolve))
    await sender.close()
    expect(await sending).toMatchObject({ kind: 'retry' })
  })
})

test('the list of channels comes without the packages that send', async () => {
  const child = new URL('./children/loaded.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, [child])
  expect(JSON.parse(stdout)).toEqual({ kinds: channelKinds.map((kind) => kind.id), heavy: [] })
})

describe('the channels of an installation', () => {
  const silent = {
    render: () => '',
    send: async () => ({ kind: 'delivered' as const, receipt: '' }),
    close: async () => {},
  }

  function counting(fail: (opened: number) => boolean) {
    const counts = { opened: 0, closed: 0 }
    const kind: Channel<unknown> = {
      id: 'paper',
      schema: channelKinds[0]!.schema,
      checkAddress: () => null,
      concurrency: () => 7,
      open: async () => {
        if (fail(++counts.opened)) throw new Error('no paper')
        return { ...silent, close: async () => void counts.closed++ }
      },
    }
    return { counts, channels: openChannels([kind], [{ name: 'desk', kind: 'paper', settings: {} }], io) }
  }

  test('are opened once, when first needed, and closed together', async () => {
    const { counts, channels } = counting(() => false)
    expect(counts.opened).toBe(0)
    const [one, two] = await Promise.all([channels.sender('desk'), channels.sender('desk')])
    expect(one).toBe(two)
    await channels.close()
    expect(counts).toEqual({ opened: 1, closed: 1 })
    expect([channels.concurrency('desk'), channels.names]).toEqual([7, ['desk']])
  })

  test('are tried again when opening failed', async () => {
    const { channels } = counting((opened) => opened === 1)
    await expect(channels.sender('desk')).rejects.toThrow('no paper')
    expect(await channels.sender('desk')).not.toBeNull()
  })

  test('do not hold what is not configured', async () => {
    const { channels } = counting(() => false)
    expect(await channels.sender('fax')).toBeNull()
    expect(() => openChannels([], [{ name: 'desk', kind: 'paper', settings: {} }], io)).toThrow('paper')
  })
})
