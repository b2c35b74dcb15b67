import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/core/model.ts'
import type { Store } from '../../src/store/store.ts'
import { freshStore, idsOf } from './memory.ts'
import { delivery, halt, kept, monday, owedTo, subscription } from './samples.ts'

const hour = 3_600_000
const day = 24 * hour

function withAnn(): Store {
  const s = freshStore()
  s.subscribe([subscription('_a'), subscription('_b')], [], monday)
  return s
}

function stateOf(s: Store, ...ids: readonly string[]): readonly (string | undefined)[] {
  return ids.map((id) => s.delivery(id)?.state)
}

const said = (answer: string, at = monday) => ({ at, outcome: 'x', answer })

describe('a doubt about a receiver', () => {
  test('begins with the attempt that gave it, stays since then, and ends with the next that is accepted', () => {
    const s = withAnn()
    s.owe([owedTo('_a', 'x'), owedTo('_a', 'y')], monday)
    s.attempted('x', said('410', monday + 1), { state: 'due', notBefore: monday + hour, doubted: true })
    s.attempted('x', said('410', monday + 2), { state: 'due', notBefore: monday + hour, doubted: true })
    expect(s.standing('_a')).toEqual({ doubtedAt: monday + 1, halt: null })
    s.attempted('y', said('451', monday + 3), { state: 'due', notBefore: monday + hour })
    expect(s.standing('_a').doubtedAt).toBe(monday + 1)
    s.attempted('y', said('ok', monday + 4), { state: 'delivered', notBefore: monday, doubted: false })
    expect(s.standing('_a')).toEqual({ doubtedAt: null, halt: null })
  })

  test('is kept for names of the configuration too, and for nobody else', () => {
    const s = withAnn()
    for (const name of ['team', '_a', '_z']) s.doubt(name, monday)
    expect(['team', '_a', '_z'].map((name) => s.standing(name).doubtedAt)).toEqual([monday, monday, null])
    s.doubt('team', null)
    expect(s.standing('team').doubtedAt).toBeNull()
  })

  test('of one who is halted ends without the halt', () => {
    const s = withAnn()
    s.halt('_a', halt('paused', monday))
    s.doubt('_a', monday)
    s.doubt('_a', null)
    expect(s.standing('_a')).toEqual({ doubtedAt: null, halt: halt('paused', monday) })
  })
})

describe('a halt', () => {
  test('ends what is due to one, keeps what is kept, and touches nobody else', () => {
    const s = withAnn()
    s.owe(
      [owedTo('_a', 'x'), kept(owedTo('_a', 'k'), monday), owedTo('_b', 'y'), kept(owedTo('_b', 'l'), monday)],
      monday,
    )
    s.halt('_a', halt('paused', monday + 1, 'on holiday'))
    expect(s.delivery('x')).toMatchObject({ state: 'dead', last: 'on holiday', notBefore: monday + 1 })
    expect([s.isDue('x'), s.isDue('y')]).toEqual([null, { channel: 'mail', to: 'b@example.org' }])
    expect(s.keptDue(monday + 99 * day, 9).map((one) => one.subscription)).toEqual(['_b'])
    expect(s.subscription('_a')?.halt).toEqual(halt('paused', monday + 1, 'on holiday'))
    expect([...s.halted()]).toEqual([['_a', halt('paused', monday + 1, 'on holiday')]])
  })

  test('comes with the attempt that causes it', () => {
    const s = withAnn()
    s.owe([owedTo('_a', 'x'), owedTo('_a', 'y')], monday)
    s.attemptedAll([
      { id: 'x', attempt: said('410'), next: { state: 'due', notBefore: monday + hour, doubted: true } },
      { id: 'y', attempt: said('410'), next: { state: 'gone', notBefore: monday, halt: halt('stopped', monday) } },
    ])
    expect(stateOf(s, 'x', 'y')).toEqual(['dead', 'gone'])
    expect(s.standing('_a')).toEqual({ doubtedAt: monday, halt: halt('stopped', monday) })
  })

  test('is not recorded in part', () => {
    const s = withAnn()
    s.owe([owedTo('_a', 'x')], monday)
    const next = { state: 'gone', notBefore: monday, halt: halt('stopped', monday) } as const
    expect(() =>
      s.attemptedAll([
        { id: 'x', attempt: said('410'), next },
        { id: 'nobody', attempt: said('410'), next },
      ]),
    ).toThrow('nobody')
    expect([s.standing('_a').halt, s.delivery('x')?.history]).toEqual([null, []])
    expect(stateOf(s, 'x')).toEqual(['due'])
  })

  test('leaves nothing due of what comes later, except the mail that somebody asks for to get in again', () => {
    const s = withAnn()
    s.halt('_a', halt('stopped', monday))
    const confirmation = { kind: 'known' as const, wishes: [], expires: null, at: '2026-03-02T08:00:00Z' }
    const message: Message = { kind: 'confirmation', confirmation }
    s.owe([owedTo('_a', 'x'), owedTo('_a', 'ask', { message }), kept(owedTo('_a', 'k'), monday)], monday)
    expect(idsOf(s.due(monday, 9, 'mail', []))).toEqual(['ask'])
    expect([s.nextKept(), s.delivery('x')?.last]).toEqual([null, 'stopped for a reason'])
    s.resume('_a', monday + day, monday + hour)
    expect([stateOf(s, 'x'), s.nextKept()]).toEqual([['due'], monday + day])
  })

  test('of another kind takes its place, and resuming still brings back all since the first', () => {
    const s = withAnn()
    s.owe([owedTo('_a', 'x')], monday)
    s.halt('_a', halt('paused', monday))
    s.owe([owedTo('_a', 'y')], monday)
    s.halt('_a', halt('stopped', monday + 1))
    expect(s.standing('_a').halt?.kind).toBe('stopped')
    s.resume('_a', monday, monday)
    expect(stateOf(s, 'x', 'y')).toEqual(['due', 'due'])
  })

  test('that comes while a message is on its way does not make it be sent twice', () => {
    const s = withAnn()
    s.owe([owedTo('_a', 'took'), owedTo('_a', 'failed')], monday)
    s.halt('_a', halt('paused', monday))
    s.attempted('took', said('ok'), { state: 'delivered', notBefore: monday, doubted: false })
    const again = halt('stopped', monday + 1)
    s.attempted('failed', said('410'), { state: 'due', notBefore: monday, doubted: true, halt: again })
    expect(s.standing('_a')).toEqual({ doubtedAt: null, halt: halt('paused', monday) })
    expect(s.delivery('failed')).toMatchObject({ state: 'dead', history: [{ answer: '410' }] })
    s.resume('_a', monday, monday)
    expect(stateOf(s, 'took', 'failed')).toEqual(['delivered', 'due'])
  })
})

describe('whoever is resumed', () => {
  test('gets what he missed since the first failure, from the start of the schedule, and no older history', () => {
    const s = withAnn()
    s.owe([owedTo('_a', 'older'), owedTo('_a', 'too-large'), owedTo('_a', 'first')], monday)
    s.attempted('older', said('x'), { state: 'dead', notBefore: monday })
    s.attempted('first', said('x'), { state: 'due', notBefore: monday })
    s.owe([owedTo('_a', 'second'), owedTo('_b', 'other')], monday + day)
    s.attempted('second', said('x'), { state: 'gone', notBefore: monday })
    s.attempted('too-large', said('x'), { state: 'refused', notBefore: monday })
    s.attempted('other', said('x'), { state: 'dead', notBefore: monday })
    s.attempted('first', said('x'), { state: 'dead', notBefore: monday, halt: halt('paused', monday + 5 * day) })
    expect(s.resume('_a', monday, monday + 6 * day)).toBe(true)
    expect(stateOf(s, 'older', 'too-large', 'first', 'second', 'other')).toEqual([
      'dead',
      'refused',
      'due',
      'due',
      'dead',
    ])
    expect(s.delivery('first')).toMatchObject({ attempts: 0, notBefore: monday + 6 * day })
    expect(s.standing('_a')).toEqual({ doubtedAt: null, halt: null })
  })

  test('gets nothing that was over when he was halted, where nothing was due then', () => {
    const s = withAnn()
    s.owe([owedTo('_a', 'older')], monday)
    s.attempted('older', said('x'), { state: 'dead', notBefore: monday })
    s.halt('_a', halt('paused', monday))
    s.owe([owedTo('_a', 'missed')], monday)
    s.resume('_a', monday, monday)
    expect(stateOf(s, 'older', 'missed')).toEqual(['dead', 'due'])
  })

  test('was halted before', () => {
    const s = withAnn()
    s.doubt('_a', monday)
    expect([s.resume('_a', monday, monday), s.resume('nobody', monday, monday)]).toEqual([false, false])
    expect(s.standing('_a').doubtedAt).toBe(monday)
    s.halt('_a', halt('paused', monday))
    expect([s.resume('_a', monday, monday), s.resume('_a', monday, monday)]).toEqual([true, false])
  })

  test('is not asked to confirm once more', () => {
    const s = withAnn()
    const confirmation = { kind: 'new' as const, wishes: [], expires: null, at: '2026-03-02T08:00:00Z' }
    s.owe([owedTo('_a', 'ask', { message: { kind: 'confirmation', confirmation } })], monday)
    s.attempted('ask', said('550'), { state: 'gone', notBefore: monday, halt: halt('stopped', monday) })
    s.resume('_a', monday, monday)
    expect(stateOf(s, 'ask')).toEqual(['gone'])
  })

  test('was left alone by those who send all that failed again, though not when one is named', () => {
    const s = withAnn()
    s.owe([owedTo('_a', 'x'), owedTo('_b', 'y'), delivery('z')], monday)
    for (const id of ['x', 'y', 'z']) s.attempted(id, said('no'), { state: 'dead', notBefore: monday })
    for (const name of ['_a', 'team']) s.halt(name, halt('paused', monday))
    expect([s.retry('all', monday), stateOf(s, 'x', 'y', 'z')]).toEqual([1, ['dead', 'due', 'dead']])
    expect([s.retry('x', monday), s.isDue('x')]).toEqual([1, { channel: 'mail', to: 'a@example.org' }])
  })
})
