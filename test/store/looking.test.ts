import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { migrations } from '../../src/store/migrations.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { freshPath } from './place.ts'
import { body, changeSet, delivery, monday } from './samples.ts'

const hour = 3_600_000

function store(path = ':memory:'): Store {
  const opened = openStore(path)
  onTestFinished(opened.close)
  return opened
}

function withChangeSets(): Store {
  const s = store()
  const sets = [
    changeSet('one', 'printers', monday),
    changeSet('two', 'scanners', monday + 3 * hour),
    // A person merged an older commit: seen earlier, published later.
    changeSet('three', 'printers', monday - 9 * hour),
    changeSet('four', 'printers', monday + hour),
  ]
  for (const [n, set] of sets.entries())
    s.publish({ source: set.source.id, commit: set.commit, snapshot: '' }, set, [], monday + (5 + n) * hour)
  return s
}

describe('change sets', () => {
  const ids = (s: Store, filter: Parameters<Store['published']>[0]) =>
    s.published(filter).map((row) => row.changeSet.id)

  test('one is found by its id, and an unknown id is nothing', () => {
    const s = withChangeSets()
    expect(s.changeSet('two')).toEqual(changeSet('two', 'scanners', monday + 3 * hour))
    expect(s.changeSet('five')).toBeNull()
  })

  test('pages follow the order of publishing and lose and repeat nothing, whatever is published meanwhile', () => {
    const s = withChangeSets()
    expect(s.published({ limit: 1 })[0]).toMatchObject({ changeSet: { id: 'four' }, publishedAt: monday + 8 * hour })
    expect(ids(s, { limit: 3 })).toEqual(['four', 'three', 'two'])
    s.publish({ source: 'printers', commit: 'x', snapshot: '' }, changeSet('five'), [], monday + 9 * hour)
    expect(ids(s, { limit: 3, before: 'two' })).toEqual(['one'])
    expect(ids(s, { source: 'printers', limit: 2, before: 'four' })).toEqual(['three', 'one'])
    expect(ids(s, { limit: 3, before: 'one' })).toEqual([])
    expect(ids(s, { limit: 3, before: 'nobody' })).toEqual([])
  })

  test('those of a source from one on come in the order of publishing', () => {
    const s = withChangeSets()
    const from = (id: string) => s.changeSetsFrom(id).map((set) => set.id)
    expect([from('one'), from('three'), from('two'), from('nobody')]).toEqual([
      ['one', 'three', 'four'],
      ['three', 'four'],
      ['two'],
      [],
    ])
  })

  test('all since a time come oldest first, also when there are many and more are published meanwhile', () => {
    const s = withChangeSets()
    const since = (at: number) => [...s.publishedSince(at)].map((row) => row.changeSet.id)
    expect(since(monday + 7 * hour)).toEqual(['three', 'four'])
    expect(since(monday + 99 * hour)).toEqual([])
    for (let n = 0; n < 70; n++)
      s.publish({ source: 'printers', commit: `${n}`, snapshot: '' }, changeSet(`n${n}`), [], monday + 10 * hour)
    const seen: string[] = []
    for (const { changeSet: set, publishedAt } of s.publishedSince(monday + 9 * hour)) {
      expect(publishedAt).toBeGreaterThanOrEqual(monday + 10 * hour)
      if (seen.length === 0)
        s.publish({ source: 'printers', commit: 'x', snapshot: '' }, changeSet('late'), [], monday + 11 * hour)
      seen.push(set.id)
    }
    expect(seen).toEqual([...[...Array(70).keys()].map((n) => `n${n}`), 'late'])
  })

  test('totals count by source and know when the last one was seen', () => {
    expect([...withChangeSets().changeTotals()]).toEqual([
      ['printers', { count: 3, lastSeenAt: monday + hour }],
      ['scanners', { count: 1, lastSeenAt: monday + 3 * hour }],
    ])
    expect(store().changeTotals().size).toBe(0)
  })
})

test('what is held is known without its body', () => {
  const s = store()
  s.hold({ source: 'printers', since: monday, digest: 'd', state: 's', reasons: ['lost half'], body: body('x') })
  const held = { source: 'printers', since: monday, digest: 'd', reasons: ['lost half'] }
  expect(s.holding()).toEqual([{ ...held, accepted: false }])
  s.accept('printers')
  expect(s.holding()).toEqual([{ ...held, accepted: true }])
})

describe('counts of deliveries', () => {
  const attempt = (outcome: string) => ({ at: monday, outcome, answer: 'said' })

  test('an empty store owes nothing', () => {
    expect(store().deliveryCounts()).toEqual({ due: 0, oldestDue: null, failed: new Map(), attempts: [] })
  })

  test('what is owed, since when, what was given up, and every attempt by channel and outcome', () => {
    const s = store()
    const rows = ['a', 'b', 'c', 'd'].map((id) => delivery(id, { subscription: id }))
    s.publish({ source: 'printers', commit: 'c', snapshot: '' }, changeSet('one'), rows, monday)
    const hook = delivery('e', { channel: 'hook' })
    s.publish({ source: 'printers', commit: 'd', snapshot: '' }, changeSet('two'), [hook], monday + hour)
    s.attempted('a', attempt('delivered'), { state: 'delivered', notBefore: monday })
    s.attempted('b', attempt('retry'), { state: 'due', notBefore: monday + 9 * hour })
    s.attemptedAll(['b', 'c'].map((id) => ({ id, attempt: attempt('retry'), next: { state: 'dead', notBefore: 0 } })))
    s.attempted('e', attempt('gone'), { state: 'gone', notBefore: 0 })
    expect(s.deliveryCounts()).toEqual({
      due: 1,
      oldestDue: monday,
      failed: new Map([
        ['dead', 2],
        ['gone', 1],
      ]),
      attempts: [
        { channel: 'hook', outcome: 'gone', count: 1 },
        { channel: 'mail', outcome: 'delivered', count: 1 },
        { channel: 'mail', outcome: 'retry', count: 3 },
      ],
    })
    s.retry('all', monday + 2 * hour)
    expect(s.deliveryCounts()).toMatchObject({ due: 4, oldestDue: monday, failed: new Map() })
  })

  test('attempts that were made before there were counts are counted', () => {
    const path = freshPath('store.db')
    const old = openDatabase(path, migrations.slice(0, 1))
    old.run(`insert into message values ('m', '{}')`)
    for (const id of ['a', 'b'])
      old.run(
        `insert into delivery (id, subscription, channel, recipient, message, state, created_at, not_before)
         values (?, 's', 'mail', 't', 'm', 'due', 1, 1)`,
        id,
      )
    for (const id of ['a', 'b', 'b'])
      old.run(`insert into attempt (delivery, at, outcome, answer) values (?, 1, 'retry', '')`, id)
    old.close()
    const s = store(path)
    s.attempted('a', attempt('retry'), { state: 'due', notBefore: 1 })
    expect(s.deliveryCounts().attempts).toEqual([{ channel: 'mail', outcome: 'retry', count: 4 }])
  })
})
