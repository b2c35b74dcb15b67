import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headersFor, nextHop } from '../../src/sources/http/redirect.ts'
import { isPassing, pauseBefore, retryAfter } from '../../src/sources/http/retry.ts'
import { createTurnstile } from '../../src/sources/http/turnstile.ts'
import { printableUrl, userAgent } from '../../src/sources/http.ts'

const now = Date.UTC(2026, 6, 1, 12)

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Wed, 01 Jul 2026 12:00:30 GMT', 30_000],
  ['Wednesday, 01-Jul-26 12:00:30 GMT', 30_000],
  ['Wed Jul  1 12:00:30 2026', 30_000],
  ['Wed, 01 Jul 2026 11:00:00 GMT', 0],
  ['999999999999999', 86_400_000],
  ['soon', null],
  ['-5', null],
  ['2', 2_000],
  ['1.5', null],
  ['', null],
  [undefined, null],
])('Retry-After %j means %j milliseconds from now', (value, expected) => {
  const at = retryAfter(value, now)
  expect(at === null ? null : at - now).toBe(expected)
})

test('408, 425, 429 and every 5xx may pass, nothing else does', () => {
  const passing = Array.from({ length: 500 }, (_, i) => i + 100).filter(isPassing)
  expect(passing).toEqual([408, 425, 429, ...Array.from({ length: 100 }, (_, i) => 500 + i)])
})

test('pauses grow, are spread, and never exceed 37.5 seconds', () => {
  expect([1, 2, 3, 4].map((n) => pauseBefore(n, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000])
  expect(pauseBefore(1, 0)).toBe(750)
  expect(pauseBefore(1, 0.9999)).toBeCloseTo(1_250, 0)
  expect(pauseBefore(40, 0.9999)).toBeLessThanOrEqual(37_500)
})

test.each([
  ['https://h/a', 200, '/b', 'stay'],
  ['https://h/a', 304, '/b', 'stay'],
  ['https://h/a', 300, '/b', 'stay'],
  ['https://h/a', 301, '/b', 'https://h/b'],
  ['https://h/a/b', 302, '../c?d', 'https://h/c?d'],
  ['https://h/a', 303, '//other/b', 'https://other/b'],
  ['http://h/a', 307, 'https://h/a', 'https://h/a'],
  ['http://h/a', 308, 'http://g/a', 'http://g/a'],
  ['https://h/a', 301, 'http://h/a', 'downgrade'],
  ['https://h/a', 301, undefined, 'bad-redirect'],
  ['https://h/a', 301, 'ftp://h/a', 'bad-redirect'],
  ['https://h/a', 301, 'file:///etc/passwd', 'bad-redirect'],
  ['https://h/a', 301, 'data:text/plain,x', 'bad-redirect'],
  ['https://h/a', 301, 'http://[bad', 'bad-redirect'],
])('from %s, %i with location %j: %s', (from, status, location, expected) => {
  const step = nextHop(from, status, location)
  expect(step.kind === 'go' ? step.url : step.kind === 'refuse' ? step.trouble.code : step.kind).toBe(expected)
})

test('credentials stay with the origin they were meant for', () => {
  const headers = { Authorization: 'Basic x', cookie: 'y', 'if-none-match': '"z"' }
  expect(headersFor(headers, 'https://h/a', 'https://h/b')).toEqual(headers)
  expect(headersFor(headers, 'https://h/a', 'https://h:444/b')).toEqual({ 'if-none-match': '"z"' })
  expect(headersFor(headers, 'http://h/a', 'https://h/a')).toEqual({ 'if-none-match': '"z"' })
})

test.each([
  ['https://user:pass@h/a?b=c#frag', 'https://h/a?b=c'],
  ['https://h/a?token=abc&b=c', 'https://h/a?token=***&b=c'],
  ['https://h/a?Api-Key=abc', 'https://h/a?Api-Key=***'],
  ['https://h/a?X-Amz-Signature=abc&sig=d', 'https://h/a?X-Amz-Signature=***&sig=***'],
  ['https://h/a?ClientRequestId=0', 'https://h/a?ClientRequestId=0'],
  ['pass@word', '(not a URL)'],
])('%s is shown as %s', (url, shown) => {
  expect(printableUrl(url)).toBe(shown)
})

test('no password and no token ever shows', () => {
  const secret = fc.stringMatching(/^[a-zA-Z0-9]{12,20}$/).map((text) => `Z9${text}`)
  fc.assert(
    fc.property(
      secret,
      secret,
      fc.constantFrom('token', 'apikey', 'sig', 'access_token', 'password', 'code'),
      (a, b, name) => {
        const shown = printableUrl(`https://${a}:${a}@example.org/page.md?x=1&${name}=${b}#${b}`)
        expect(shown).not.toContain(a)
        expect(shown).not.toContain(b)
        expect(shown).toContain('https://example.org/page.md?x=1')
      },
    ),
  )
})

test('the name says who asks, and a contact cannot add a header', () => {
  expect(userAgent('1.2.3')).toBe('endpoint-drift/1.2.3')
  expect(userAgent('1.2.3', 'mailto:ops@example.org')).toBe('endpoint-drift/1.2.3 (+mailto:ops@example.org)')
  expect(userAgent('1', 'a)\r\nX-Evil: 1')).toBe('endpoint-drift/1 (+aX-Evil:1)')
})

test('hosts take turns, one request each, and no more than there are places', async () => {
  const turnstile = createTurnstile(2)
  const order: string[] = []
  const leaves = new Map<string, () => void>()
  const done = ['a', 'a', 'a', 'b', 'b', 'c'].map(async (host, i) => {
    const leave = await turnstile.enter(host)
    order.push(`${host}${i}`)
    leaves.set(host, leave)
  })
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  await settle()
  expect(order).toEqual(['a0', 'b3'])
  const steps = [
    ['a', 'a1'],
    ['a', 'c5'],
    ['c', 'a2'],
    ['b', 'b4'],
  ] as const
  for (const [host, next] of steps) {
    const leave = leaves.get(host)
    leave?.()
    leave?.()
    await settle()
    expect(order.at(-1)).toBe(next)
  }
  await Promise.all(done)
})

test('the turnstile never exceeds its places nor one per host, and everyone gets through', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 40 }),
      async (places, hosts) => {
        const turnstile = createTurnstile(places)
        const inside: string[] = []
        let passed = 0
        const visits = hosts.map(async (host, i) => {
          const leave = await turnstile.enter(host)
          expect(inside).not.toContain(host)
          inside.push(host)
          expect(inside.length).toBeLessThanOrEqual(places)
          for (let tick = 0; tick < i % 3; tick++) await new Promise<void>((resolve) => setImmediate(resolve))
          inside.splice(inside.indexOf(host), 1)
          passed++
          leave()
        })
        await Promise.all(visits)
        expect(passed).toBe(hosts.length)
      },
    ),
    { numRuns: 50 },
  )
})
