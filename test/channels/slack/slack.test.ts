import { describe, expect, onTestFinished, test } from 'vitest'
import { slack } from '../../../src/channels/slack/index.ts'
import { slackSchema } from '../../../src/channels/slack/schema.ts'
import { changes, moment } from '../samples.ts'
import { receiver } from '../webhook/receiver.ts'

async function answered(status: number, body: string, headers: Record<string, string> = {}) {
  const { url, posts } = await receiver((response) => response.writeHead(status, headers).end(body))
  const config = slackSchema.parse({ allowHttp: true, allowNetworks: ['127.0.0.1'] })
  const sender = await slack.open(config, {
    now: () => moment,
    userAgent: 'drift/1',
    proxies: { http: '', https: '', no: '' },
  })
  onTestFinished(sender.close)
  const to = `${url}/services/T0001/B0002/abcdefXYZ123`
  const content = sender.render(changes())
  return { outcome: await sender.send({ id: 'd', to, content, createdAt: moment }), posts }
}

describe('what Slack answers decides', () => {
  test.each([
    [200, 'ok', {}, { kind: 'delivered', receipt: 'HTTP 200' }],
    [200, '', {}, { kind: 'delivered' }],
    [204, '', {}, { kind: 'delivered' }],
    [200, '{"success":true}', {}, { kind: 'delivered' }],
    [200, '<html>Sign in to the hotel</html>', {}, { kind: 'retry', why: expect.stringContaining('incoming webhook') }],
    [404, 'no_service', {}, { kind: 'gone', why: expect.stringContaining('no_service') }],
    [404, 'channel_not_found', {}, { kind: 'gone' }],
    [410, 'channel_is_archived', {}, { kind: 'gone' }],
    [410, '', {}, { kind: 'gone' }],
    [403, 'invalid_token', {}, { kind: 'gone' }],
    [403, 'action_prohibited', {}, { kind: 'retry', why: 'the receiver answered 403: action_prohibited' }],
    [
      404,
      'Cannot POST /services/T0001/B0002/abcdefXYZ123',
      {},
      { kind: 'retry', why: 'the receiver answered 404: Cannot POST …' },
    ],
    [400, 'invalid_blocks', {}, { kind: 'retry', why: expect.stringContaining('invalid_blocks') }],
    [429, 'rate_limited', { 'retry-after': '30' }, { kind: 'retry', notBefore: moment + 30_000 }],
    [500, 'rollup_error', {}, { kind: 'retry' }],
    [302, '', { location: 'https://slack.com/' }, { kind: 'retry', why: expect.stringContaining('redirects') }],
  ])('%i %s', async (status, body, headers, wanted) => {
    const { outcome } = await answered(status, body, headers)
    expect(outcome).toMatchObject(wanted)
    expect(JSON.stringify(outcome)).not.toMatch(/B0002|abcdefXYZ123/)
  })

  test('one request is made, with JSON in it', async () => {
    const { posts } = await answered(200, 'ok')
    expect(posts).toMatchObject([
      {
        method: 'POST',
        path: '/services/T0001/B0002/abcdefXYZ123',
        headers: { 'content-type': 'application/json', 'user-agent': 'drift/1' },
      },
    ])
    expect(JSON.parse(posts[0]?.body ?? '')).toMatchObject({ text: expect.any(String), blocks: expect.any(Array) })
  })
})

test('an address inside is refused until its network is allowed', () => {
  expect(slack.checkAddress(slackSchema.parse({}), 'https://10.0.0.5/hooks/x')).toMatch(/allowNetworks/)
  expect(
    slack.checkAddress(slackSchema.parse({ allowNetworks: ['10.0.0.0/8'] }), 'https://10.0.0.5/hooks/x'),
  ).toBeNull()
  expect(slack.checkAddress(slackSchema.parse({}), 'https://hooks.slack.com/services/T/B/x')).toBeNull()
})
