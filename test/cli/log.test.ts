import { expect, test } from 'vitest'
import { redacted, redactorOf } from '../../src/cli/log.ts'
import type { Config } from '../../src/config/config.ts'
import { atOnce } from '../../src/core/wishes.ts'
import { newBench, source } from '../worker/installation.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const wishes = { filter: { sources: [], kinds: [], addresses: [] }, reminders: [], timing: atOnce }

const sources = [
  source({
    ...{ id: 'faxes', kind: 'learn-page', page: 'https://learn.example.com/en/faxes' },
    settings: {
      url: 'https://raw.example.com/docs/main/faxes.md',
      alsoAt: ['https://raw.example.com/old-docs/main/faxes.md'],
    },
  }),
  source({ id: 'lists', kind: 'web-service', settings: { base: 'https://service.example.com' } }),
]

async function configured(): Promise<Config> {
  const bench = await newBench(sources, {
    channels: [
      {
        name: 'mail',
        kind: 'email',
        settings: { host: 'smtp.example.org', auth: { user: 'drift', password: 'correct horse' } },
      },
      { name: 'hook', kind: 'webhook', settings: { secret: [secret, 'second-secret'] } },
    ],
    subscriptions: [
      { name: 'chat', channel: 'hook', to: 'https://hooks.example.org/services/t00/b00?code=12345678', ...wishes },
      { name: 'bot', channel: 'hook', to: 'tgram://998877:bottoken/4711', ...wishes },
      { name: 'team', channel: 'mail', to: 'team@example.org', ...wishes },
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
  const log = redacted({ info: write, warn: write }, redactorOf(config))
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

test('where a subscriber of the store gets it is not logged, though nobody knows him; the pages of the sources are', async () => {
  const redact = redactorOf(await configured())
  const hidden = [
    ['receiver', 'https://hooks.example.net/services/T0/B0/quiet-word'],
    ['port and query', 'http://10.1.2.3:8080/?t=quiet-word'],
    ['beside the pages', 'https://raw.example.com/quiet-word/main/faxes.md'],
    ['beside the list of a page', 'https://learn.example.com/quiet-word'],
    ['other schemes', 'tgram://quiet-word/1'],
    ['own link', `https://drift.example.org/leave/_quietword.1.0.${'0a'.repeat(16)}`],
    ['own secret', 'whsec_quiet-word'],
  ]
  for (const [what, text] of hidden)
    expect([what, redact(`no answer from ${text}: again later`)]).toEqual([
      what,
      expect.not.stringMatching(/quiet.?word/),
    ])
  expect(redact('no answer from https://hooks.example.net/a/b')).toBe('no answer from https://hooks.example.net/***')

  for (const text of [
    'https://learn.example.com/en/faxes is gone',
    'https://raw.example.com/docs/includes/fax.md answered 404',
    'https://raw.example.com/old-docs/main/faxes.md: moved',
    'https://service.example.com/endpoints/Worldwide?clientrequestid=1',
    'see https://drift.example.org/status',
  ])
    expect(redact(text)).toBe(text)
})
