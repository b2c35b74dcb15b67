import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/core/model.ts'
import { freshStore } from './memory.ts'
import { freshPath } from './place.ts'
import { changeSet, halt, kept, monday, owedTo, subscription } from './samples.ts'

const hour = 3_600_000

const request: Message = {
  kind: 'confirmation',
  confirmation: { kind: 'new', wishes: ['everything'], expires: null, at: '2026-03-02T08:00:00Z' },
}

describe('whoever leaves', () => {
  const answered = (answer: string) => ({ at: monday, outcome: 'retry', answer })

  test('is owed nothing more, and only that', () => {
    const s = freshStore()
    s.subscribe([subscription('_a'), subscription('_b')], [], monday)
    s.owe(
      [owedTo('_a', 'done'), owedTo('_a', 'due'), kept(owedTo('_a', 'waits'), monday), owedTo('_b', 'other')],
      monday,
    )
    s.attempted('done', answered('ok'), { state: 'delivered', notBefore: monday, doubted: true })
    expect(s.leave('_a', 'left by the link', monday + hour)).toBe(true)
    expect([s.subscription('_a'), s.standing('_a'), s.nextKept()]).toEqual([
      null,
      { doubtedAt: null, halt: null },
      null,
    ])
    expect(s.delivery('due')).toMatchObject({ state: 'gone', last: 'left by the link', notBefore: monday + hour })
    expect(s.delivery('done')).toMatchObject({ state: 'delivered', last: 'ok' })
    expect([s.isDue('due'), s.isDue('other')]).toEqual([null, { channel: 'mail', to: 'b@example.org' }])
    expect(s.leave('_a', 'left', monday)).toBe(false)
  })

  test.each([
    [
      'a mail address',
      'Ann.O+x@M\u00fcnchen.example',
      '550 5.1.1 <ann.o+x@xn--mnchen-3ya.example>: no such user',
      '550 5.1.1 <\u2026>: no such user',
    ],
    [
      'a mail address as it was given',
      'ann@example.org',
      'RCPT TO:<ANN@Example.org> and ann@example.org',
      'RCPT TO:<\u2026> and \u2026',
    ],
    [
      'a URL',
      'https://hooks.example.org/a(b)?c=[d]',
      'POST https://hooks.example.org/a(b)?c=[d] said 500',
      'POST \u2026 said 500',
    ],
    ['nobody', 'ann@example.org', '451 greylisted, annexample.org', '451 greylisted, annexample.org'],
  ])('takes his address along, also where an answer names %s', (_, to, answer, left) => {
    const s = freshStore()
    s.subscribe([subscription('_a', { to })], [], monday)
    s.owe([owedTo('_a', 'x', { to }), owedTo('_a', 'y', { to })], monday)
    s.attempted('x', answered(answer), { state: 'refused', notBefore: monday })
    s.attempted('y', answered(answer), { state: 'due', notBefore: monday + hour })
    s.leave('_a', 'left', monday)
    expect(s.delivery('x')).toMatchObject({ to: '', last: left, history: [{ answer: left }] })
    expect(s.delivery('y')).toMatchObject({ to: '', last: 'left', history: [{ answer: left }] })
  })

  test('takes an address along that he had before', () => {
    const s = freshStore()
    s.subscribe([subscription('_a')], [], monday)
    s.owe([owedTo('_a', 'x')], monday)
    s.subscribe([subscription('_a', { to: 'new@example.org' })], [], monday)
    s.leave('_a', 'left', monday)
    expect(s.deliveries({ limit: 9 })).toMatchObject([{ id: 'x', to: '' }])
  })

  test('does not come back by a message that was on its way, nor by operators who send everything again', () => {
    const s = freshStore()
    s.subscribe([subscription('_a')], [], monday)
    s.owe([owedTo('_a', 'x'), owedTo('_a', 'y')], monday)
    s.leave('_a', 'left', monday)
    const stopped = { state: 'due', notBefore: monday, doubted: true, halt: halt('stopped', monday) } as const
    s.attempted('x', answered('550 a@example.org is unknown'), stopped)
    s.attempted('y', answered('250 ok'), { state: 'delivered', notBefore: monday })
    s.doubt('_a', monday)
    s.halt('_a', halt('paused', monday))
    expect([s.standing('_a'), [...s.halted()]]).toEqual([{ doubtedAt: null, halt: null }, []])
    expect(s.delivery('x')).toMatchObject({ state: 'gone', last: 'left', history: [{ outcome: 'retry', answer: '' }] })
    expect(s.delivery('y')).toMatchObject({ state: 'gone', last: 'left' })
    expect([s.retry('all', monday), s.retry('x', monday)]).toEqual([0, 0])
  })

  test('leaves no trace of the address in the file', () => {
    const path = freshPath('store.db')
    const s = freshStore(path)
    const to = 'somebody-special@example.org'
    s.subscribe([subscription('_a', { to })], [owedTo('_a', 'ask', { to, message: request })], monday)
    s.publish(
      { source: 'printers', commit: 'c', snapshot: '' },
      changeSet('one'),
      [owedTo('_a', 'x', { to }), kept(owedTo('_a', 'k', { to }), monday), kept(owedTo('_a', 'l', { to }), monday)],
      monday,
    )
    s.gathered(['k'], [owedTo('_a', 'k', { to })], monday)
    s.attempted('x', answered(`<${to}> is full`), { state: 'due', notBefore: monday, doubted: true })
    s.halt('_a', halt('paused', monday, `asked for by ${to}`))
    s.leave('_a', 'left', monday)
    const db = new DatabaseSync(path)
    const tables = db.prepare(`select name from sqlite_schema where type = 'table'`).all()
    const everything = tables.flatMap(({ name }) => db.prepare(`select * from ${name}`).all())
    db.close()
    expect(tables.length).toBeGreaterThan(12)
    expect(JSON.stringify(everything)).not.toContain('special')
  })
})
