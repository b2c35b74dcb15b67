import { describe, expect, test } from 'vitest'
import { emailSchema } from '../../../src/channels/email/schema.ts'

const least = { from: 'drift@example.org', host: 'smtp.example.org' }

describe('the configuration of e-mail', () => {
  test('asks for encryption unless it is told otherwise', () => {
    expect(emailSchema.parse(least)).toEqual({
      from: { name: '', address: 'drift@example.org' },
      host: 'smtp.example.org',
      security: 'starttls',
      allowPlain: false,
      connections: 5,
      maxBytes: 10_485_760,
      timeout: 60_000,
    })
  })

  test.each([
    ['Endpoint drift <drift@example.org>', { name: 'Endpoint drift', address: 'drift@example.org' }],
    ['"Drift, endpoint" <drift@example.org>', { name: 'Drift, endpoint', address: 'drift@example.org' }],
    ['<drift@example.org>', { name: '', address: 'drift@example.org' }],
    [' jürgen@bücher.example ', { name: '', address: 'jürgen@bücher.example' }],
    ['Endpoint drift', null],
    ['a@example.org, b@example.org', null],
    ['A <a@example.org> <b@example.org>', null],
    ['A\r\nBcc: b@example.org <a@example.org>', null],
    ['A <a@example.org\r\nBcc: b@example.org>', null],
    ['', null],
  ])('takes a sender: %j', (from, mailbox) => {
    const parsed = emailSchema.safeParse({ ...least, from })
    expect(parsed.success ? parsed.data.from : null).toEqual(mailbox)
  })

  test.each([
    ['plain to this machine', { security: 'none', host: 'localhost' }, true],
    ['plain to this machine by number', { security: 'none', host: '127.0.0.2' }, true],
    ['plain to this machine, IPv6', { security: 'none', host: '::1' }, true],
    ['plain to another', { security: 'none' }, false],
    ['plain to one that only sounds like this', { security: 'none', host: 'localhost.example.org' }, false],
    ['plain to another, on purpose', { security: 'none', allowPlain: true }, true],
    ['a user without a password', { user: 'drift' }, false],
    ['a password without a user', { password: 'x' }, false],
    ['both', { user: 'drift', password: 'x' }, true],
    ['a security that is none', { security: 'ssl' }, false],
    ['no host', { host: '' }, false],
    ['a port that is none', { port: 70_000 }, false],
  ])('%s', (_, over, good) => {
    expect(emailSchema.safeParse({ ...least, ...over }).success).toBe(good)
  })

  test.each([
    ['15s', 15_000],
    ['500ms', 500],
    ['2m', 120_000],
    [250, 250],
    ['0s', null],
    ['15', null],
    ['15 s', null],
    ['1h', null],
    [-1, null],
    [0, null],
  ])('a time of %j', (timeout, ms) => {
    const parsed = emailSchema.safeParse({ ...least, timeout })
    expect(parsed.success ? parsed.data.timeout : null).toBe(ms)
  })
})
