import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { freshStore } from './memory.ts'
import { freshPath } from './place.ts'
import { monday } from './samples.ts'

test('a burst is allowed at once, and then one more each interval', () => {
  const s = freshStore()
  const at = (ms: number, key = 'k') => s.allow(key, { burst: 3, every: 1000 }, monday + ms)
  expect([at(0), at(0), at(1), at(2), at(999)]).toEqual([true, true, true, false, false])
  expect([at(1000), at(1001), at(2000), at(2001)]).toEqual([true, false, true, false])
  expect([at(2001, 'other'), at(99_000), at(99_000), at(99_000), at(99_000)]).toEqual([true, true, true, true, false])
})

/** A bucket that holds `burst` and is filled by one each `every`: the same law, told another way. */
function bucket({ burst, every }: { readonly burst: number; readonly every: number }): (now: number) => boolean {
  let held = burst
  let last = 0
  return (now) => {
    held = Math.min(burst, held + (now - last) / every)
    last = now
    // Fractions add up to a hair less than a whole.
    if (held < 1 - 1e-6) return false
    held -= 1
    return true
  }
}

test('is what a bucket that fills evenly allows, key by key', () => {
  let refused = 0
  const limit = fc.record({ burst: fc.integer({ min: 1, max: 5 }), every: fc.integer({ min: 1, max: 50 }) })
  const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 40 })), {
    minLength: 20,
    maxLength: 60,
  })
  fc.assert(
    fc.property(limit, steps, (each, uses) => {
      const s = openStore(':memory:')
      const buckets = { a: bucket(each), b: bucket(each) }
      let now = monday
      for (const [key, later] of uses) {
        now += later
        const allowed = s.allow(key, each, now)
        if (!allowed) refused++
        expect(allowed).toBe(buckets[key](now))
      }
      s.close()
    }),
  )
  expect(refused).toBeGreaterThan(100)
})

test('a clock that is set back by a day locks nobody out for that day', () => {
  const s = freshStore()
  const limit = { burst: 2, every: 1000 }
  for (let use = 0; use < 3; use++) s.allow('k', limit, monday + 86_400_000)
  expect([0, 0, 0, 1000].map((ms) => s.allow('k', limit, monday + ms))).toEqual([true, true, false, true])
})

test('is remembered by the next process, and forgotten when it says nothing any more', () => {
  const path = freshPath('store.db')
  const first = freshStore(path)
  expect(first.allow('k', { burst: 1, every: 60_000 }, monday)).toBe(true)
  const second = freshStore(path)
  expect(second.allow('k', { burst: 1, every: 60_000 }, monday + 1)).toBe(false)
  second.allow('long', { burst: 1, every: 999_999_999 }, monday)
  for (let n = 0; n < 2000; n++) second.allow(`key-${n}`, { burst: 1, every: 1 }, monday + 100_000 + 10 * n)
  expect(second.allow('k', { burst: 1, every: 60_000 }, monday + 1)).toBe(true)
  expect(second.allow('long', { burst: 1, every: 999_999_999 }, monday + 200_000)).toBe(false)
})
