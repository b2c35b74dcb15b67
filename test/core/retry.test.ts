import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/core/model.ts'
import { afterAttempt, waits } from '../../src/core/retry.ts'

const day = 86_400_000
const now = Date.UTC(2026, 2, 2, 8)
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const retry: Outcome = { kind: 'retry', why: '451 later' }

describe('what becomes of a delivery after an attempt', () => {
  test.each([
    [{ kind: 'delivered', receipt: 'ok' }, 'delivered'],
    [{ kind: 'refused', why: '554 spam' }, 'refused'],
    [{ kind: 'gone', why: '550 no such user' }, 'gone'],
  ] as const)('%o is final at any attempt', (outcome, state) => {
    for (const attempts of [0, 3, waits.length, 99])
      expect(afterAttempt(attempts, outcome, now, 0.5)).toEqual({ state, notBefore: now })
  })

  test.each([
    [0, 0, 48],
    [0, 0.5, 60],
    [0, 0.999999, 72],
    [1, 0.5, 300],
    [4, 0.5, 10_800],
    [10, 0.5, 86_400],
  ])('attempt %i with chance %f waits %i seconds', (attempts, luck, seconds) => {
    const { state, notBefore } = afterAttempt(attempts, retry, now, luck)
    expect(state).toBe('due')
    expect(Math.round((notBefore - now) / 1000)).toBe(seconds)
  })

  test('a receiver that never answers is tried for about five days, then given up', () => {
    fc.assert(
      fc.property(fc.array(chance, { minLength: 30, maxLength: 30 }), (chances) => {
        let at = now
        let attempts = 0
        for (const luck of chances) {
          const { state, notBefore } = afterAttempt(attempts, retry, at, luck)
          if (state === 'dead') break
          expect(notBefore).toBeGreaterThan(at)
          at = notBefore
          attempts++
        }
        expect(attempts).toBe(11)
        expect(at - now).toBeGreaterThan(3.9 * day)
        expect(at - now).toBeLessThan(6 * day)
      }),
    )
  })

  test('a time that the receiver named is never undercut, and puts off for five days at most', () => {
    let named = 0
    fc.assert(
      fc.property(fc.nat({ max: 10 }), fc.integer({ min: -day, max: 9 * day }), chance, (attempts, later, luck) => {
        const { notBefore } = afterAttempt(attempts, { ...retry, notBefore: now + later }, now, luck)
        const plain = afterAttempt(attempts, retry, now, luck).notBefore
        expect(notBefore).toBeGreaterThanOrEqual(plain)
        if (later <= 5 * day) expect(notBefore).toBeGreaterThanOrEqual(now + later)
        expect(notBefore).toBeLessThanOrEqual(Math.max(plain, now + 5 * day))
        if (notBefore === now + later) named++
      }),
    )
    expect(named).toBeGreaterThan(5)
  })

  test('naming a time does not keep a delivery alive beyond its attempts', () => {
    expect(afterAttempt(waits.length, { ...retry, notBefore: now + day }, now, 0.5).state).toBe('dead')
  })
})
