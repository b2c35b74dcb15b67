import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/core/model.ts'
import { freshStore, idsOf } from './memory.ts'
import { halt, kept, monday, owedTo, subscription } from './samples.ts'

const hour = 3_600_000

const pending = { state: 'pending', confirmedAt: null, expiresAt: monday + hour } as const

const request: Message = {
  kind: 'confirmation',
  confirmation: { kind: 'new', wishes: ['everything'], expires: null, at: '2026-03-02T08:00:00Z' },
}

describe('whoever subscribes', () => {
  test('is found again as he was recorded, by id and by address', () => {
    const s = freshStore()
    const rows = [
      subscription('_a', pending),
      subscription('_b', { label: 'the firewall', origin: 'operator', secrets: ['whsec_b2xk', 'whsec_bmV3'] }),
      subscription('_c', { channel: 'hook', to: 'https://hooks.example.org/c' }),
    ]
    s.subscribe(rows, [], monday)
    const found = rows.map((row) => ({ ...row, halt: null }))
    expect(rows.map(({ id }) => s.subscription(id))).toEqual(found)
    expect(s.subscriptions({ limit: 9 })).toEqual(found)
    expect(s.subscriptions({ channel: 'hook', to: 'https://hooks.example.org/c', limit: 9 })).toEqual([found[2]])
    expect([s.subscription('_z'), s.subscriptions({ channel: 'hook', to: 'b@example.org', limit: 9 })]).toEqual([
      null,
      [],
    ])
  })

  test('is recorded together with the mail that asks, or not at all', () => {
    const s = freshStore()
    s.subscribe([subscription('_a', pending)], [owedTo('_a', 'ask', { message: request })], monday)
    expect(idsOf(s.due(monday, 9, 'mail', []))).toEqual(['ask'])
    const broken = owedTo('_b', 'bad', { to: Symbol('not text') as unknown as string })
    expect(() => s.subscribe([subscription('_b')], [broken], monday)).toThrow()
    function* interrupted() {
      yield subscription('_c')
      throw new Error('the file ended early')
    }
    expect(() => s.subscribe(interrupted(), [], monday)).toThrow('ended early')
    expect(idsOf(s.subscriptions({ limit: 9 }))).toEqual(['_a'])
  })

  test('takes the place of an older one of the same id, and keeps its turn', () => {
    const s = freshStore()
    s.subscribe([subscription('_a', pending), subscription('_b')], [], monday)
    s.subscribe([subscription('_a', { ...pending, generation: 2, label: 'again' })], [], monday)
    expect(s.subscriptions({ limit: 9 })).toMatchObject([{ id: '_a', generation: 2, label: 'again' }, { id: '_b' }])
  })

  test('has the links of the latest generation, whatever is recorded over it', () => {
    const s = freshStore()
    s.subscribe([subscription('_a', { generation: 3 })], [], monday)
    s.subscribe([subscription('_a', { generation: 2, label: 'again' })], [], monday)
    expect(s.subscription('_a')).toMatchObject({ generation: 3, label: 'again' })
  })

  test('gets what he is owed, was owed, and could not be told, at his new address when he brings one', () => {
    const s = freshStore()
    s.subscribe([subscription('_a'), subscription('_b')], [], monday)
    s.owe(
      [owedTo('_a', 'old'), owedTo('_a', 'new'), kept(owedTo('_a', 'digest'), monday + hour), owedTo('_b', 'other')],
      monday,
    )
    const at = { at: monday, outcome: 'delivered', answer: 'ok' }
    s.attempted('old', at, { state: 'delivered', notBefore: monday })
    s.halt('_a', halt('stopped', monday))
    s.subscribe([subscription('_a', { channel: 'post', to: 'a@example.net' })], [], monday + 1)
    expect(s.standing('_a')).toEqual({ doubtedAt: null, halt: null })
    expect(s.due(monday + 1, 9, 'post', [])).toMatchObject([{ id: 'new', to: 'a@example.net' }])
    expect(s.keptDue(monday + 1, 9)).toMatchObject([{ subscription: '_a', channel: 'post', to: 'a@example.net' }])
    s.retry('old', monday + 2)
    expect(s.isDue('old')).toEqual({ channel: 'post', to: 'a@example.net' })
    expect(idsOf(s.due(monday + 2, 9, 'mail', []))).toEqual(['other'])
  })

  test('may be one of very many: they come and go one by one, while the store is written to', () => {
    const s = freshStore()
    const many = 1201
    function* all() {
      for (let n = 0; n < many; n++) yield subscription(`_${n}`, n % 400 === 7 ? pending : {})
    }
    s.subscribe(all(), [], monday)
    const seen: string[] = []
    for (const { id } of s.eachSubscription()) {
      seen.push(id)
      if (id === '_600') s.leave('_650', 'left', monday)
      if (id === '_0') s.leave('_1200', 'left', monday)
    }
    // One page had been read already when the next in line left.
    const there = [...Array(many).keys()].filter((n) => n % 400 !== 7 && n !== 1200).map((n) => `_${n}`)
    expect(seen.filter((id) => id !== '_650')).toEqual(there.filter((id) => id !== '_650'))
    expect([...s.eachSubscription()].map(({ id }) => id)).toEqual(there.filter((id) => id !== '_650'))
  })
})

describe('a list of subscriptions', () => {
  function mixed() {
    const s = freshStore()
    const rows = ['_a', '_b', '_c', '_d', '_e'].map((id) => subscription(id, id === '_b' ? pending : {}))
    s.subscribe(rows, [], monday)
    s.halt('_c', halt('paused', monday))
    s.halt('_d', halt('stopped', monday))
    s.halt('team', halt('paused', monday))
    return s
  }

  test.each([
    [{}, ['_a', '_b', '_c', '_d', '_e']],
    [{ state: 'active' }, ['_a', '_c', '_d', '_e']],
    [{ state: 'pending' }, ['_b']],
    [{ state: 'paused' }, ['_c']],
    [{ state: 'stopped' }, ['_d']],
    [{ state: 'active', after: '_a' }, ['_c', '_d', '_e']],
    [{ after: '_e' }, []],
    [{ after: '_gone' }, []],
    [{ channel: 'mail', to: 'd@example.org' }, ['_d']],
    [{ channel: 'mail', to: 'D@example.org' }, []],
  ] as const)('of %j holds, oldest first, %j', (filter, ids) => {
    expect(idsOf(mixed().subscriptions({ ...filter, limit: 9 }))).toEqual(ids)
  })

  test('has pages that lose and repeat nothing', () => {
    const s = mixed()
    const first = idsOf(s.subscriptions({ limit: 2 }))
    expect([first, idsOf(s.subscriptions({ after: first[1] ?? '', limit: 2 }))]).toEqual([
      ['_a', '_b'],
      ['_c', '_d'],
    ])
  })

  test('has a count of each state, and of those that are halted, without those of the configuration', () => {
    expect(mixed().countSubscriptions()).toEqual({ active: 4, pending: 1, paused: 1, stopped: 1 })
    expect(freshStore().countSubscriptions()).toEqual({ active: 0, pending: 0, paused: 0, stopped: 0 })
  })
})

describe('a subscription that waits to be confirmed', () => {
  test('is active from the confirmation on, and confirming again changes nothing', () => {
    const s = freshStore()
    s.subscribe([subscription('_a', pending)], [], monday)
    expect([...s.eachSubscription()]).toEqual([])
    expect(s.confirm('_a', monday + hour - 1)).toBe(true)
    const confirmed = { state: 'active', confirmedAt: monday + hour - 1, changedAt: monday + hour - 1, expiresAt: null }
    expect(s.subscription('_a')).toMatchObject(confirmed)
    expect(s.confirm('_a', monday + 9 * hour)).toBe(true)
    expect(s.subscription('_a')).toMatchObject(confirmed)
    expect(s.expire(monday + 99 * hour)).toBe(0)
  })

  test('is halted no more from the confirmation on; one that was active before stays halted', () => {
    const s = freshStore()
    s.subscribe([subscription('_a', pending), subscription('_b')], [], monday)
    for (const id of ['_a', '_b']) {
      s.halt(id, halt('stopped', monday))
      s.owe([kept(owedTo(id, `kept ${id}`), monday)], monday)
      expect(s.confirm(id, monday + 1, monday + hour)).toBe(true)
    }
    expect(['_a', '_b'].map((id) => s.subscription(id)?.halt?.kind)).toEqual([undefined, 'stopped'])
    expect(s.nextKept()).toBe(monday + hour)
  })

  test('and is asked for again is not asked by mails that were not sent yet, nor ever after', () => {
    const s = freshStore()
    const asking = (id: string) => owedTo('_a', id, { message: request })
    s.subscribe([subscription('_a', pending)], [asking('one')], monday)
    s.owe([asking('sent'), owedTo('_a', 'other')], monday)
    s.attempted('sent', { at: monday, outcome: 'delivered', answer: 'ok' }, { state: 'delivered', notBefore: monday })
    const broken = owedTo('_a', 'bad', { to: Symbol('not text') as unknown as string })
    const again = subscription('_a', { ...pending, generation: 2 })
    expect(() => s.subscribe([again], [broken], monday)).toThrow()
    expect(s.delivery('one')?.state).toBe('due')
    s.subscribe([again], [asking('two')], monday + 1)
    const states = ['one', 'sent', 'other', 'two'].map((id) => s.delivery(id)?.state)
    expect(states).toEqual(['refused', 'delivered', 'due', 'due'])
    expect(s.delivery('one')?.last).toBe('asked again since')
    expect([s.retry('all', monday + 2), s.retry('one', monday + 2)]).toEqual([0, 0])
    expect(s.delivery('one')?.state).toBe('refused')
  })

  test('cannot be confirmed when its time is over, nor when it was never asked for', () => {
    const s = freshStore()
    s.subscribe([subscription('_a', pending)], [], monday)
    expect([s.confirm('_a', monday + hour), s.confirm('_z', monday)]).toEqual([false, false])
    expect(s.subscription('_a')?.state).toBe('pending')
  })

  test('is forgotten with its address when its time is over, and the mail that asks is sent to nobody', () => {
    const s = freshStore()
    s.subscribe(
      [subscription('_a', pending), subscription('_b', { ...pending, expiresAt: monday + 2 * hour })],
      [],
      monday,
    )
    s.owe([owedTo('_a', 'ask', { message: request })], monday)
    expect([s.expire(monday + hour - 1), s.expire(monday + hour), s.expire(monday + hour)]).toEqual([0, 1, 0])
    expect(idsOf(s.subscriptions({ limit: 9 }))).toEqual(['_b'])
    expect(s.delivery('ask')).toMatchObject({ state: 'gone', to: '' })
  })
})

describe('what a subscriber changes', () => {
  const daily = {
    ...subscription('_a').wishes,
    timing: { ...subscription('_a').wishes.timing, when: 'daily' as const },
  }

  test('is kept with its time', () => {
    const s = freshStore()
    s.subscribe([subscription('_a')], [], monday)
    expect(s.setWishes('_a', daily, monday, monday + 1)).toBe(true)
    expect(s.setSecrets('_a', ['whsec_bmV3', 'whsec_b2xk'], monday + 2)).toBe(true)
    expect(s.subscription('_a')).toMatchObject({
      wishes: daily,
      secrets: ['whsec_bmV3', 'whsec_b2xk'],
      changedAt: monday + 2,
    })
    expect(s.setSecrets('_a', [], monday + 2)).toBe(true)
    expect(s.subscription('_a')?.secrets).toEqual([])
    expect(s.renewLinks('_a', monday + 3)).toBe(true)
    expect(s.subscription('_a')).toMatchObject({ generation: 2, changedAt: monday + 3 })
  })

  test('moves what is kept for him to the new time, unless he is halted', () => {
    const s = freshStore()
    s.subscribe([subscription('_a'), subscription('_b')], [], monday)
    s.owe([kept(owedTo('_a', 'a1'), monday + 9 * hour), kept(owedTo('_b', 'b1'), monday + 9 * hour)], monday)
    s.setWishes('_a', daily, monday + hour, monday)
    expect(s.nextKept()).toBe(monday + hour)
    expect(s.keptDue(monday + hour, 9).map(({ subscription }) => subscription)).toEqual(['_a'])
    s.halt('_a', halt('paused', monday))
    s.setWishes('_a', daily, monday + 2 * hour, monday)
    expect(s.nextKept()).toBe(monday + 9 * hour)
  })

  test('changes nothing for one that is not there', () => {
    const s = freshStore()
    expect([
      s.setWishes('_a', daily, 0, 0),
      s.setSecrets('_a', [], 0),
      s.renewLinks('_a', 0),
      s.leave('_a', '', 0),
    ]).toEqual(Array(4).fill(false))
  })
})
