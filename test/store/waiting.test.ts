import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { delivery, monday } from './samples.ts'

let store: Store
beforeEach(() => {
  store = openStore(':memory:')
})
afterEach(() => store.close())

const kept = (id: string, subscription: string) => ({
  ...delivery(id, { subscription }),
  kept: true as const,
  notBefore: monday + 1,
})

test('what is on its way and what is kept are counted for one subscription, and not for others', () => {
  store.owe([delivery('a'), delivery('b'), kept('c', 'team'), delivery('d', { subscription: 'other' })], monday)
  store.attempted('b', { at: monday, outcome: 'delivered', answer: '' }, { state: 'delivered', notBefore: monday })
  expect([store.waiting('team'), store.waiting('other'), store.waiting('nobody')]).toEqual([
    { due: 1, kept: 1 },
    { due: 1, kept: 0 },
    { due: 0, kept: 0 },
  ])
})

test('while it is halted, what would be sent again is counted, and what failed long before is not', () => {
  store.owe([delivery('old')], monday)
  store.attempted('old', { at: monday, outcome: 'refused', answer: '' }, { state: 'dead', notBefore: monday })
  store.owe([delivery('a'), delivery('b')], monday)
  store.halt('team', { kind: 'paused', by: 'operator', why: 'holiday', at: monday })
  const before = store.waiting('team')
  store.resume('team', monday, monday)
  expect([before, store.waiting('team')]).toEqual([
    { due: 2, kept: 0 },
    { due: 2, kept: 0 },
  ])
})

test('an id that was kept leads to the delivery that it became part of', () => {
  store.owe([kept('a', 'team'), kept('b', 'team')], monday)
  expect(store.keptAs('a')).toEqual({ delivery: null })
  store.gathered(['a', 'b'], [delivery('digest')], monday)
  expect([store.keptAs('a'), store.keptAs('b'), store.keptAs('c')]).toEqual([
    { delivery: 'digest' },
    { delivery: 'digest' },
    undefined,
  ])
})
