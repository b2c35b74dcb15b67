import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { challenge } from '../../../src/channels/webhook/challenge.ts'
import { webhookSchema } from '../../../src/channels/webhook/schema.ts'
import type { Lookup } from '../../../src/net/guard.ts'
import { moment } from '../samples.ts'
import { proxy } from './proxy.ts'
import { type Post, receiver } from './receiver.ts'

const channelSecret = `whsec_${randomBytes(32).toString('base64')}`
const own = `whsec_${randomBytes(32).toString('base64')}`
const older = `whsec_${randomBytes(24).toString('base64')}`

type Over = {
  readonly config?: object
  readonly secrets?: readonly string[]
  readonly io?: object
  readonly now?: number
}

async function asked(to: string, { config = {}, secrets = [own], io = {}, now = moment }: Over = {}) {
  const given = { secret: channelSecret, allowHttp: true, allowNetworks: ['127.0.0.0/8'], timeout: 2_000, ...config }
  const outside = { now: () => now, userAgent: 'drift/1', proxies: { http: '', https: '', no: '' }, ...io }
  const about = { to, secrets, subscription: '_0123', random: randomBytes }
  return challenge(webhookSchema.parse(given), outside, about)
}

/** As a receiver would write it who has read the documentation. */
function answerOf(post: Post | undefined, secret = own): string {
  const { data } = JSON.parse(post?.body ?? '')
  return createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(data.challenge)
    .digest('hex')
}

async function answering(answer: (response: ServerResponse, post: Post) => void, path = '/hook') {
  const made = await receiver((response, count) => {
    const post = made.posts[count - 1]
    if (post) answer(response, post)
  })
  return { to: `${made.url}${path}`, posts: made.posts }
}

describe('a challenge', () => {
  test('is a signed message that an independent verifier accepts, with a value that no two share', async () => {
    const { to, posts } = await answering((response) => response.end())
    for (let i = 0; i < 2; i++) await asked(to, { now: Date.now() })
    const [first, second] = posts.map(({ body, headers }) => new Webhook(own).verify(body, headers) as { data: object })
    expect(first).toEqual({
      type: 'challenge',
      id: posts[0]?.headers['webhook-id'],
      timestamp: expect.stringMatching(/Z$/),
      data: { challenge: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(posts[0]?.headers['webhook-id']).not.toBe(posts[1]?.headers['webhook-id'])
    expect(first?.data).not.toEqual(second?.data)
  })

  test.each<[string, (post: Post) => string, string?]>([
    ['as JSON', (post) => JSON.stringify({ challenge: answerOf(post) })],
    ['as JSON among others', (post) => ` {"ok": true, "challenge": "${answerOf(post)}"}\n`],
    ['bare', (post) => answerOf(post)],
    ['bare on a line', (post) => `${answerOf(post)}\r\n`],
    [
      'at an address with the word in it',
      (post) => JSON.stringify({ challenge: answerOf(post) }),
      '/challenge/abcdef/?challenge=012345',
    ],
    ['with the older of two secrets', (post) => answerOf(post, older)],
  ])('is answered by the value that the secret makes of it: %s', async (_, text, path) => {
    const { to } = await answering((response, post) => response.writeHead(201).end(text(post)), path)
    expect(await asked(to, { secrets: [own, older] })).toEqual({ kind: 'answered' })
  })

  test('is answered with the secret of the channel only where there is none of its own', async () => {
    const { to } = await answering((response, post) => response.end(answerOf(post, channelSecret)))
    expect(await asked(to, { secrets: [] })).toEqual({ kind: 'answered' })
    expect(await asked(to)).toMatchObject({ kind: 'unanswered' })
  })

  test.each<[string, (response: ServerResponse, post: Post) => void]>([
    ['says yes', (response) => response.end('ok')],
    ['says nothing', (response) => response.writeHead(204).end()],
    ['echoes the whole body', (response, { body }) => response.end(body)],
    ['echoes the value', (response, { body }) => response.end(JSON.stringify(JSON.parse(body).data))],
    ['echoes the bare value', (response, { body }) => response.end(JSON.parse(body).data.challenge)],
    ['echoes every header', (response, { headers }) => response.end(JSON.stringify(headers))],
    ['echoes the signature', (response, { headers }) => response.end(headers['webhook-signature']?.slice(3))],
    ['has another secret', (response, post) => response.end(answerOf(post, older))],
    [
      'gives the answer in base64',
      (response, post) => response.end(Buffer.from(answerOf(post), 'hex').toString('base64')),
    ],
    ['gives half of the answer', (response, post) => response.end(answerOf(post).slice(0, 32))],
    ['gives the answer and more', (response, post) => response.end(`${answerOf(post)} ${'x'.repeat(50)}`)],
    ['gives it under another name', (response, post) => response.end(JSON.stringify({ answer: answerOf(post) }))],
    ['gives a list', (response, post) => response.end(JSON.stringify({ challenge: [answerOf(post)] }))],
    ['gives JSON that is none', (response, post) => response.end(`{"challenge":"${answerOf(post)}"`)],
    ['gives it with 500', (response, post) => response.writeHead(500).end(answerOf(post))],
    ['gives it with 410', (response, post) => response.writeHead(410).end(answerOf(post))],
    ['gives it with a redirect', (response, post) => response.writeHead(302, { location: '/' }).end(answerOf(post))],
    ['gives it behind a huge body', (response, post) => response.end(`${' '.repeat(5_000_000)}${answerOf(post)}`)],
    ['hangs up', (response) => response.socket?.destroy()],
  ])('is not answered by a receiver that %s', async (_, answer) => {
    const { to, posts } = await answering(answer)
    expect(await asked(to)).toMatchObject({ kind: 'unanswered' })
    expect(posts).toHaveLength(1)
  })

  test.each<[string, (response: ServerResponse, post: Post) => void]>([
    ['never answers', () => {}],
    ['drips its status', (response) => drip(() => response.socket?.write('H'), response)],
    [
      'drips its answer',
      (response, post) => {
        const left = [...answerOf(post)]
        response.writeHead(200)
        drip(() => response.write(left.shift() ?? ' '), response)
      },
    ],
    [
      'floods',
      (response) => {
        const flood = () => {
          while (response.write('z'.repeat(65_536)));
          response.once('drain', flood)
        }
        flood()
      },
    ],
  ])('ends in time when the receiver %s', async (_, answer) => {
    const { to } = await answering(answer)
    const start = performance.now()
    expect(await asked(to, { config: { timeout: 300 } })).toMatchObject({ kind: 'unanswered' })
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})

function drip(write: () => void, response: ServerResponse): void {
  const timer = setInterval(write, 20)
  response.on('close', () => clearInterval(timer))
}

/** Names that lead outside and inside, and one that leads nowhere. */
const lookup: Lookup = (hostname, callback) => {
  const address = { 'hooks.example.org': '93.184.215.14', 'inside.example.org': '10.0.0.1' }[hostname]
  if (address === undefined) callback(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }), [])
  else callback(null, [{ address, family: 4 }])
}

describe('what the public is told of a challenge', () => {
  /** Nothing is public on this machine: what stands behind a proxy is, as far as we can see. */
  async function told(to: string, status: number, body = '') {
    const through = await proxy((response) => response.writeHead(status, { location: '/elsewhere' }).end(body))
    const io = { lookup, proxies: { http: through.url, https: through.url, no: '' } }
    return asked(to, { config: { allowNetworks: [] }, io })
  }

  test.each([
    [404, 'it answered 404'],
    [410, 'it answered 410'],
    [301, 'it answered 301: redirects are not followed'],
    [200, 'it answered 200, but not with the value that its secret makes of the challenge'],
  ])('is the status of a public receiver (%i), and nothing of what it said', async (status, why) => {
    expect(await told('http://hooks.example.org/x', status, 'inner words')).toEqual({ kind: 'unanswered', why, status })
  })

  test.each([
    'http://inside.example.org/x',
    'http://nowhere.example.org/x',
    'http://10.0.0.1/x',
    'http://127.0.0.1/x',
    'http://[::1]/x',
    'http://169.254.169.254/latest/meta-data',
    'ftp://hooks.example.org/x',
    'https://hooks.example.org:22/x',
    'not a URL',
  ])('is of %s no more than that there was no answer', async (to) => {
    const io = { lookup }
    expect(await asked(to, { config: { allowNetworks: [] }, io })).toEqual({
      kind: 'unanswered',
      why: 'no answer',
      status: null,
    })
  })

  test('is the same for every receiver where networks of our own are open', async () => {
    const found = await Promise.all([
      ...[200, 404, 410, 500].map(async (status) => {
        const { to } = await answering((response) => response.writeHead(status).end())
        return asked(to)
      }),
      ...['http://127.0.0.1:1/', 'http://10.0.0.1/', 'http://nowhere.example.org/'].map((to) =>
        asked(to, { io: { lookup } }),
      ),
    ])
    expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(1)
  })

  test('never holds the address or a secret', async () => {
    for (const to of ['http://nowhere.example.org/S3CRET', 'http://10.0.0.1/S3CRET'])
      expect(JSON.stringify(await asked(to, { io: { lookup } }))).not.toMatch(/S3CRET|whsec/)
  })
})

test('a channel that is closed to http is not asked by http', async () => {
  const { to, posts } = await answering((response, post) => response.end(answerOf(post)))
  expect(await asked(to, { config: { allowHttp: false } })).toMatchObject({ kind: 'unanswered' })
  expect(posts).toEqual([])
})

test('is answered by the receiver that the documentation shows', async () => {
  const page = readFileSync(new URL('../../../docs/webhook.md', import.meta.url), 'utf8')
  const shown = /```js\n(.*?)```/s.exec(page)?.[1] ?? ''
  const code = shown.replace(/^import .*$/gm, '').replace('export function', 'return function')
  const handle = new Function('createHmac', 'Webhook', 'process', code)(createHmac, Webhook, {
    env: { WEBHOOK_SECRET: own },
  })
  const { to, posts } = await answering((response, { body, headers }) =>
    response.end(JSON.stringify(handle(body, headers))),
  )
  // The verifier looks at the clock.
  expect(await asked(to, { now: Date.now() })).toEqual({ kind: 'answered' })
  const [post] = posts
  expect(() => handle(`${post?.body} `, post?.headers)).toThrow()
})
