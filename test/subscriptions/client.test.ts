import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNetwork } from '../../src/net/networks.ts'
import { clientOf, clientPrefix } from '../../src/subscriptions/client.ts'

const networks = (...texts: readonly string[]) => texts.flatMap((text) => parseNetwork(text) ?? [])
const proxies = networks('10.0.0.0/8', '127.0.0.1', 'fd00::/8')

describe('who asks', () => {
  test.each([
    ['of a connection of its own', '203.0.113.7', undefined, '203.0.113.7'],
    ['of a connection whose word is not believed', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['behind a proxy', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['behind two proxies', '10.0.0.1', '203.0.113.7, 10.9.9.9', '203.0.113.7'],
    ['who forges the beginning', '10.0.0.1', '198.51.100.1, 10.0.0.9, 203.0.113.7', '203.0.113.7'],
    ['who forges a proxy', '10.0.0.1', '10.0.0.5, 203.0.113.7', '203.0.113.7'],
    ['behind a proxy that says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['behind a proxy that says nonsense', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['behind a proxy after nonsense', '10.0.0.1', '203.0.113.7, garbage, 10.0.0.2', '10.0.0.2'],
    ['with a port', '10.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
    ['by IPv6 with a port', '10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
    ['by IPv6', 'fd00::1', '2001:db8::7', '2001:db8::7'],
    ['by IPv4 in the clothes of IPv6', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['behind a proxy in such clothes', '::ffff:10.0.0.1', '::ffff:203.0.113.7', '203.0.113.7'],
    ['by a link-local address', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['without a connection', undefined, '203.0.113.7', null],
    ['all of them proxies', '10.0.0.1', '10.0.0.2,10.0.0.3', '10.0.0.2'],
    ['by an octal spelling', '10.0.0.1', '0313.0.113.7', '10.0.0.1'],
  ])('%s', (_, remote, forwarded, client) => {
    expect(clientOf(remote, forwarded, proxies)).toBe(client)
  })

  test('whatever he writes, behind known proxies he is who the last proxy saw', () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constantFrom('10.0.0.1', 'fd00::1', '', ',', ' '))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), (forged) => {
        expect(clientOf('10.0.0.1', [...forged, '203.0.113.7', '10.1.1.1'].join(','), proxies)).toBe('203.0.113.7')
        expect(clientOf('203.0.113.7', forged.join(','), proxies)).toBe('203.0.113.7')
      }),
    )
  })
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::', '2001:db8:1:3::/64'],
  [null, 'unknown'],
])('%s counts as %s', (address, prefix) => {
  expect(clientPrefix(address)).toBe(prefix)
})
