import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/core/model.ts'
import { freshStore, idsOf } from './memory.ts'
import { changeSet, delivery, halt, kept, message, monday, owedTo, subscription } from './samples.ts'

const hour = 3_600_000

describe('what is kept', () => {
  test('is due at its time, oldest first, by subscription', () => {
    const s = freshStore()
    s.owe(
      [kept(delivery('k1'), monday + hour), kept(delivery('k2', { subscription: 'later' }), monday + 2 * hour)],
      monday,
    )
    s.owe([kept(delivery('k3'), monday + hour)], monday + 1)
    expect([s.nextKept(), s.keptDue(monday + hour - 1, 9)]).toEqual([monday + hour, []])
    expect(s.keptDue(monday + hour, 9)).toEqual([
      {
        ...{ subscription: 'team', channel: 'mail', to: 'team@example.org' },
        rows: [
          { id: 'k1', message: message('k1'), createdAt: monday },
          { id: 'k3', message: message('k3'), createdAt: monday + 1 },
        ],
      },
    ])
    expect(s.keptDue(monday + 2 * hour, 9).map((one) => one.subscription)).toEqual(['team', 'later'])
    expect([s.nextDue(), s.deliveryCounts().due]).toEqual([null, 0])
  })

  test('without a time is due when it gets one', () => {
    const s = freshStore()
    s.owe([kept(delivery('k1'), null)], monday)
    expect([s.nextKept(), s.keptDue(monday + 999 * hour, 9)]).toEqual([null, []])
  })

  test('of many comes up to a number of subscriptions at a time, and each with all of its own', () => {
    const s = freshStore()
    const rows = [...Array(30).keys()].flatMap((n) => [1, 2].map((k) => kept(owedTo(`s${n}`, `k${n}-${k}`), monday)))
    s.owe(rows, monday)
    const seen: string[] = []
    for (let due = s.keptDue(monday, 7); due.length > 0; due = s.keptDue(monday, 7)) {
      expect(due.length).toBeLessThanOrEqual(7)
      for (const one of due) {
        expect(one.rows).toHaveLength(2)
        seen.push(one.subscription)
        s.gathered(idsOf(one.rows), [owedTo(one.subscription, `digest-${one.subscription}`)], monday)
      }
    }
    expect(seen.toSorted()).toEqual([...Array(30).keys()].map((n) => `s${n}`).toSorted())
  })

  test('for a name with several addresses goes to each of them', () => {
    const s = freshStore()
    s.owe(
      ['one', 'two'].map((who) => kept(delivery(who, { to: `${who}@example.org` }), monday)),
      monday,
    )
    expect(s.keptDue(monday, 9).map(({ to, rows }) => [to, idsOf(rows)])).toEqual([
      ['one@example.org', ['one']],
      ['two@example.org', ['two']],
    ])
  })
})

describe('an id', () => {
  test.each([
    ['a delivery', 'a delivery'],
    ['a delivery', 'kept'],
    ['kept', 'a delivery'],
    ['kept', 'kept'],
    ['gathered', 'a delivery'],
    ['gathered', 'kept'],
  ])('that is %s is not recorded again as %s', (first, second) => {
    const s = freshStore()
    s.owe([first === 'a delivery' ? delivery('x') : kept(delivery('x'), monday)], monday)
    if (first === 'gathered') s.gathered(['x'], [delivery('digest')], monday)
    const again = { channel: 'hook', to: 'https://hooks.example.org/x', message: message('other') }
    s.owe([second === 'kept' ? kept(delivery('x', again), monday) : delivery('x', again)], monday + 1)
    const ids = idsOf(s.deliveries({ limit: 9 }))
    expect(ids).toEqual(first === 'a delivery' ? ['x'] : first === 'gathered' ? ['digest'] : [])
    expect(s.keptDue(monday + 1, 9).flatMap((one) => idsOf(one.rows))).toEqual(first === 'kept' ? ['x'] : [])
    expect(s.dueChannels(monday + 1)).toEqual(first === 'kept' ? [] : ['mail'])
  })
})

describe('gathering', () => {
  const digest: Message = { kind: 'digest', digest: { when: 'daily', from: 'a', to: 'b', sources: [] } }

  test('makes one delivery of all, once', () => {
    const s = freshStore()
    s.owe([kept(delivery('k1'), monday), kept(delivery('k2'), monday)], monday)
    s.gathered(['k1', 'k2'], [delivery('d', { message: digest })], monday + 1)
    expect(s.due(monday + 1, 9, 'mail', [])).toMatchObject([{ id: 'd', createdAt: monday + 1, to: 'team@example.org' }])
    expect(s.delivery('d')?.message).toEqual(digest)
    expect([s.keptDue(monday + 1, 9), s.nextKept()]).toEqual([[], null])
    s.gathered(['k1', 'k2'], [delivery('e')], monday + 2)
    expect(idsOf(s.deliveries({ limit: 9 }))).toEqual(['d'])
    expect([s.keptAs('k1'), s.keptAs('k2'), s.keptAs('k3')]).toEqual([{ delivery: 'd' }, { delivery: 'd' }, undefined])
  })

  test('makes a delivery of each, under its own id, of those that still wait', () => {
    const s = freshStore()
    s.owe(
      ['k1', 'k2', 'k3'].map((id) => kept(delivery(id), monday)),
      monday,
    )
    s.gathered(['k2'], [delivery('k2')], monday)
    s.gathered(['k1', 'k2', 'k3'], [delivery('k1'), delivery('k2', { to: 'other@example.org' })], monday)
    expect(idsOf(s.deliveries({ limit: 9 }))).toEqual(['k1', 'k2'])
    expect(s.isDue('k2')).toEqual({ channel: 'mail', to: 'team@example.org' })
    expect(s.keptDue(monday, 9).flatMap((one) => idsOf(one.rows))).toEqual(['k3'])
  })

  test('of what was dropped or halted meanwhile makes nothing', () => {
    const s = freshStore()
    s.subscribe([subscription('_a'), subscription('_b')], [], monday)
    s.owe([kept(owedTo('_a', 'a'), monday), kept(owedTo('_b', 'b'), monday)], monday)
    s.leave('_a', 'left', monday)
    s.halt('_b', halt('paused', monday))
    s.gathered(['a'], [owedTo('_a', 'digest-a')], monday)
    s.gathered(['b'], [owedTo('_b', 'digest-b')], monday)
    expect(s.deliveries({ limit: 9 })).toEqual([])
    s.resume('_b', monday + hour, monday)
    expect(idsOf(s.keptDue(monday + hour, 9)[0]?.rows ?? [])).toEqual(['b'])
  })
})

describe('messages', () => {
  test('that many get are one, and the same object while they are remembered', () => {
    const s = freshStore()
    const set = changeSet('one')
    s.owe(
      ['a', 'b'].map((id) => delivery(id, { subscription: id, message: { kind: 'changes', changeSet: set } })),
      monday,
    )
    const [a, b] = s.due(monday, 9, 'mail', [])
    expect(a?.hash).toBe(b?.hash)
    expect(s.message(a?.hash ?? '')).toBe(s.message(b?.hash ?? ''))
    expect(s.message(a?.hash ?? '')).toEqual({ kind: 'changes', changeSet: set })
    expect(() => s.message('nothing')).toThrow('nothing')
  })

  test('of megabytes are forgotten again, and read again', () => {
    const s = freshStore()
    const page = 'x'.repeat(3_000_000)
    const large = (id: string): Message => ({ kind: 'test', at: `${id} ${page}` })
    s.owe(
      ['a', 'b', 'c'].map((id) => delivery(id, { message: large(id) })),
      monday,
    )
    const [a = '', b = '', c = ''] = s.due(monday, 9, 'mail', []).map(({ hash }) => hash)
    const first = s.message(a)
    expect(s.message(a)).toBe(first)
    for (const hash of [b, c]) s.message(hash)
    expect(s.message(a)).not.toBe(first)
    expect(s.message(a)).toEqual(first)
    const [last, again] = [s.message(c), s.message(a)]
    expect([s.message(c), s.message(a)]).toEqual([last, again])
    expect(s.message(c)).toBe(last)
  })

  test('have one text per channel, the first that was made of them', () => {
    const s = freshStore()
    s.owe([delivery('a')], monday)
    const hash = s.due(monday, 9, 'mail', [])[0]?.hash ?? ''
    expect(s.rendering(hash, 'mail')).toBeNull()
    expect([s.keepRendering(hash, 'mail', 'first'), s.keepRendering(hash, 'mail', 'second')]).toEqual([
      'first',
      'first',
    ])
    expect(s.keepRendering(hash, 'hook', 'other')).toBe('other')
    expect([s.rendering(hash, 'mail'), s.rendering(hash, 'hook')]).toEqual(['first', 'other'])
  })
})
