import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Channel, ChannelIo } from '../../src/channels/channel.ts'
import { channelKinds } from '../../src/channels/index.ts'
import { openChannels } from '../../src/channels/open.ts'
import { shownAddress } from '../../src/channels/shown.ts'
import type { Message } from '../../src/core/model.ts'
import { mailServer, portOf } from './email/mail-server.ts'
import { alertOf, changes, hostile, many, moment, testMessage } from './samples.ts'
import { reminder, service } from './sets.ts'
import { receiver } from './webhook/receiver.ts'

type Example = {
  readonly config: Readonly<Record<string, unknown>>
  readonly to: string
  /** What must never be shown: parts of the configuration, and of addresses that are secrets themselves. */
  readonly secrets: readonly string[]
}

const hook = { allowHttp: true, allowNetworks: ['127.0.0.0/8'], timeout: 300 }
const path = `T024/${randomBytes(12).toString('hex')}`
const secret = `whsec_${randomBytes(32).toString('base64')}`

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
  }),
  webhook: (port) => ({
    config: { secret, ...hook },
    to: `http://127.0.0.1:${port}/${path}`,
    secrets: [secret, path],
  }),
  slack: (port) => ({ config: hook, to: `http://127.0.0.1:${port}/${path}`, secrets: [path] }),
  teams: (port) => ({ config: hook, to: `http://127.0.0.1:${port}/?sig=${path}`, secrets: [path] }),
  apprise: (port) => ({
    config: {
      url: `http://127.0.0.1:${port}`,
      allowHttp: true,
      timeout: 300,
      user: 'drift',
      password: 'very-secret',
      allowUrls: true,
    },
    to: `tgram://${path}`,
    secrets: ['very-secret', path],
  }),
}

const io: ChannelIo = { now: () => moment, userAgent: 'endpoint-drift/test', proxies: { http: '', https: '', no: '' } }

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
  const { config, to, secrets } = made(port)
  return { raw: config, config: channel.schema.parse(config), to, secrets }
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
]

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
    const envelope = { id: 'd', to, message, createdAt: moment }
    expect(await sender.send(envelope)).toMatchObject({
      kind: 'delivered',
      receipt: expect.stringMatching(/^.{1,200}$/),
    })
    expect(await sender.send({ ...envelope, message: structuredClone(message) })).toMatchObject({ kind: 'delivered' })
    const [first, second, ...more] = got()
    expect([second, more]).toEqual([first, []])
    expect(Buffer.byteLength(first ?? '')).toBeLessThan(id === 'email' ? 600_000 : 28_000)
  })

  test.each(['', 'x y', '://x', '\r\nRCPT TO:<a@example.org>'])('sends nothing to %j', async (to) => {
    const { port, got } = await kind(id)
    const { config } = example(channel, port)
    const sender = await channel.open(config, io)
    onTestFinished(sender.close)
    const outcome = await sender.send({ id: 'd', to, message: testMessage, createdAt: moment })
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
        const outcome = await sender.send({ id: 'd', to, message, createdAt: moment })
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
    const sending = sender.send({ id: 'd', to, message: testMessage, createdAt: moment })
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
  const silent = { send: async () => ({ kind: 'delivered' as const, receipt: '' }), close: async () => {} }

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
