import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { idsOf } from './memory.ts'
import { halt, kept, message, monday, owedTo, subscription } from './samples.ts'

const people = ['_a', '_b'] as const
type Person = (typeof people)[number]

type Told = { readonly id: string; readonly who: Person; is: 'due' | 'delivered' | 'failed' | 'left' }
type Waiting = { readonly id: string; readonly who: Person; at: number | null }

/** What the store should hold, as lists that are searched from end to end. */
type Model = { told: Told[]; waiting: Waiting[]; gathered: string[]; since: Map<Person, number>; left: Set<Person> }

const someone = fc.constantFrom(...people)
const moment = fc.integer({ min: 0, max: 5 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('owe' as const), who: someone, n: fc.nat(30) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('keep' as const), who: someone, n: fc.nat(30), at: moment }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('gather' as const), each: fc.boolean(), at: moment }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('send' as const), n: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fail' as const), n: fc.nat(9), halts: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('halt' as const), who: someone }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('resume' as const), who: someone, at: moment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), who: someone }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function stop(m: Model, who: Person, from: number): void {
  if (m.left.has(who)) return
  const first = m.told.findIndex((one) => one.who === who && one.is === 'due')
  if (!m.since.has(who)) m.since.set(who, Math.min(from, first < 0 ? m.told.length : first))
  for (const one of m.told) if (one.who === who && one.is === 'due') one.is = 'failed'
  for (const one of m.waiting) if (one.who === who) one.at = null
}

function dueOf(m: Model): readonly Told[] {
  return m.told.filter(({ is }) => is === 'due')
}

type Both = { readonly s: Store; readonly m: Model; readonly count: (what: string) => void }
type Of<Kind> = Extract<Step, { readonly kind: Kind }>

const steps: { readonly [Kind in Step['kind']]: (both: Both, step: Of<Kind>) => void } = {
  owe: (both, { who, n }) => owe(both, who, `${who}-${n}`),
  keep: (both, { who, n, at }) => owe(both, who, `${who}-${n}`, at),
  gather,
  send: ({ s, m }, { n }) => {
    const one = dueOf(m)[n]
    if (one === undefined) return
    s.attempted(one.id, { at: monday, outcome: 'delivered', answer: '' }, { state: 'delivered', notBefore: monday })
    one.is = 'delivered'
  },
  fail: ({ s, m }, { n, halts }) => {
    const one = dueOf(m)[n]
    if (one === undefined) return
    const next = { state: n % 2 === 0 ? 'dead' : 'gone', notBefore: monday } as const
    const attempt = { at: monday, outcome: 'x', answer: '' }
    s.attempted(one.id, attempt, { ...next, ...(halts && { halt: halt('paused', monday) }) })
    one.is = 'failed'
    if (halts) stop(m, one.who, m.told.indexOf(one))
  },
  halt: ({ s, m }, { who }) => {
    s.halt(who, halt('paused', monday))
    stop(m, who, Number.POSITIVE_INFINITY)
  },
  resume: ({ s, m, count }, { who, at }) => {
    const since = m.since.get(who)
    expect(s.resume(who, at, monday)).toBe(since !== undefined)
    if (since === undefined) return
    for (const one of m.told.slice(since)) if (one.who === who && one.is === 'failed') one.is = 'due'
    for (const one of m.waiting) if (one.who === who) one.at = at
    m.since.delete(who)
    count('resumed')
  },
  leave: ({ s, m }, { who }) => {
    s.leave(who, 'left', monday)
    for (const one of m.told) if (one.who === who && one.is === 'due') one.is = 'left'
    m.waiting = m.waiting.filter((one) => one.who !== who)
    m.since.delete(who)
    m.left.add(who)
  },
}

function apply<Kind extends Step['kind']>(both: Both, kind: Kind, step: Of<Kind>): void {
  steps[kind](both, step)
}

function owe({ s, m, count }: Both, who: Person, id: string, keptUntil?: number): void {
  const known = [...m.told, ...m.waiting].some((one) => one.id === id) || m.gathered.includes(id)
  const row = owedTo(who, id, { message: message('news') })
  s.owe([keptUntil === undefined ? row : kept(row, keptUntil)], monday)
  const halted = m.since.has(who)
  if (known) count('known id')
  else if (keptUntil === undefined) m.told.push({ id, who, is: halted ? 'failed' : 'due' })
  else m.waiting.push({ id, who, at: halted ? null : keptUntil })
}

function gather({ s, m, count }: Both, { each, at }: Of<'gather'>): void {
  for (const { subscription: who, rows } of s.keptDue(at, 9)) {
    const ids = idsOf(rows)
    const mine = m.waiting.filter((one) => one.who === who && one.at !== null && one.at <= at)
    expect(ids).toEqual(idsOf(mine))
    const owner = people.find((one) => one === who) ?? '_a'
    const made = each ? ids : [`digest-of-${ids.join('-')}`]
    const deliveries = made.map((id) => owedTo(who, id, { message: message('news') }))
    s.gathered(ids, deliveries, monday)
    // Killed before it was known that it is done, it is done again.
    s.gathered(ids, deliveries, monday)
    m.told.push(...made.map((id) => ({ id, who: owner, is: 'due' as const })))
    m.gathered.push(...ids)
    m.waiting = m.waiting.filter(({ id }) => !ids.includes(id))
    count('gathered')
  }
  expect(m.waiting.filter((one) => one.at !== null && one.at <= at)).toEqual([])
}

function compare(s: Store, m: Model): void {
  const rows = s.deliveries({ limit: 999 }).toReversed()
  const told = rows.map(({ id, state }) => [id, state === 'dead' || state === 'gone' ? 'ended' : state])
  expect(told).toEqual(m.told.map(({ id, is }) => [id, is === 'failed' || is === 'left' ? 'ended' : is]))
  expect(idsOf(s.due(monday, 999, 'mail', [])).toSorted()).toEqual(idsOf(dueOf(m)).toSorted())
  expect([...s.halted().keys()]).toEqual([...m.since.keys()].toSorted())
  const times = m.waiting.flatMap(({ at }) => (at === null ? [] : [at]))
  expect(s.nextKept()).toBe(times.length === 0 ? null : Math.min(...times))
  for (const who of people) {
    expect(s.subscription(who) === null).toBe(m.left.has(who))
    expect(s.waiting(who).kept).toBe(m.waiting.filter((one) => one.who === who).length)
  }
  expect(rows.filter(({ subscription: who, to }) => (to === '') !== m.left.has(who as Person))).toEqual([])
}

test('whatever comes in whatever order, everything owed is due, kept, told or ended as a few lists say', () => {
  const seen = new Map<string, number>()
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), (life) => {
      const s = openStore(':memory:')
      s.subscribe(
        people.map((id) => subscription(id)),
        [],
        monday,
      )
      const m: Model = { told: [], waiting: [], gathered: [], since: new Map(), left: new Set() }
      for (const one of life) {
        if ('who' in one && m.left.has(one.who)) continue
        apply({ s, m, count }, one.kind, one)
        compare(s, m)
      }
      s.close()
    }),
    { numRuns: 150 },
  )
  for (const what of ['known id', 'gathered', 'resumed']) expect(seen.get(what) ?? 0, what).toBeGreaterThan(20)
})
