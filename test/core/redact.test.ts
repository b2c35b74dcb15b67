import { expect, test } from 'vitest'
import { redactor } from '../../src/core/redact.ts'

const redact = redactor(
  ['hunter22', '/services/T00/B00/hunter22', 'abc'],
  ['https://raw.githubusercontent.com/example-docs', 'https://docs.example.org', 'https://git.example.org'],
)

test.each([
  ['a password that is known', 'AUTH with hunter22 failed', 'AUTH with *** failed'],
  [
    'the longer secret first',
    'POST https://hooks.example.org/services/T00/B00/hunter22',
    'POST https://hooks.example.org***',
  ],
  ['too short to look for', 'abc', 'abc'],
  ['user and password of a URL', 'https://bob:geheim@git.example.org/a.git', 'https://git.example.org/a.git'],
  [
    'a signature in a query',
    'https://docs.example.org/run?api-version=1&sig=Zm9v%3D&x=2',
    'https://docs.example.org/run?api-version=1&sig=***&x=2',
  ],
  [
    'a token at the end of a query',
    '"https://docs.example.org/?access_token=zzz"',
    '"https://docs.example.org/?access_token=***"',
  ],
  ['a signing secret', 'secret whsec_MDEyMzQ1Njc4OWFi/+= is wrong', 'secret whsec_*** is wrong'],
  ['a header', 'Authorization: Bearer eyJhbGci.abc_def', 'Authorization: Bearer ***'],
  ['a token in a path', 'https://docs.example.org/b/xoxb9Q8w7E6r5T4y3U2i1O0p', 'https://docs.example.org/b/***'],
  ['the path of a receiver', 'POST https://hooks.example.org/t00/b00: no', 'POST https://hooks.example.org/***: no'],
  ['the query of a receiver', '(http://hooks.example.org:8080?a=b).', '(http://hooks.example.org:8080/***).'],
  [
    'a receiver that begins like a page',
    'https://docs.example.org.evil.example/t00',
    'https://docs.example.org.evil.example/***',
  ],
  [
    'a receiver beside the pages',
    'https://raw.githubusercontent.com/other/t00',
    'https://raw.githubusercontent.com/***',
  ],
  ['two', 'https://a.example.org/x,https://b.example.org/y', 'https://a.example.org/***'],
  ['another scheme', 'to tgram://998877:bot/4711, twice', 'to tgram://*** twice'],
  [
    'the link of a subscriber',
    'GET https://docs.example.org/manage/_3f2a9c.0.0.0123456789abcdef0123456789abcdef',
    'GET https://docs.example.org/manage/***',
  ],
  [
    'a mail address',
    '550 5.1.1 <bob.o-neil+x@mail.example.org>: no such user',
    '550 5.1.1 <***@mail.example.org>: no such user',
  ],
  ['several', 'a@example.org, b@example.org', '***@example.org, ***@example.org'],
])('%s is not shown', (_, text, shown) => {
  expect(redact(text)).toBe(shown)
})

test.each([
  'https://raw.githubusercontent.com/example-docs/memdocs/0f3a9c0b1d2e3f405162738495a6b7c8d9e0f1a2/endpoints.md answered 404',
  'intune: 3 added, 1 removed',
  '*.manage.example.com TCP 443',
  'the page is gone from https://docs.example.org/windows/privacy/manage-windows-21h2-endpoints',
  'see: endpoint-drift accept avd',
  'no answer from https://hooks.example.org/, nor from https://hooks.example.org.',
  'ssh://git.example.org/net/a.git refused the key',
  'https://docs.example.org/intune?view=1#top (moved)',
  'see https://raw.githubusercontent.com/example-docs.',
])('what is no secret stays: %s', (text) => {
  expect(redact(text)).toBe(text)
})

test('a text that is made to take long takes no longer than others', () => {
  const hostile = [
    `${'a-'.repeat(50_000)}@`,
    `/${'aB'.repeat(50_000)}`,
    `?${'key'.repeat(30_000)}`,
    'https://'.repeat(20_000),
    `https://a/${'.'.repeat(100_000)}x`,
    `https://a/${'.'.repeat(100_000)}`,
    `a${'-a'.repeat(50_000)}://`,
  ]
  const before = performance.now()
  for (const text of hostile) redact(text)
  expect(performance.now() - before).toBeLessThan(2_000)
})
