import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAddress, normalAddress } from '../../../src/channels/email/index.ts'

describe('an address', () => {
  test.each([
    ['net@example.org', 'net@example.org'],
    [' Net.Team+drift@Example.ORG\n', 'Net.Team+drift@example.org'],
    ['net@BÜCHER.example', 'net@xn--bcher-kva.example'],
    ['net@XN--BCHER-KVA.example', 'net@xn--bcher-kva.example'],
    ['net@例え.テスト', 'net@xn--r8jz45g.xn--zckzah'],
    ['net@example。org', 'net@example.org'],
    ['jürgen@bücher.example', 'jürgen@xn--bcher-kva.example'],
    ['ju\u0308rgen@bu\u0308cher.example', 'jürgen@xn--bcher-kva.example'],
    ['用户@例え.テスト', '用户@xn--r8jz45g.xn--zckzah'],
    ["o'hara!#$%&*-/=?^_`{|}~@example.org", "o'hara!#$%&*-/=?^_`{|}~@example.org"],
    ['root@localhost', 'root@localhost'],
  ])('%j is %j', (typed, normal) => {
    expect(normalAddress(typed)).toBe(normal)
    expect(isAddress(normal)).toBe(true)
    expect(normalAddress(normal)).toBe(normal)
  })

  test.each([
    '',
    'a@',
    '@example.org',
    'a@b@example.org',
    'a b@example.org',
    '"a b"@example.org',
    'a,b@example.org',
    'a@example.org, b@example.org',
    'a@example.org;b@example.org',
    'A <a@example.org>',
    'a@[192.0.2.1]',
    'a@example..org',
    'a@.example.org',
    'a@example.org.',
    'a@-example.org',
    'a..b@example.org',
    '.a@example.org',
    'a.@example.org',
    'a@exam%70le.org',
    'a@example.org/x',
    'a@ex\u00adample.org',
    'a\u202e@example.org',
    'a\u200b@example.org',
    'a\ud800@example.org',
    'a\u2028@example.org',
    'a@example.org\u2029b',
    'a\r\nBcc: b@example.org@example.org',
    'a@example.org\r\nRCPT TO:<b@example.org>',
    'a\0@example.org',
    'a@example.org\0',
    `${'a'.repeat(65)}@example.org`,
    `${'ü'.repeat(33)}@example.org`,
    `a@${'a'.repeat(64)}.org`,
    `a@${'abcdefg.'.repeat(32)}org`,
  ])('%j is none', (text) => {
    expect(isAddress(text)).toBe(false)
    expect(normalAddress(text)).toBeNull()
  })

  test.each([' net@example.org', 'net@example.org\n', '\tnet@example.org'])(
    '%j is one only for whoever trims it',
    (text) => {
      expect(isAddress(text)).toBe(false)
      expect(normalAddress(text)).toBe('net@example.org')
    },
  )

  test('is never more than one, whatever is typed', () => {
    const sign = fc.constantFrom('a', 'ü', '@', '.', '<', '>', ',', ' ', '\r', '\n', '\0', '\u2028', '"', '例', '-')
    const text = fc.array(sign, { maxLength: 4 }).map((signs) => signs.join(''))
    let taken = 0
    fc.assert(
      fc.property(text, text, fc.constantFrom('@', ' @', '@@', '', '@a'), (local, domain, at) => {
        const normal = normalAddress(`${local}${at}${domain}`)
        if (normal === null) return
        taken++
        expect(normal.split('@')).toHaveLength(2)
        expect(normal).not.toMatch(/[\s<>,"\0\u2028]/)
        expect(normal.split('@')[1]).toMatch(/^[a-z0-9.-]+$/)
      }),
      { numRuns: 2_000 },
    )
    expect(taken).toBeGreaterThan(10)
  })
})
