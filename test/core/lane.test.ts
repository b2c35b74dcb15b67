import fc from 'fast-check'
import { expect, test } from 'vitest'
import { laneOf } from '../../src/core/lane.ts'

test.each([
  ['team@example.org', 'example.org'],
  ['Team@EXAMPLE.Org', 'example.org'],
  ['team@example.org.', 'example.org'],
  ['"a@b"@example.org', 'example.org'],
  ['ops/night@example.org', 'example.org'],
  ['info@m\u00fcnchen.example', 'xn--mnchen-3ya.example'],
  ['info@M\u00dcNCHEN.example', 'xn--mnchen-3ya.example'],
  ['info@xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
  ['root@[192.0.2.7]', '[192.0.2.7]'],
  ['https://Hooks.Example.org/services/T0/B0', 'hooks.example.org'],
  ['HTTPS://hooks.example.org:8443/x', 'hooks.example.org'],
  ['http://hooks.example.org?to=a@b.example', 'hooks.example.org'],
  ['https://hooks.example.org/a@b.example', 'hooks.example.org'],
  ['https://m\u00fcnchen.example/x', 'xn--mnchen-3ya.example'],
  ['https://[2001:db8::1]/x', '[2001:db8::1]'],
  ['https://', 'https://'],
  ['network-team/desktops', 'network-team/desktops'],
  ['tgram://token/chat', 'tgram://token/chat'],
  ['mailtos://user:word@example.org', 'mailtos://user:word@example.org'],
  ['', ''],
  ['@', '@'],
])('%s waits in the lane %s', (to, lane) => {
  expect(laneOf(to)).toBe(lane)
})

test('whatever stands before the domain, and however it is written, the lane is the same', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/)
  const local = fc.stringMatching(/^[A-Za-z0-9.+_-]{1,12}$/)
  fc.assert(
    fc.property(fc.array(label, { minLength: 2, maxLength: 4 }), local, local, (labels, one, other) => {
      const domain = labels.join('.')
      expect(laneOf(`${one}@${domain}`)).toBe(domain)
      expect(laneOf(`${other}@${domain.toUpperCase()}`)).toBe(domain)
    }),
  )
})
