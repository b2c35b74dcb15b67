import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { NewDelivery, Store } from '../../src/store/store.ts'
import { freshStore, idsOf } from './memory.ts'
import { delivery, message, monday } from './samples.ts'

const news = message('news')

function owed(id: string, lane: string, notBefore = monday, subscription = `to-${id}`): NewDelivery {
  return delivery(id, { subscription, to: `${id}@${lane}`, message: news, notBefore })
}

function send(s: Store, ids: readonly string[]): void {
  const attempt = { at: monday, outcome: 'delivered', answer: 'ok' }
  s.attemptedAll(ids.map((id) => ({ id, attempt, next: { state: 'delivered', notBefore: monday } })))
}

/** Round and round the lanes, the oldest of each, without lanes that have nothing left. */
function expectedOrder(rows: readonly NewDelivery[]): readonly string[] {
  const lanes = new Map<string, NewDelivery[]>()
  const oldest = rows.toSorted((a, b) => (a.notBefore ?? 0) - (b.notBefore ?? 0))
  for (const row of oldest) {
    const lane = row.to.split('@')[1] ?? ''
    lanes.set(lane, [...(lanes.get(lane) ?? []), row])
  }
  const names = [...lanes.keys()].sort()
  const order: string[] = []
  for (let turn = 0; order.length < rows.length; turn++)
    for (const name of names) order.push(...(lanes.get(name)?.slice(turn, turn + 1) ?? []).map(({ id }) => id))
  return order
}

test('lanes take turns, however much each call takes and however long the queue is', () => {
  let long = 0
  const spread = fc.array(fc.tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 5,
    maxLength: 90,
    size: 'max',
  })
  fc.assert(
    fc.property(spread, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }), (places, limits) => {
      const rows = places.map(([lane, age], n) => owed(`d${n}`, `lane-${lane}.example`, monday - age))
      const s = openStore(':memory:')
      s.owe([...rows, ...rows.map(({ id }) => owed(`later-${id}`, `lane-${id}.example`, monday + 1))], monday)
      const order: string[] = []
      for (let call = 0; order.length < rows.length; call++) {
        const limit = limits[call % limits.length] ?? 1
        if (rows.length - order.length > 8 * limit) long++
        const due = idsOf(s.due(monday, limit, 'mail', []))
        expect(due).toHaveLength(Math.min(limit, rows.length - order.length))
        send(s, due)
        order.push(...due)
      }
      expect(s.due(monday, 9, 'mail', [])).toEqual([])
      s.close()
      expect(order).toEqual(expectedOrder(rows))
    }),
    { numRuns: 60 },
  )
  expect(long).toBeGreaterThan(100)
})

test('a full lane does not keep a small one waiting behind thousands in which nothing is due yet', () => {
  const s = freshStore()
  s.owe(
    [...Array(2500).keys()].map((n) => owed(`later-${n}`, `l${n}.example`, monday + 1)),
    monday,
  )
  s.owe(
    [...Array(100).keys()].map((n) => owed(`big-${n}`, 'a.example', monday - 1)),
    monday,
  )
  s.owe([owed('small', 'l1700.example')], monday)
  const seen: string[] = []
  for (let call = 0; call < 4; call++) {
    const due = idsOf(s.due(monday, 2, 'mail', []))
    expect(due.length).toBeGreaterThan(0)
    send(s, due)
    seen.push(...due)
  }
  expect(seen).toContain('small')
})

test('each channel has a ring of its own', () => {
  const s = freshStore()
  s.owe(
    ['a', 'b', 'c'].map((id) => owed(id, `${id}.example`)),
    monday,
  )
  s.owe(
    ['d', 'e'].map((id) => ({ ...owed(id, `${id}.example`), channel: 'post' })),
    monday,
  )
  expect(['mail', 'post', 'mail', 'post'].flatMap((channel) => idsOf(s.due(monday, 1, channel, [])))).toEqual([
    'a',
    'd',
    'b',
    'e',
  ])
})

test('within a lane each subscription has its first before any has its second', () => {
  const s = freshStore()
  s.owe(
    [...Array(6).keys()].map((n) => owed(`big-${n}`, 'a.example', monday, 'big')),
    monday,
  )
  s.owe([owed('small', 'a.example', monday + 1), owed('else', 'b.example', monday + 1)], monday)
  expect(idsOf(s.due(monday + 1, 4, 'mail', []))).toEqual(['big-0', 'else', 'small', 'big-1'])
})

test.each([20, 2])(
  'whoever is being sent to is left out, and so is a lane that holds nothing else (%i at a time)',
  (limit) => {
    const s = freshStore()
    s.owe(
      [...Array(50).keys()].map((n) => owed(`busy-${n}`, 'a.example', monday, n % 2 === 0 ? 'one' : 'two')),
      monday,
    )
    s.owe([owed('free', 'b.example')], monday)
    expect(idsOf(s.due(monday, limit, 'mail', ['one', 'two', 'three']))).toEqual(['free'])
    expect(new Set(s.due(monday, limit, 'mail', ['one']).map((one) => one.subscription))).toEqual(
      new Set(['two', 'to-free']),
    )
  },
)

test('a message that was put off is due then, and one that is over is not put off', () => {
  const s = freshStore()
  s.owe([owed('a', 'a.example'), owed('b', 'a.example')], monday)
  send(s, ['b'])
  for (const id of ['a', 'b']) s.postpone(id, monday + 7)
  expect([s.due(monday + 6, 9, 'mail', []), s.nextDue()]).toEqual([[], monday + 7])
  expect(s.due(monday + 7, 9, 'mail', [])).toMatchObject([{ id: 'a', attempts: 0, state: 'due' }])
  expect(s.delivery('b')).toMatchObject({ state: 'delivered', notBefore: monday })
})

test('what was tried before is retrying, in every list, and counted as due', () => {
  const s = freshStore()
  s.owe([owed('a', 'a.example'), owed('b', 'a.example')], monday)
  s.attempted('b', { at: monday, outcome: 'retry', answer: '451' }, { state: 'due', notBefore: monday })
  expect(s.due(monday, 9, 'mail', []).map(({ id, state }) => [id, state])).toEqual([
    ['a', 'due'],
    ['b', 'retrying'],
  ])
  expect(s.delivery('b')?.state).toBe('retrying')
  expect([
    idsOf(s.deliveries({ state: 'due', limit: 9 })),
    idsOf(s.deliveries({ state: 'retrying', limit: 9 })),
  ]).toEqual([['b', 'a'], ['b']])
  expect(s.deliveryCounts().due).toBe(2)
  s.retry('b', monday)
  expect(s.delivery('b')?.state).toBe('due')
})
