import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { NewDelivery, Store } from '../../src/store/store.ts'
import { freshPath } from './place.ts'
import { alert, body, changeSet, delivery, fault, message, monday } from './samples.ts'

const hour = 3_600_000

function store(): Store {
  const opened = openStore(':memory:')
  onTestFinished(opened.close)
  return opened
}

const mark = { source: 'printers', commit: 'c1', snapshot: '{"entries":[]}' }

function ids(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map((row) => row.id)
}

describe('what is known of sources', () => {
  test('the GUID of the installation is made once and survives', () => {
    const path = freshPath('store.db')
    const first = openStore(path)
    const made = first.clientId()
    first.close()
    const second = openStore(path)
    onTestFinished(second.close)
    expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(second.clientId()).toBe(made)
  })

  test('a verified source keeps its body facts, and new validators replace old ones only where they are given', () => {
    const s = store()
    s.dealtWith('printers', body('one'), {
      state: 'etag-1',
      digest: 'd1',
      reader: 3,
      at: monday,
      changed: true,
      complaints: 0,
    })
    s.failed('printers', monday + hour, monday + 2 * hour)
    s.failed('printers', monday + 2 * hour, null)
    expect(s.sources().get('printers')).toEqual({
      id: 'printers',
      state: 'etag-1',
      digest: 'd1',
      reader: 3,
      complaints: 0,
      checkedAt: monday + 2 * hour,
      verifiedAt: monday,
      changedAt: monday,
      failures: 2,
      notBefore: null,
    })
    s.verified([{ id: 'printers' }, { id: 'scanners', state: 'etag-7', digest: 'd7' }], monday + 3 * hour)
    expect(s.sources().get('printers')).toMatchObject({
      state: 'etag-1',
      digest: 'd1',
      failures: 0,
      verifiedAt: monday + 3 * hour,
    })
    expect(s.sources().get('scanners')).toMatchObject({ state: 'etag-7', digest: 'd7', reader: null, changedAt: null })
  })

  test('a body dealt with again without a change keeps the time of the last change', () => {
    const s = store()
    s.dealtWith('printers', body('one'), {
      state: 'a',
      digest: 'd1',
      reader: 3,
      at: monday,
      changed: true,
      complaints: 0,
    })
    s.dealtWith('printers', body('two'), {
      state: 'b',
      digest: 'd2',
      reader: 4,
      at: monday + hour,
      changed: false,
      complaints: 0,
    })
    expect(s.sources().get('printers')).toMatchObject({
      state: 'b',
      reader: 4,
      changedAt: monday,
      verifiedAt: monday + hour,
    })
  })

  test('many sources are verified all or none', () => {
    const s = store()
    const wrong = { id: 'b', state: Symbol('not text') as unknown as string }
    expect(() => s.verified([{ id: 'a' }, wrong], monday)).toThrow()
    expect([...s.sources().keys()]).toEqual([])
  })

  test.each([
    ['one part', body('caf\u00e9 | *.example.net')],
    ['empty', body('')],
    ['with includes', body('page', 'first', '', 'third')],
    [
      'binary',
      { parts: [{ ...body('x').parts[0], bytes: Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256) }] },
    ],
  ] as const)('a body comes back byte for byte: %s', (_, given) => {
    const s = store()
    s.dealtWith('printers', given, { state: 'a', digest: 'd', reader: 1, at: monday, changed: true, complaints: 0 })
    expect(s.lastBody('printers')).toEqual(given)
    expect(s.lastBody('nobody')).toBeNull()
  })
})

describe('held readings', () => {
  const held = {
    source: 'printers',
    since: monday,
    digest: 'd1',
    state: 's',
    reasons: ['lost half'],
    body: body('x'),
  }

  test('are kept with their body until they are released', () => {
    const s = store()
    s.hold(held)
    expect(s.held()).toEqual([{ ...held, accepted: false }])
    s.release('printers')
    expect(s.held()).toEqual([])
  })

  test('an acceptance counts for the body that was seen, and for no other', () => {
    const s = store()
    expect(s.accept('printers')).toBe(false)
    s.hold(held)
    expect(s.accept('printers')).toBe(true)
    s.hold(held)
    expect(s.held()[0]?.accepted).toBe(true)
    s.hold({ ...held, digest: 'd2' })
    expect(s.held()[0]?.accepted).toBe(false)
  })
})

describe('publishing', () => {
  test('a baseline sets the mark and tells nobody', () => {
    const s = store()
    expect(s.mark('printers')).toBeNull()
    s.publish(mark, null, [], monday)
    expect(s.mark('printers')).toEqual(mark)
    expect(s.nextDue()).toBeNull()
  })

  test('a change set is there with its deliveries and its mark', () => {
    const s = store()
    const set = changeSet('one')
    s.publish(mark, set, [delivery('x1', { message: { kind: 'changes', changeSet: set } })], monday)
    expect(s.changeSets({ limit: 9 })).toEqual([set])
    expect(s.mark('printers')).toEqual(mark)
    expect(s.delivery('x1')).toEqual({
      id: 'x1',
      subscription: 'team',
      channel: 'mail',
      to: 'team@example.org',
      message: { kind: 'changes', changeSet: set },
      state: 'due',
      createdAt: monday,
      attempts: 0,
      notBefore: monday,
      last: null,
      history: [],
    })
  })

  test('nothing of it is there when one delivery cannot be written', () => {
    const s = store()
    const broken = { ...delivery('x2'), to: Symbol('not text') as unknown as string }
    expect(() => s.publish(mark, changeSet('one'), [delivery('x1'), broken], monday)).toThrow()
    expect([s.changeSets({ limit: 9 }), s.mark('printers'), s.delivery('x1')]).toEqual([[], null, null])
  })

  test('a change set that is there already is not told again, not even to newcomers', () => {
    const s = store()
    s.publish(mark, changeSet('one'), [delivery('x1')], monday)
    s.attempted('x1', { at: monday, outcome: 'delivered', answer: 'ok' }, { state: 'delivered', notBefore: monday })
    s.publish({ ...mark, commit: 'c2' }, changeSet('one'), [delivery('x1'), delivery('x9')], monday + hour)
    expect(s.changeSets({ limit: 9 })).toHaveLength(1)
    expect(ids(s.deliveries({ limit: 9 }))).toEqual(['x1'])
    expect(s.delivery('x1')?.state).toBe('delivered')
    expect(s.mark('printers')?.commit).toBe('c2')
  })

  test('change sets are listed newest first, by source and by the time they were seen', () => {
    const s = store()
    for (const [id, source, at] of [
      ['a', 'printers', 0],
      ['b', 'scanners', 1],
      ['c', 'printers', 2],
    ] as const)
      s.publish({ ...mark, source }, changeSet(id, source, monday + at * hour), [], monday + at * hour)
    expect(ids(s.changeSets({ limit: 9 }))).toEqual(['c', 'b', 'a'])
    expect(ids(s.changeSets({ limit: 1 }))).toEqual(['c'])
    expect(ids(s.changeSets({ source: 'printers', limit: 9 }))).toEqual(['c', 'a'])
    expect(ids(s.changeSets({ since: monday + hour, limit: 9 }))).toEqual(['c', 'b'])
  })
})

describe('trouble', () => {
  test('is open from its beginning to its end, and every step owes its deliveries', () => {
    const s = store()
    s.alert('printers', fault('http-404'), alert('a1', 'http-404'), [delivery('d1')], monday)
    expect(s.openAlerts()).toEqual([
      { id: 'a1', place: 'printers', fault: fault('http-404'), since: monday, toldAt: monday },
    ])
    s.alert('printers', fault('http-500'), alert('a2', 'http-500', 'changes'), [delivery('d2')], monday)
    expect(s.openAlerts()).toMatchObject([{ id: 'a2', fault: { code: 'http-500' } }])
    s.alert('printers', null, alert('a3', 'http-500', 'ends'), [delivery('d3')], monday)
    expect(s.openAlerts()).toEqual([])
    expect(ids(s.deliveries({ limit: 9 }))).toEqual(['d3', 'd2', 'd1'])
  })
})

describe('deliveries', () => {
  function owing(s: Store, rows: readonly NewDelivery[], at = monday): void {
    s.publish(mark, changeSet(`of-${at}-${rows[0]?.id}`), rows, at)
  }

  test('are due oldest first when their time has come', () => {
    const s = store()
    owing(s, [delivery('late', { subscription: 'b' })], monday + hour)
    owing(s, [delivery('early', { subscription: 'a' })], monday)
    expect(s.nextDue()).toBe(monday)
    expect(ids(s.due(monday - 1, 9, 'mail', []))).toEqual([])
    expect(ids(s.due(monday, 9, 'mail', []))).toEqual(['early'])
    expect(ids(s.due(monday + hour, 9, 'mail', []))).toEqual(['early', 'late'])
    expect(s.message(s.due(monday, 9, 'mail', [])[0]?.hash ?? '')).toEqual(message('early'))
  })

  test('a subscription with a backlog does not stand in the way of the others', () => {
    const s = store()
    owing(
      s,
      [...Array(10).keys()].map((n) => delivery(`big-${n}`, { subscription: 'big' })),
      monday,
    )
    owing(s, [delivery('small', { subscription: 'small' })], monday + 1)
    expect(ids(s.due(monday + 1, 3, 'mail', []))).toEqual(['big-0', 'small', 'big-1'])
  })

  test('can be asked for by channel, without those who are being served', () => {
    const s = store()
    owing(s, [
      delivery('m1', { subscription: 'a' }),
      delivery('h1', { subscription: 'b', channel: 'hook' }),
      delivery('h2', { subscription: 'c', channel: 'hook' }),
    ])
    expect(ids(s.due(monday, 9, 'hook', []))).toEqual(['h1', 'h2'])
    expect(ids(s.due(monday, 9, 'hook', ['b', 'x']))).toEqual(['h2'])
    expect(ids(s.due(monday, 9, 'mail', ['a']))).toEqual([])
    expect([s.dueChannels(monday), s.dueChannels(monday - 1)]).toEqual([['hook', 'mail'], []])
    expect([s.nextDue(['mail']), s.nextDue(['mail', 'hook'])]).toEqual([monday, null])
  })

  test('every attempt is kept', () => {
    const s = store()
    owing(s, [delivery('d1')])
    s.attempted('d1', { at: monday, outcome: 'retry', answer: '451 later' }, { state: 'due', notBefore: monday + hour })
    expect(s.due(monday, 9, 'mail', [])).toEqual([])
    expect(s.nextDue()).toBe(monday + hour)
    s.attempted(
      'd1',
      { at: monday + hour, outcome: 'delivered', answer: '250 ok' },
      { state: 'delivered', notBefore: monday + hour },
    )
    expect(s.delivery('d1')).toMatchObject({
      state: 'delivered',
      attempts: 2,
      last: '250 ok',
      history: [
        { at: monday, outcome: 'retry', answer: '451 later' },
        { at: monday + hour, outcome: 'delivered', answer: '250 ok' },
      ],
    })
    expect(s.nextDue()).toBeNull()
  })

  test('are listed newest first by state and subscription', () => {
    const s = store()
    owing(s, [delivery('d1'), delivery('d2', { subscription: 'other' }), delivery('d3')])
    s.attempted('d3', { at: monday, outcome: 'refused', answer: '554' }, { state: 'refused', notBefore: monday })
    expect(ids(s.deliveries({ limit: 2 }))).toEqual(['d3', 'd2'])
    expect(ids(s.deliveries({ state: 'due', limit: 9 }))).toEqual(['d2', 'd1'])
    expect(ids(s.deliveries({ state: 'due', subscription: 'team', limit: 9 }))).toEqual(['d1'])
    expect(s.delivery('nobody')).toBeNull()
  })

  test('retry makes the failed ones due and starts their schedule anew; what was delivered is resent only when named', () => {
    const s = store()
    owing(s, [delivery('ok'), delivery('dead'), delivery('gone'), delivery('refused'), delivery('due')])
    for (const [id, state] of [
      ['ok', 'delivered'],
      ['dead', 'dead'],
      ['gone', 'gone'],
      ['refused', 'refused'],
    ] as const)
      s.attempted(id, { at: monday, outcome: 'x', answer: 'x' }, { state, notBefore: monday })
    s.attempted('due', { at: monday, outcome: 'retry', answer: 'x' }, { state: 'due', notBefore: monday + 9 * hour })
    expect(s.retry('all', monday + hour)).toBe(3)
    expect(ids(s.due(monday + hour, 9, 'mail', [])).toSorted()).toEqual(['dead', 'gone', 'refused'])
    expect(s.delivery('dead')).toMatchObject({ attempts: 0, history: [{ outcome: 'x' }] })
    expect([s.retry('ok', monday), s.retry('due', monday), s.retry('nobody', monday)]).toEqual([1, 1, 0])
    expect(ids(s.due(monday, 9, 'mail', [])).toSorted()).toEqual(['due', 'ok'])
  })
})
