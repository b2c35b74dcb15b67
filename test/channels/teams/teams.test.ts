import { describe, expect, onTestFinished, test } from 'vitest'
import { teams } from '../../../src/channels/teams/index.ts'
import { teamsSchema } from '../../../src/channels/teams/schema.ts'
import { changes, moment } from '../samples.ts'
import { receiver } from '../webhook/receiver.ts'

async function answered(status: number, body: string, headers: Record<string, string> = {}) {
  const { url, posts } = await receiver((response) => response.writeHead(status, headers).end(body))
  const config = teamsSchema.parse({ allowHttp: true, allowNetworks: ['127.0.0.1'] })
  const sender = await teams.open(config, {
    now: () => moment,
    userAgent: 'drift/1',
    proxies: { http: '', https: '', no: '' },
  })
  onTestFinished(sender.close)
  const to = `${url}/workflows/0123abcd/triggers/manual/paths/invoke?api-version=2016-06-01&sig=s3cr3t-s1gnature`
  const content = sender.render(changes())
  return { outcome: await sender.send({ id: 'd', to, content, createdAt: moment }), posts }
}

function error(code: string): string {
  return JSON.stringify({ error: { code, message: 'The workflow 0123abcd ... sig=s3cr3t-s1gnature' } })
}

describe('what Teams answers decides', () => {
  test.each([
    [202, '', {}, { kind: 'delivered', receipt: 'HTTP 202' }],
    [200, '1', {}, { kind: 'delivered' }],
    [
      200,
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x',
      {},
      { kind: 'retry' },
    ],
    [
      200,
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x',
      {},
      { kind: 'refused' },
    ],
    [200, 'Webhook message delivery failed with error: something else', {}, { kind: 'retry' }],
    [404, error('WorkflowNotFound'), {}, { kind: 'gone' }],
    [400, error('WorkflowTriggerIsNotEnabled'), {}, { kind: 'retry', why: expect.stringContaining('turned off') }],
    [404, 'nothing here', {}, { kind: 'retry' }],
    [401, error('DirectApiAuthorizationRequired'), {}, { kind: 'retry' }],
    [410, '', {}, { kind: 'gone' }],
    [413, '', {}, { kind: 'refused' }],
    [429, '', { 'retry-after': '7' }, { kind: 'retry', notBefore: moment + 7_000 }],
    [502, error('BadGateway'), {}, { kind: 'retry' }],
  ])('%i %s', async (status, body, headers, wanted) => {
    const { outcome } = await answered(status, body, headers)
    expect(outcome).toMatchObject(wanted)
    expect(JSON.stringify(outcome)).not.toMatch(/s3cr3t|0123abcd/)
  })

  test('one request is made, which says that it is UTF-8', async () => {
    const { posts } = await answered(202, '')
    expect(posts).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' } }])
    expect(posts[0]?.path).toContain('?api-version=2016-06-01&sig=s3cr3t-s1gnature')
  })
})
