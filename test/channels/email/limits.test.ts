import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { compose } from '../../../src/channels/email/compose.ts'
import { renderMail } from '../../../src/channels/email/render.ts'
import { mailSize } from '../../../src/channels/email/size.ts'
import { hostileDigest, largeDigest, links, smallDigest } from '../digests.ts'
import { alertOf, at, changes, hostile, many } from '../samples.ts'
import { reminder, service } from '../sets.ts'
import { mailServer } from './mail-server.ts'
import { largest, mailOf } from './mails.ts'
import { configOf, sender } from './sending.ts'

const site = 'https://drift.example.org'
const long = changes({ changes: many(5_000) })

/** Texts as long as a page can make them, of signs that take the most room as markup. */
const dense = changes({
  changes: many(500).map((change, i) => ({
    ...change,
    address: `${'"&"\''.repeat(60)}${i}`,
    after: [at(i, [`<${'"'.repeat(280)}${i}`], { service: '\'"<>&'.repeat(100), tab: '"'.repeat(400) })],
  })),
})

describe('the HTML of the largest mail', () => {
  test.each([
    ['two thousand changes', changes({ changes: many(2_000) })],
    ['texts that are all markup', dense],
    ['a hostile page', changes(hostile())],
    ['a hundred endpoint sets', service(100, 50, 4_000)],
    ['a set of three thousand', service(1, 3_000)],
    ['a reminder of a thousand', reminder(1_000)],
    ['a digest of thirty lists', largeDigest(30, 3, 40)],
    ['a digest of three hundred lists', largeDigest(300, 2, 3)],
    ['a digest of a hundred change sets', largeDigest(1, 100, 10)],
    ['a hostile digest', hostileDigest()],
  ])('stays below what Gmail shows: %s', (_, message) => {
    const { html, text } = mailOf(message, links, site)
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expect(html).toContain(links.leave)
    expect(text).toContain(links.leave)
  })
})

describe('the size of a mail', () => {
  test.each([
    ['changes', changes()],
    ['a long list', long],
    ['a digest', smallDigest()],
    ['a large digest', largeDigest(30, 3, 40)],
    ['an alert', alertOf()],
    [
      'letters of many bytes',
      changes({ changes: many(90).map((one, i) => ({ ...one, after: [at(i, ['設定'.repeat(90)])] })) }),
    ],
  ])('is known before it is sent, from above and nearly: %s', async (_, message) => {
    const { port, received } = await mailServer()
    const { send } = await sender(port)
    await send({ message, links })
    const bytes = Buffer.byteLength(received[0]?.raw ?? '')
    const told = mailSize(renderMail(message, null, largest), true)
    expect(told).toBeGreaterThan(bytes)
    expect(told).toBeLessThan(bytes * 1.15 + 6_000)
  })

  test('is what the server is told', () => {
    const content = renderMail(long, null, largest)
    const mail = { id: 'd', to: 'net@example.net', createdAt: 0 }
    expect(compose(configOf(25), mail, content).envelope.size).toBe(mailSize(content, true))
    expect(compose(configOf(25), mail, content, false).envelope.size).toBe(mailSize(content, false))
  })
})

describe('a mail too large', () => {
  const whole = 'All of it is too large for a mail, and stands at https://drift.example.org/changes/set-1'
  const [full, bare] = [true, false].map((attached) => mailSize(renderMail(long, site, largest), attached))

  test.each([
    ['for the configuration', {}, { maxBytes: '256KiB' }],
    ['for the server, which says so before', { size: 256 * 1_024 }, {}],
  ])('goes without its attachments, and says where all of it is: %s', async (_, options, config) => {
    expect(full).toBeGreaterThan(256 * 1_024)
    expect(bare).toBeLessThan(256 * 1_024)
    const { port, received } = await mailServer(options)
    const { send } = await sender(port, config, site)
    expect(await send({ message: long })).toMatchObject({ kind: 'delivered' })
    expect(received).toHaveLength(1)
    const { text, html, attachments } = await PostalMime.parse(received[0]?.raw ?? '')
    expect(attachments).toEqual([])
    expect(text?.replace(/\s+/g, ' ')).toContain(`and 4880 more. ${whole}`)
    expect(html).toContain(`href="https://drift.example.org/changes/set-1"`)
    expect(text).not.toContain('attached')
  })

  test('for a server that finds out late goes without them too', async () => {
    const { port, received } = await mailServer()
    const { port: strict } = await mailServer({
      onData: (stream, _, done) => {
        let bytes = 0
        stream.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        stream.on('end', () => {
          const error = Object.assign(new Error('5.3.4 too large'), { responseCode: 552 })
          done(bytes > 256 * 1_024 ? error : null)
        })
      },
    })
    expect(await (await sender(strict, {}, site)).send({ message: long })).toMatchObject({ kind: 'delivered' })
    expect(await (await sender(port, {}, site)).send({ message: long })).toMatchObject({ kind: 'delivered' })
    expect((await PostalMime.parse(received[0]?.raw ?? '')).attachments).toHaveLength(1)
  })

  test.each([
    ['for the configuration', {}, { maxBytes: '64KiB' }, 'maxBytes'],
    ['for the server', { size: 20_000 }, {}, 'larger than the server takes'],
  ])('even without them is refused, with the reason: %s', async (_, options, config, why) => {
    const { port, received } = await mailServer(options)
    const { send } = await sender(port, config)
    expect(await send({ message: long })).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) })
    expect(await send({ message: alertOf() })).toMatchObject({ kind: 'delivered' })
    expect(received).toHaveLength(1)
  })
})

test('never more go out in a time than the rate allows, however many connections there are', async () => {
  const times: number[] = []
  const { port } = await mailServer({
    onRcptTo: (_address, _session, done) => {
      times.push(performance.now())
      done()
    },
  })
  const { send } = await sender(port, { connections: 5, rate: '50/s' })
  const began = performance.now()
  await Promise.all([...Array(10).keys()].map((n) => send({ id: `d${n}`, message: alertOf() })))
  expect(times).toHaveLength(10)
  for (const [n, time] of times.entries()) expect(time - began).toBeGreaterThan(n * 20 - 5)
})

test('what waits for its turn ends when the channel is closed', async () => {
  const { port, received } = await mailServer()
  const { send, close } = await sender(port, { rate: '1/m' })
  const [first, second] = [send(), send()]
  expect(await first).toMatchObject({ kind: 'delivered' })
  await close()
  expect(await second).toEqual({ kind: 'retry', why: 'the channel was closed', ours: true })
  expect(received).toHaveLength(1)
})

describe('an address with letters that are not ASCII', () => {
  const withoutUtf8 = { hideSMTPUTF8: true }

  test.each([
    ['before the @, where the server understands it', 'jürgen@bücher.example', {}, { kind: 'delivered' }],
    [
      'before the @, where it does not',
      'jürgen@bücher.example',
      withoutUtf8,
      { kind: 'refused', why: expect.stringContaining('SMTPUTF8') },
    ],
    ['after it only, which every server understands', 'net@bücher.example', withoutUtf8, { kind: 'delivered' }],
  ])('%s', async (_, to, server, outcome) => {
    const { port, received } = await mailServer(server)
    const { send } = await sender(port)
    const mail = { to, message: alertOf() }
    expect(await send(mail)).toMatchObject(outcome)
    expect(await send(mail)).toMatchObject(outcome)
    const count = outcome.kind === 'delivered' ? 2 : 0
    // The server shows the domain in its own letters, whatever came.
    expect(received.map((one) => one.to)).toEqual(Array.from({ length: count }, () => [to]))
  })

  test('of the sender is trouble of our own where the server does not understand it', async () => {
    const { port } = await mailServer(withoutUtf8)
    const { send } = await sender(port, { from: 'jürgen@example.org' })
    expect(await send()).toMatchObject({ kind: 'retry', ours: true, why: expect.stringContaining('SMTPUTF8') })
  })

  test('of a domain in either spelling makes the same mail', async () => {
    const { port, received } = await mailServer()
    const { send } = await sender(port)
    await send({ to: 'net@BÜCHER.example' })
    await send({ to: 'net@xn--bcher-kva.example' })
    expect(received[1]).toEqual(received[0])
    expect(received[0]?.raw).toMatch(/^To: net@xn--bcher-kva\.example$/m)
    const mail = { id: 'd', to: 'net@BÜCHER.example', createdAt: 0 }
    const composed = compose(configOf(port), mail, renderMail(alertOf(), null, largest))
    expect(composed.envelope.to).toEqual(['net@xn--bcher-kva.example'])
  })

  test('waits while the server cannot be asked what it understands', async () => {
    const { send } = await sender(1)
    expect(await send({ to: 'jürgen@example.org' })).toMatchObject({ kind: 'retry', ours: true })
  })
})
