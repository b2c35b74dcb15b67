import { describe, expect, test } from 'vitest'
import { hasHostBits, isExampleHost, parseAddress } from '../../src/core/address.ts'

function parsed(token: string): string {
  const verdict = parseAddress(token)
  return verdict.kind === 'address' ? `${verdict.value.type} ${verdict.value.address}` : verdict.kind
}

describe('A token is normalised as the golden rules say', () => {
  test.each([
    ['Manage.Reach.COM', 'fqdn manage.reach.com'],
    ['https://a.reach.net/', 'fqdn a.reach.net'],
    ['https://a.reach.net/Path/?LinkID=1', 'url a.reach.net/Path/?LinkID=1'],
    ['*.reach.net', 'wildcard *.reach.net'],
    ['.reach.net', 'wildcard .reach.net'],
    ['*g.reach.net', 'wildcard *g.reach.net'],
    ['load*.reach.net', 'wildcard load*.reach.net'],
    ['cy2.*.md.reach.com.*.', 'wildcard cy2.*.md.reach.com.*.'],
    ['login.reach.com/*', 'url login.reach.com/*'],
    ['*.reach.com/ncsi.txt', 'url *.reach.com/ncsi.txt'],
    ['<Tenant>.Reach.com', 'placeholder <Tenant>.reach.com'],
    ['A.<Region>.Reach.com', 'placeholder a.<Region>.reach.com'],
    ['#-push.reach.com', 'placeholder #-push.reach.com'],
    ['http://<FQDN of the server>', 'placeholder <FQDN of the server>'],
    ['hm-in-*._reach.net', 'wildcard hm-in-*._reach.net'],
    ['169.254.169.254', 'ipv4 169.254.169.254'],
    ['13.107.6.152/31', 'cidr 13.107.6.152/31'],
    ['2603:1006::/40', 'cidr 2603:1006::/40'],
    ['2A01:111::1', 'ipv6 2a01:111::1'],
    ['wildcard.reach.com', 'fqdn wildcard.reach.com'],
    ['a.reach.net:443', 'fqdn a.reach.net'],
    ['a.reach.net:443:tcp', 'fqdn a.reach.net'],
    ['a.reach.net:443/tcp', 'fqdn a.reach.net'],
  ])('%s', (token, expected) => expect(parsed(token)).toBe(expected))
})

describe('What is no address is not taken for one', () => {
  test.each([
    'svchost.exe',
    'readme.md',
    'Microsoft.Photos',
    'System.Net',
    'AzureCloud.<Region>',
    '10.0.19041.388',
    '1.2.3',
    'info@reach.net',
    'domain\\user',
    'e.g',
    '<name>',
    '0.0.0.0/0',
    '127.0.0.1',
    'v1.2',
    '*',
    '*.*',
  ])('%s', (token) => expect(parsed(token)).toBe('none'))
  test.each(['a.reach.notasuffix', 'ocsp.reach.0', '13.107.6.152/33'])('%s is odd', (token) =>
    expect(parsed(token)).toBe('odd'),
  )
})

test('A port written behind a host is told apart from it', () => {
  expect(parseAddress('tcp://a.reach.net:5671')).toMatchObject({
    value: { address: 'a.reach.net', scheme: 'tcp', port: '5671' },
  })
})

test('A block with bits behind its prefix is noticed', () => {
  expect(['13.107.6.152/31', '13.107.6.153/31', '10.0.0.0/8', '10.1.0.0/8'].map(hasHostBits)).toEqual([
    false,
    true,
    false,
    true,
  ])
})

test('Customers of the style guide are examples', () => {
  expect(['contoso.com', 'x.fabrikam.net', 'contosoATP.reach.com', 'reach.com'].map(isExampleHost)).toEqual([
    true,
    true,
    true,
    false,
  ])
})
