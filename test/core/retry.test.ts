import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/core/model.ts'
import { afterAttempt, waits } from '../../src/core/retry.ts'

const day = 86_400_000
const now = Date.UTC(2026, 2, 2, 8)
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const gone: Outcome = { kind: 'gone', why: '550 no such user' }
const retry: Outcome = { kind: 'retry', why: '451 later' }

describe('what becomes of a delivery after an attempt', () => {
  test.each<[Outcome, boolean, object]>([
    [{ kind: 'delivered', receipt: 'ok' }, false, { state: 'delivered', doubted: false }],
    [{ kind: 'delivered', receipt: 'ok' }, true, { state: 'delivered', doubted: false }],
    [{ kind: 'refused', why: '554 spam' }, false, { state: 'refused' }],
    [{ kind: 'refused', why: '554 spam' }, true, { state: 'refused' }],
    [gone, true, { state: 'gone', halts: 'stopped' }],
  ])('%o, in doubt: %s, is final at any attempt', (outcome, doubted, expected) => {
    for (const attempts of [0, 3, waits.length, 99])
      expect(afterAttempt(attempts, outcome, now, 0.5, doubted)).toEqual({ ...expected, notBefore: now })
  })

  test.each([
    [0, 48],
    [0.5, 60],
    [0.999999, 72],
  ])('who says that he is gone is in doubt, and asked again in an hour: chance %f, %i minutes', (luck, minutes) => {
    for (const attempts of [0, 5, waits.length - 1]) {
      const { notBefore, ...step } = afterAttempt(attempts, gone, now, luck, false)
      expect(step).toEqual({ state: 'due', doubted: true })
      expect(Math.round((notBefore - now) / 60_000)).toBe(minutes)
    }
  })

  test('who says so of one message, and takes others, is not asked for ever', () => {
    for (const attempts of [waits.length, 99])
      expect(afterAttempt(attempts, gone, now, 0.5, false)).toEqual({ state: 'gone', notBefore: now, halts: 'paused' })
  })

  test.each([
    [0, 0, 48],
    [0, 0.5, 60],
    [0, 0.999999, 72],
    [1, 0.5, 300],
    [4, 0.5, 10_800],
    [10, 0.5, 86_400],
  ])('attempt %i with chance %f waits %i seconds', (attempts, luck, seconds) => {
    const { state, notBefore } = afterAttempt(attempts, retry, now, luck, false)
    expect(state).toBe('due')
    expect(Math.round((notBefore - now) / 1000)).toBe(seconds)
  })

  test('a receiver that never answers is tried for about five days, then given up', () => {
    fc.assert(
      fc.property(fc.array(chance, { minLength: 30, maxLength: 30 }), (chances) => {
        let at = now
        let attempts = 0
        for (const luck of chances) {
          const { state, notBefore } = afterAttempt(attempts, retry, at, luck, false)
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
        const { notBefore } = afterAttempt(attempts, { ...retry, notBefore: now + later }, now, luck, false)
        const plain = afterAttempt(attempts, retry, now, luck, false).notBefore
        expect(notBefore).toBeGreaterThanOrEqual(plain)
        if (later <= 5 * day) expect(notBefore).toBeGreaterThanOrEqual(now + later)
        expect(notBefore).toBeLessThanOrEqual(Math.max(plain, now + 5 * day))
        if (notBefore === now + later) named++
      }),
    )
    expect(named).toBeGreaterThan(5)
  })

  test('naming a time does not keep a delivery alive beyond its attempts, and who failed to the end is paused', () => {
    for (const doubted of [false, true]) {
      const last = afterAttempt(waits.length, { ...retry, notBefore: now + day }, now, 0.5, doubted)
      expect(last).toEqual({ state: 'dead', notBefore: now, halts: 'paused' })
    }
  })

  test('trouble of ours is no fault of the receiver: tried every three hours without end, and nobody is paused or doubted', () => {
    fc.assert(
      fc.property(fc.nat({ max: 400 }), chance, fc.boolean(), (attempts, luck, doubted) => {
        const { notBefore, ...step } = afterAttempt(attempts, { ...retry, ours: true }, now, luck, doubted)
        expect(step).toEqual({ state: 'due', ...(attempts >= 4 && { attempts }) })
        const wait = waits[Math.min(attempts, 4)] ?? 0
        expect(Math.abs(notBefore - now - wait)).toBeLessThanOrEqual(0.2 * wait + 1)
      }),
    )
  })

  test('after weeks of trouble of ours a receiver still has four days for its own', () => {
    let attempts = 0
    for (let n = 0; n < 200; n++)
      attempts = afterAttempt(attempts, { ...retry, ours: true }, now, 0.5, false).attempts ?? attempts + 1
    let at = now
    for (let step = afterAttempt(attempts, retry, at, 0.5, false); step.state === 'due'; attempts++) {
      at = step.notBefore
      step = afterAttempt(attempts + 1, retry, at, 0.5, false)
    }
    expect(at - now).toBeGreaterThan(4 * day)
  })

  test('whatever a receiver answers, it is asked twelve times at most', () => {
    const answers = fc.array(fc.constantFrom<Outcome>(retry, { ...retry, notBefore: now }, gone), {
      ...{ minLength: 40, maxLength: 40 },
    })
    // Another message that is taken ends the doubt between two attempts.
    const others = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })
    fc.assert(
      fc.property(answers, others, chance, (given, taken, luck) => {
        let [attempts, doubted, state] = [0, false, 'due']
        while (state === 'due' && attempts < 40) {
          const step = afterAttempt(attempts, given[attempts]!, now, luck, doubted)
          doubted = !taken[attempts] && (step.doubted ?? doubted)
          state = step.state
          attempts++
        }
        expect(attempts).toBeLessThanOrEqual(12)
        expect(['dead', 'gone']).toContain(state)
      }),
    )
  })
})
