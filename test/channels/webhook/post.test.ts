import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Envelope, Sender } from '../../../src/channels/channel.ts'
import { contentOf } from '../../../src/channels/webhook/body.ts'
import { webhook } from '../../../src/channels/webhook/index.ts'
import { webhookSchema } from '../../../src/channels/webhook/schema.ts'
import { links } from '../digests.ts'
import { certificate, certificateKey, portOf } from '../email/mail-server.ts'
import { changes, moment } from '../samples.ts'
import { receiver } from './receiver.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const older = `whsec_${randomBytes(24).toString('base64')}`

async function sender(over: object = {}, now = moment): Promise<Sender> {
  const config = webhookSchema.parse({
    secret,
    allowHttp: true,
    allowNetworks: ['127.0.0.0/8'],
    timeout: 2_000,
    ...over,
  })
  const io = {
    now: () => now,
    userAgent: 'endpoint-drift/9.9 (+mailto:ops@example.org)',
    proxies: { http: '', https: '', no: '' },
  }
  const opened = await webhook.open(config, io)
  onTestFinished(opened.close)
  return opened
}

function envelope(to: string, over: Partial<Envelope> = {}): Envelope {
  return { id: 'delivery-1', to, content: contentOf(changes(), null), createdAt: moment, ...over }
}

function status(code: number, headers: Record<string, string> = {}, body = ''): (response: ServerResponse) => void {
  return (response) => response.writeHead(code, headers).end(body)
}

describe('a webhook', () => {
  test('is posted as JSON that an independent verifier of Standard Webhooks accepts', async () => {
    const { url, posts } = await receiver(status(204))
    // The verifier looks at the clock, so this one test cannot choose the time.
    const { send } = await sender({}, Date.now())
    expect(await send(envelope(`${url}/hooks/a?token=t#part`))).toEqual({ kind: 'delivered', receipt: 'HTTP 204' })
    const [post] = posts
    expect(post).toMatchObject({ method: 'POST', path: '/hooks/a?token=t' })
    expect(post?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'endpoint-drift/9.9 (+mailto:ops@example.org)',
      'webhook-id': 'delivery-1',
    })
    const verified = new Webhook(secret).verify(post?.body ?? '', post?.headers ?? {})
    expect(verified).toMatchObject({
      type: 'changes',
      id: 'delivery-1',
      timestamp: '2026-03-02T08:17:40.000Z',
      data: { added: ['*.sync.example.com', '203.0.113.128/25'], removed: ['old.example.com'] },
    })
    expect(() => new Webhook(secret).verify(`${post?.body} `, post?.headers ?? {})).toThrow()
    expect(() => new Webhook(older).verify(post?.body ?? '', post?.headers ?? {})).toThrow()
  })

  test('is signed with each secret while one replaces the other', async () => {
    const { url, posts } = await receiver(status(200))
    const { send } = await sender({ secret: `${secret} ${older}` }, Date.now())
    await send(envelope(url))
    for (const key of [secret, older]) new Webhook(key).verify(posts[0]?.body ?? '', posts[0]?.headers ?? {})
    expect(posts[0]?.headers['webhook-signature']?.split(' ')).toHaveLength(2)
  })

  test('of a receiver with secrets of its own is signed with those, each while one replaces the other, and no longer with the channel’s', async () => {
    const own = [32, 64].map((size) => `whsec_${randomBytes(size).toString('base64')}`)
    const { url, posts } = await receiver(status(200))
    const { send } = await sender({ secret }, Date.now())
    await send(envelope(url, { secrets: own }))
    await send(envelope(url, { secrets: own.slice(0, 1) }))
    const [both, newest] = posts
    for (const key of own) new Webhook(key).verify(both?.body ?? '', both?.headers ?? {})
    expect(both?.headers['webhook-signature']?.split(' ')).toHaveLength(2)
    new Webhook(own[0] ?? '').verify(newest?.body ?? '', newest?.headers ?? {})
    for (const key of [secret, own[1] ?? ''])
      expect(() => new Webhook(key).verify(newest?.body ?? '', newest?.headers ?? {})).toThrow()
    expect(newest?.body).toBe(both?.body)
  })

  test('with a secret that is none is not sent, and the fault does not show it', async () => {
    const { url, posts } = await receiver(status(200))
    const { send } = await sender()
    const sending = send(envelope(url, { secrets: ['whsec_nonsense'] }))
    await expect(sending).rejects.toThrow(/^(?!.*nonsense).*secret/)
    expect(posts).toEqual([])
  })

  test('tells how to leave where there is a subscription to leave, beside the data', async () => {
    const { url, posts } = await receiver(status(200))
    const { send } = await sender()
    await send(envelope(url))
    await send(envelope(url, { links }))
    const [without, within] = posts.map(({ body }) => JSON.parse(body))
    expect(without).not.toHaveProperty('subscription')
    expect(within).toEqual({ ...without, subscription: { manage: links.manage, leave: links.leave } })
  })

  test('has the same id and bytes when it is sent again, and is signed afresh', async () => {
    const { url, posts } = await receiver(status(500))
    await (await sender({}, moment)).send(envelope(url))
    await (await sender({}, moment + 60_000)).send(
      envelope(url, { content: contentOf(structuredClone(changes()), null) }),
    )
    const [first, second] = posts
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(Number(second?.headers['webhook-timestamp'])).toBe(Number(first?.headers['webhook-timestamp']) + 60)
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature'])
  })
})

describe('what a receiver answers decides what becomes of the delivery', () => {
  test.each([
    ['200', status(200), { kind: 'delivered' }],
    ['202 with a body', status(202, {}, 'x'.repeat(100_000)), { kind: 'delivered' }],
    ['410', status(410, {}, 'moved away'), { kind: 'gone', why: expect.stringContaining('moved away') }],
    ['413', status(413), { kind: 'refused' }],
    ['413 for now', status(413, { 'retry-after': '9' }), { kind: 'retry', notBefore: moment + 9_000 }],
    ['404', status(404, {}, '<b>no\r\nsuch</b>'), { kind: 'retry', why: 'the receiver answered 404: <b>no such</b>' }],
    ['401', status(401), { kind: 'retry', why: 'the receiver answered 401' }],
    ['500', status(500), { kind: 'retry' }],
    ['429 in seconds', status(429, { 'retry-after': '120' }), { kind: 'retry', notBefore: moment + 120_000 }],
    [
      '503 until a date',
      status(503, { 'retry-after': 'Mon, 02 Mar 2026 10:00:00 GMT' }),
      { kind: 'retry', notBefore: Date.UTC(2026, 2, 2, 10) },
    ],
    ['503 with nonsense', status(503, { 'retry-after': 'soon' }), { kind: 'retry' }],
    ['503 with a number that is none', status(503, { 'retry-after': '-5' }), { kind: 'retry' }],
  ])('%s', async (_, answer, outcome) => {
    const { url } = await receiver(answer)
    const { send } = await sender()
    const got = await send(envelope(url))
    expect(got).toMatchObject(outcome)
    expect('notBefore' in got).toBe('notBefore' in outcome)
  })

  test.each([301, 302, 307, 308])('a redirect (%i) is a failure and is not followed', async (code) => {
    const trap = await receiver(status(200))
    const { url, posts } = await receiver(status(code, { location: trap.url }))
    const { send } = await sender()
    expect(await send(envelope(url))).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('redirects are not followed'),
    })
    expect([posts.length, trap.posts.length]).toEqual([1, 0])
  })
})

describe('a receiver that misbehaves', () => {
  test.each<[string, (response: ServerResponse) => void, object]>([
    ['never answers', () => {}, { kind: 'retry', why: 'no answer within 0.3 s' }],
    ['hangs up', (response) => response.socket?.destroy(), { kind: 'retry' }],
    ['resets', (response) => response.socket?.resetAndDestroy(), { kind: 'retry' }],
    [
      'says 200 and then nothing',
      (response) => {
        response.writeHead(200, { 'content-length': '10' }).write('x')
      },
      { kind: 'delivered' },
    ],
    [
      'says 500 and never ends',
      (response) => {
        response.writeHead(500)
        const timer = setInterval(() => response.write('y'), 10)
        response.on('close', () => clearInterval(timer))
      },
      { kind: 'retry', why: expect.stringMatching(/^the receiver answered 500: y+$/) },
    ],
  ])('and %s, is left in time', async (_, answer, outcome) => {
    const { url } = await receiver(answer)
    const { send } = await sender({ timeout: 300 })
    expect(await send(envelope(url))).toMatchObject(outcome)
  })

  test('and floods us after its status, is read only a little of', async () => {
    let written = 0
    const { url } = await receiver((response) => {
      const flood = () => {
        do written += 65_536
        while (response.write('z'.repeat(65_536)))
        response.once('drain', flood)
      }
      response.writeHead(200)
      flood()
    })
    const { send } = await sender()
    expect(await send(envelope(url))).toMatchObject({ kind: 'delivered' })
    expect(written).toBeLessThan(30_000_000)
  })

  test('and ends its answer never, is not waited for as long as one that has not answered', async () => {
    const { url } = await receiver((response) => void response.writeHead(200).write('x'))
    const { send } = await sender({ timeout: 20_000 })
    const start = performance.now()
    expect(await send(envelope(url))).toMatchObject({ kind: 'delivered' })
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  test('and speaks no HTTP at all, is tried again', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end('220 hello, this is mail\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { send } = await sender()
    expect(await send(envelope(`http://127.0.0.1:${portOf(server.address())}/`))).toMatchObject({ kind: 'retry' })
  })

  test('and cannot prove who it is, gets nothing', async () => {
    let asked = 0
    const server = createTlsServer({ key: certificateKey, cert: certificate }, (_, response) => {
      asked++
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { send } = await sender({ allowHttp: false })
    const outcome = await send(envelope(`https://127.0.0.1:${portOf(server.address())}/`))
    expect(outcome).toMatchObject({ kind: 'retry', why: expect.stringContaining('certificate') })
    expect(asked).toBe(0)
  })

  test('and is not there, is tried again, without its address in the reason', async () => {
    const { send } = await sender()
    const outcome = await send(envelope('http://127.0.0.1:1/hooks/secret-token'))
    expect(outcome).toMatchObject({ kind: 'retry' })
    expect(JSON.stringify(outcome)).not.toContain('secret-token')
  })
})

describe('an address', () => {
  test.each([
    ['https://hooks.example.org/x', null, null],
    ['http://hooks.example.org/x', /must begin with https/, null],
    ['ftp://hooks.example.org/x', /must begin with https/, /must begin with https/],
    ['https://me:pw@hooks.example.org/', /user name or password/, /user name or password/],
    ['hooks.example.org', /not a URL/, /not a URL/],
    ['javascript:alert(1)', /must begin with https/, /must begin with https/],
  ])('%s', (to, strict, lax) => {
    const fault = (allowHttp: boolean) => webhook.checkAddress(webhookSchema.parse({ secret, allowHttp }), to)
    for (const [found, wanted] of [
      [fault(false), strict],
      [fault(true), lax],
    ] as const)
      if (wanted === null) expect(found).toBeNull()
      else expect(found).toMatch(wanted)
  })

  test('that is not allowed is refused and not asked', async () => {
    const { url, posts } = await receiver(status(200))
    const { send } = await sender({ allowHttp: false })
    expect(await send(envelope(url))).toMatchObject({ kind: 'refused' })
    expect(posts).toEqual([])
  })
})

describe('a secret', () => {
  test.each([
    ['32 bytes', secret, true],
    ['two', `${secret}  ${older}`, true],
    ['without its prefix', secret.slice(6), false],
    ['too short', `whsec_${randomBytes(16).toString('base64')}`, false],
    ['too long', `whsec_${randomBytes(65).toString('base64')}`, false],
    ['not base64', 'whsec_this is my secret, honestly it is', false],
    ['one good and one bad', `${secret} whsec_x`, false],
    ['empty', '', false],
  ])('of %s', (_, given, good) => {
    const parsed = webhookSchema.safeParse({ secret: given })
    expect(parsed.success).toBe(good)
    if (given !== '') expect(JSON.stringify(parsed.error?.issues ?? [])).not.toContain(given)
  })
})
