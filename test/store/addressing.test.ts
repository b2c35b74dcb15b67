import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { freshStore } from './memory.ts'
import { delivery, halt, kept, monday, owedTo, subscription } from './samples.ts'

function withAnn(): Store {
  const s = freshStore()
  s.subscribe([subscription('_a'), subscription('_b')], [], monday)
  return s
}

function stateOf(s: Store, ...ids: readonly string[]): readonly (string | undefined)[] {
  return ids.map((id) => s.delivery(id)?.state)
}

const said = (answer: string, at = monday) => ({ at, outcome: 'x', answer })

describe('a change of the configuration', () => {
  const team = { name: 'team', channel: 'mail', to: 'team@example.org' }
  const moved = { name: 'team', channel: 'hook', to: 'https://hooks.example.org/team' }
  const operators = ['one', 'two'].map((who) => ({ name: 'operator', channel: 'mail', to: `${who}@example.org` }))

  function owing(): Store {
    const s = withAnn()
    s.owe(
      [
        delivery('x'),
        kept(delivery('k'), monday),
        owedTo('_a', 'stored'),
        kept(owedTo('_a', 'stored-kept'), monday),
        ...operators.map(({ name, to }) => delivery(to, { subscription: name, to })),
      ],
      monday,
    )
    return s
  }

  test('that does not concern what is owed changes nothing', () => {
    const s = owing()
    const before = [s.deliveries({ limit: 9 }), s.keptDue(monday, 9)]
    s.readdress([team, ...operators], monday + 1)
    expect([s.deliveries({ limit: 9 }), s.keptDue(monday, 9)]).toEqual(before)
  })

  test('sends what is due and what is kept to the new address', () => {
    const s = owing()
    s.readdress([moved, ...operators], monday + 1)
    expect(s.due(monday, 9, 'hook', [])).toMatchObject([{ id: 'x', to: moved.to }])
    expect(s.keptDue(monday, 9)).toMatchObject([
      { subscription: 'team', channel: 'hook', to: moved.to },
      { subscription: '_a', channel: 'mail' },
    ])
  })

  test('ends what is owed to whoever is not there any more, and leaves those of the store alone', () => {
    const s = owing()
    s.halt('team', halt('paused', monday))
    s.owe([delivery('late')], monday)
    s.readdress(operators.slice(0, 1), monday + 1)
    expect(s.delivery('two@example.org')).toMatchObject({ state: 'due', to: 'one@example.org' })
    expect(s.standing('team').halt).toBeNull()
    expect(s.keptDue(monday, 9).map((one) => one.subscription)).toEqual(['_a'])
    s.retry('all', monday)
    s.readdress(operators.slice(0, 1), monday + 2)
    expect(s.delivery('x')).toMatchObject({ state: 'gone', last: 'no longer subscribed', notBefore: monday + 2 })
    expect(stateOf(s, 'stored')).toEqual(['due'])
  })

  test('holds for what is made due again, in the same moment: whoever is not there any more is not told', () => {
    const s = owing()
    for (const id of ['x', 'one@example.org', 'two@example.org', 'stored'])
      s.attempted(id, said('no'), { state: 'refused', notBefore: monday })
    const due = (): readonly string[] => s.due(monday + 9, 9, 'mail', []).map(({ to }) => to)
    expect(s.retry('all', monday + 1, operators.slice(0, 1))).toBe(3)
    expect(due().toSorted()).toEqual(['a@example.org', 'one@example.org', 'one@example.org'])
    expect(s.delivery('x')).toMatchObject({ state: 'gone', last: 'no longer subscribed' })
    expect([s.retry('x', monday + 2, operators), s.retry('x', monday + 2, [moved, ...operators])]).toEqual([0, 1])
    expect(s.delivery('x')).toMatchObject({ state: 'due', to: moved.to })
  })

  test('does not guess which of several addresses took the place of one that is gone', () => {
    const s = owing()
    const others = ['three', 'four'].map((who) => ({ name: 'operator', channel: 'mail', to: `${who}@example.org` }))
    s.readdress([team, ...others], monday)
    expect(stateOf(s, 'one@example.org', 'two@example.org')).toEqual(['gone', 'gone'])
  })

  test('to another address forgets what was thought of the old one, and tells the new one what it missed', () => {
    const s = owing()
    s.attempted('x', said('410'), { state: 'gone', notBefore: monday, halt: halt('stopped', monday) })
    s.owe([kept(delivery('l'), null)], monday + 1)
    s.readdress([team, ...operators], monday + 2)
    expect(s.standing('team').halt).toEqual(halt('stopped', monday))
    s.readdress([moved, ...operators], monday + 3)
    expect(s.standing('team')).toEqual({ doubtedAt: null, halt: null })
    expect(s.delivery('x')).toMatchObject({ state: 'due', to: moved.to, notBefore: monday + 3 })
    expect(s.keptDue(monday + 3, 9)[1]).toMatchObject({ to: moved.to, rows: [{ id: 'k' }, { id: 'l' }] })
  })

  test('counts from the first address that is known where nothing was ever sent', () => {
    const s = freshStore()
    s.halt('team', halt('paused', monday))
    s.readdress([team], monday)
    s.readdress([team], monday)
    expect(s.standing('team').halt).not.toBeNull()
    s.readdress([moved], monday)
    expect(s.standing('team').halt).toBeNull()
  })
})
