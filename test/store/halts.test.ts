import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/core/model.ts'
import type { Store } from '../../src/store/store.ts'
import { freshStore, idsOf } from './memory.ts'
import { delivery, halt, kept, monday, owedTo, subscription } from './samples.ts'

const day = 86_400_000

function withPeople(...ids: readonly string[]): Store {
  const s = freshStore()
  s.subscribe(
    ids.map((id) => subscription(id)),
    [],
    monday,
  )
  return s
}

describe('halts', () => {
  test('of names of the configuration are found without those of the store', () => {
    const s = withPeople('_a')
    for (const name of ['Team', 'team', '`odd', '~last', '_a']) s.halt(name, halt('paused', monday))
    expect([...s.configuredHalts().keys()]).toEqual(['Team', '`odd', 'team', '~last'])
  })

  test('that receivers cause are new until operators were told of them, whatever the clock says', () => {
    const s = withPeople('_a', '_b', '_c', '_d')
    s.halt('_a', halt('stopped', monday + 400 * day))
    s.halt('_d', halt('paused', monday))
    expect(s.untoldHalts(9)).toEqual({ any: true, count: 1, first: [['_a', halt('stopped', monday + 400 * day)]] })
    s.haltsTold(monday + 400 * day)
    expect(s.untoldHalts(9)).toEqual({ any: true, count: 0, first: [] })
    s.halt('_b', halt('stopped', monday + 1))
    s.halt('_c', halt('stopped', monday))
    expect(s.untoldHalts(1)).toEqual({ any: true, count: 2, first: [['_c', halt('stopped', monday)]] })
    s.haltsTold(monday)
    s.resume('_b', monday, monday)
    s.halt('_b', halt('stopped', monday + 1))
    expect(s.untoldHalts(9).first.map(([name]) => name)).toEqual(['_b'])
    for (const name of ['_a', '_b', '_c']) s.resume(name, monday, monday)
    expect(s.untoldHalts(9)).toEqual({ any: false, count: 0, first: [] })
  })
})

test('who is subscribed, and how, has another mark after each change', () => {
  const s = withPeople('_a', '_b')
  const marks = [s.subscriptionsMark()]
  const { wishes } = subscription('_a')
  for (const change of [
    () => s.subscribe([subscription('_c')], [], monday + 1),
    () => s.setWishes('_a', { ...wishes, reminders: [7] }, monday, monday + 2),
    () => s.halt('_a', halt('paused', monday + 3)),
    () => {
      s.halt('_b', halt('paused', monday + 4))
      s.resume('_a', monday, monday)
    },
    () => {
      s.leave('_c', 'left', monday)
      s.subscribe([subscription('_d', { changedAt: monday + 5 })], [], monday)
    },
  ]) {
    change()
    marks.push(s.subscriptionsMark())
  }
  expect(new Set(marks).size).toBe(marks.length)
  expect(s.subscriptionsMark()).toBe(marks.at(-1))
})

test('what a clock that was ahead made due next year is due now, and everything else when it was', () => {
  const s = freshStore()
  const furthest = { delivery: 10 * day, kept: 9 * day }
  s.owe(
    [
      delivery('late', { notBefore: monday + 370 * day }),
      delivery('far', { channel: 'post', notBefore: monday + 10 * day }),
      delivery('later', { channel: 'post', notBefore: monday + 11 * day }),
      kept(delivery('digest'), monday + 400 * day),
      kept(delivery('weekly'), monday + 9 * day),
      kept(delivery('halted'), null),
    ],
    monday,
  )
  expect(s.bringForward(monday, furthest)).toBe(3)
  expect([...idsOf(s.due(monday, 9, 'mail', [])), ...idsOf(s.due(monday, 9, 'post', []))]).toEqual(['late', 'later'])
  expect(s.keptDue(monday, 9).flatMap(({ rows }) => idsOf(rows))).toEqual(['digest'])
  expect([s.nextDue(['mail', 'post']), s.delivery('far')?.notBefore]).toEqual([null, monday + 10 * day])
  expect(s.bringForward(monday, furthest)).toBe(0)
})

test('a reminder that a halt ended does not come back with days that are wrong', () => {
  const s = withPeople('_a')
  const source = { id: 'printers', title: 'Cloud printers', page: 'https://docs.example.org/printers' }
  const reminder = { source, date: '2026-03-09', days: 7, deadlines: [], at: '2026-03-02T08:00:00Z' }
  const message: Message = { kind: 'reminder', reminder }
  s.owe([owedTo('_a', 'r', { message }), owedTo('_a', 'x')], monday)
  s.halt('_a', halt('paused', monday))
  s.resume('_a', monday + 200 * day, monday + 200 * day)
  expect(idsOf(s.due(monday + 200 * day, 9, 'mail', []))).toEqual(['x'])
})
