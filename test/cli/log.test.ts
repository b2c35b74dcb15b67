import { expect, test } from 'vitest'
import { redacted } from '../../src/cli/log.ts'
import { secretsOf } from '../../src/cli/secrets.ts'
import type { Config } from '../../src/config/config.ts'
import { redactor } from '../../src/core/redact.ts'
import { newBench } from '../worker/installation.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const filter = { sources: [], kinds: [], addresses: [] }

async function configured(): Promise<Config> {
  const bench = await newBench([], {
    channels: [
      {
        name: 'mail',
        kind: 'email',
        settings: { host: 'smtp.example.org', auth: { user: 'drift', password: 'correct horse' } },
      },
      { name: 'hook', kind: 'webhook', settings: { secret: [secret, 'second-secret'] } },
    ],
    subscriptions: [
      { name: 'chat', channel: 'hook', to: 'https://hooks.example.org/services/t00/b00?code=12345678', filter },
      { name: 'bot', channel: 'hook', to: 'tgram://998877:bottoken/4711', filter },
      { name: 'team', channel: 'mail', to: 'team@example.org', filter },
    ],
    heartbeat: { url: 'https://hc.example.org/7f3c1f0e-0000-4000-8000-000000000000', every: 0 },
  })
  await bench.close()
  return bench.config
}

test('whatever is logged, in facts or words, deep or flat, leaves secrets and mail addresses behind', async () => {
  const config = await configured()
  const lines: string[] = []
  const write = (facts: object, text: string): void => void lines.push(JSON.stringify({ ...facts, text }))
  const log = redacted({ info: write, warn: write }, redactor(secretsOf(config)))
  for (const { to } of config.subscriptions) {
    log.warn({ to, deep: [{ to }], error: new Error(`no answer from ${to}`) }, `the receiver at ${to} said ${secret}`)
    log.info({ url: config.heartbeat?.url, n: 3, none: null }, 'said: correct horse, second-secret')
  }
  const said = lines.join('\n')
  for (const hidden of [
    '998877',
    'bottoken',
    'services',
    '12345678',
    'team@',
    secret.slice(6),
    'correct horse',
    'second-secret',
    '7f3c1f0e',
  ])
    expect(said).not.toContain(hidden)
  for (const kept of ['hooks.example.org', '***@example.org', 'hc.example.org', '"n":3', '"none":null'])
    expect(said).toContain(kept)
})
