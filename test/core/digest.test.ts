import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffEntries } from '../../src/core/diff.ts'
import { digestOf } from '../../src/core/digest.ts'
import type { Change, ChangeSet, Entry } from '../../src/core/model.ts'
import { annotated, bareStep } from '../../src/core/service-step.ts'
import { readServiceBody } from '../../src/sources/web-service/body.ts'
import { wire, wireSet } from '../sources/web-service/play.ts'
import { occurrence } from './samples.ts'

const to = '2026-03-09T07:00:00.000Z'
const time = (n: number): string => `2026-03-02T08:${String(n).padStart(2, '0')}:00.000Z`

function changeSet(n: number, source: string, changes: readonly Change[]): ChangeSet {
  return {
    id: `${source}-${n}`,
    source: { id: source, title: `List ${source.toUpperCase()}`, page: `https://docs.example.org/${source}` },
    ...{ commit: `commit-${n}`, previousCommit: null, seenAt: time(n), pageDate: null, changes },
  }
}

/** The few ways in which an address of these lists stands. */
const ways = [
  { section: ['Hosts'], ports: [443] },
  { section: ['Hosts'], ports: [80] },
  { section: ['Proxies'], ports: [443] },
  { section: ['Hosts'], ports: [443], service: 'Updates' },
] as const

/** How each address stands, by numbers of `ways`: `a: [0, 2]`. What is not named is not in the list. */
type State = Readonly<Record<string, readonly number[]>>

function entriesOf(state: State, line: number): readonly Entry[] {
  return Object.entries(state)
    .filter(([, stands]) => stands.length > 0)
    .map(([address, stands]) => ({
      address,
      type: 'fqdn',
      occurrences: stands.map((way, i) => occurrence({ ...ways[way], line: line + i })),
    }))
}

/** The change set of each step, numbered by where it leads. */
function play(source: string, states: readonly State[]): readonly ChangeSet[] {
  return states.flatMap((state, n) => {
    const before = states[n - 1]
    if (before === undefined) return []
    const changes = diffEntries(entriesOf(before, 7 * n), entriesOf(state, 11 * n))
    return changes.length === 0 ? [] : [changeSet(n, source, changes)]
  })
}

/** An address at one time, as text: no matter in which order, how often or on which lines it is listed. */
function standing(states: readonly State[], n: number, address: string): string {
  return [...new Set(states[n]?.[address] ?? [])].sort().join()
}

const addresses = ['a.example', 'b.example', 'c.example']
const stands = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: fc.array(fc.nat({ max: ways.length - 1 }), { minLength: 1, maxLength: 2 }) },
)
const histories = fc.array(fc.record(Object.fromEntries(addresses.map((address) => [address, stands]))), {
  minLength: 2,
  maxLength: 6,
})
const scenes = fc.record({
  lists: fc.record({ b: histories, a: histories }),
  since: fc.nat({ max: 3 }),
  /** Whether the change of an address at a step passes the filter of the subscription. */
  passes: fc.infiniteStream(fc.nat({ max: 3 }).map((n) => n > 0)),
})

describe('a digest of any history', () => {
  test('tells every change that is owed, once: in its change set, or with the steps of an address that ended as it began', () => {
    const seen = { stayed: 0, back: 0, unseen: 0, there: 0 }
    fc.assert(
      fc.property(scenes, ({ lists, since, passes }) => {
        const played = Object.entries(lists).map(([id, states]) => ({ id, states, sets: play(id, states) }))
        const all = played.flatMap(({ sets }) => sets).sort((x, y) => (x.seenAt < y.seenAt ? -1 : 1))
        const owed = all
          .slice(since)
          .map((set) => ({ ...set, changes: set.changes.filter(() => passes.next().value) }))
          .filter(({ changes }) => changes.length > 0)
        const whole = played.flatMap(({ id, sets }) => {
          const first = sets.findIndex((set) => set.id === owed.find(({ source }) => source.id === id)?.id)
          return first < 0 ? [] : sets.slice(first)
        })
        const digest = digestOf(owed, whole, 'daily', to)

        const expected = played.flatMap(({ id, states, sets }) => {
          const mine = owed.filter(({ source }) => source.id === id)
          const last = states.length - 1
          const numberOf = (set: ChangeSet) => Number(set.id.split('-')[1])
          const begins = (address: string) =>
            numberOf(
              mine.find(({ changes }) => changes.some((one) => one.address === address)) ?? changeSet(99, '', []),
            )
          const isBack = (address: string) =>
            begins(address) < 99 && standing(states, begins(address) - 1, address) === standing(states, last, address)
          for (const { address } of mine.flatMap(({ changes }) => changes)) {
            if (!isBack(address)) seen.stayed++
            else if (standing(states, last, address) === '') seen.back++
            else seen.there++
            const later = sets.findLast(({ changes }) => changes.some((one) => one.address === address))?.id
            if (
              isBack(address) &&
              !mine.some((one) => one.id === later && one.changes.some((c) => c.address === address))
            )
              seen.unseen++
          }
          const takenBack = addresses.filter(isBack).map((address) => ({
            address,
            type: 'fqdn',
            steps: states.flatMap((_, n) => {
              const [was, is] = [standing(states, n - 1, address), standing(states, n, address)]
              if (n < begins(address) || was === is) return []
              const kind = was === '' ? 'added' : is === '' ? 'removed' : expect.stringMatching(/^(changed|moved|rew)/)
              return [{ kind, seenAt: time(n), changeSet: `${id}-${n}` }]
            }),
          }))
          const changeSets = mine
            .map((set) => ({ ...set, changes: set.changes.filter(({ address }) => !isBack(address)) }))
            .filter(({ changes }) => changes.length > 0)
          return mine.length === 0 ? [] : [{ source: mine[0]!.source, changeSets, takenBack }]
        })
        expect(digest).toEqual({
          ...{ when: 'daily', from: owed[0]?.seenAt ?? to, to },
          sources: expected.sort((x, y) => (x.source.title < y.source.title ? -1 : 1)),
        })
      }),
      { numRuns: 1_500 },
    )
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
  })
})

describe('what became of one address', () => {
  const [there, other, both] = [[0], [1], [0, 1]]
  test.each<[string, (readonly number[])[], boolean]>([
    ['added and removed', [[], there, []], true],
    ['removed and back on other lines', [there, [], there], true],
    ['removed and back with another port', [there, [], other], false],
    ['changed there and back', [there, other, there], true],
    ['changed there and back in two steps', [there, other, both, there], true],
    ['changed twice', [there, other, both], false],
    ['added, changed, removed', [[], there, other, []], true],
    ['added, removed, added again: it is there now', [[], there, [], there], false],
    ['removed, back, removed again: it is gone now', [there, [], there, []], false],
    ['listed in a second way and no longer', [there, both, there], true],
  ])('%s', (_, states, isBack) => {
    const sets = play(
      'a',
      states.map((way) => ({ 'a.example': way })),
    )
    const source = digestOf(sets, sets, 'weekly', to).sources[0]
    expect(source?.changeSets).toEqual(isBack ? [] : sets)
    expect(source?.takenBack.map(({ steps }) => steps.length)).toEqual(isBack ? [sets.length] : [])
  })

  test('counts from what the subscriber is told: what was added before is removed', () => {
    const sets = play('a', [{}, { 'a.example': there }, {}])
    expect(digestOf(sets.slice(1), sets.slice(1), 'daily', to).sources[0]?.takenBack).toEqual([])
  })

  test('is told as it is where the record of a change is not at hand', () => {
    const sets = play('a', [{}, { 'a.example': there }, {}, { 'a.example': there }, {}])
    for (const whole of [[], sets.slice(0, 2), sets.slice(2)])
      expect(digestOf(sets, whole, 'daily', to).sources[0]).toMatchObject({ changeSets: sets, takenBack: [] })
  })
})

test('a source has the name that it has now, and names are in order whatever their case', () => {
  const sets = ['b', 'a', 'c'].flatMap((id) => play(id, [{}, { 'a.example': [0] }]))
  const named = [...sets, ...play('a', [{}, {}, { 'x.example': [0] }])].map((set, i) => ({
    ...set,
    source: { ...set.source, title: ['azure', 'Old', 'Intune', 'Windows'][i] ?? '' },
  }))
  const { sources } = digestOf(named, named, 'daily', to)
  expect(sources.map(({ source }) => source.title)).toEqual(['azure', 'Intune', 'Windows'])
  expect(digestOf([], [], 'daily', to)).toEqual({ when: 'daily', from: to, to, sources: [] })
})

describe('endpoint sets in a digest', () => {
  const net = (id: number, urls: readonly string[], over = {}) => wireSet(id, { urls, ...over })
  type Wire = ReturnType<typeof wireSet>

  function read(sets: readonly Wire[]): readonly Entry[] {
    const answer = readServiceBody(wire(...sets), 'Worldwide')
    if (answer.kind === 'fault') throw new Error(answer.fault.why)
    return answer.reading.entries
  }

  function told(...lists: readonly (readonly Wire[])[]): readonly ChangeSet[] {
    return lists.slice(1).map((list, n) => {
      const [old, now] = [read(lists[n] ?? []), read(list)]
      const step = annotated(diffEntries(old, now), bareStep(old, now, '2026-03-02'))
      return { ...changeSet(n + 1, 'a', step.changes), service: step.service }
    })
  }

  test('lose the addresses that were taken back, and what was to be done for them', () => {
    const sets = told(
      [net(1, ['a.example.net']), net(2, ['b.example.net'])],
      [net(1, ['a.example.net', 'new.example.net']), net(2, ['b.example.net', 'brief.example.net'])],
      [net(1, ['new.example.net']), net(2, ['b.example.net'])],
    )
    const [source] = digestOf(sets, sets, 'daily', to).sources
    expect(source?.takenBack.map(({ address }) => address)).toEqual(['brief.example.net'])
    expect(source?.changeSets.map(({ service }) => service?.sets)).toMatchObject([
      [{ set: 1, added: ['new.example.net'], urgency: { kind: 'act-now' } }],
      [{ set: 1, removed: ['a.example.net'] }],
    ])
    expect(source?.changeSets[1]?.service?.sets).toEqual([sets[1]?.service?.sets.find(({ set }) => set === 1)])
  })

  test('do not name it among the addresses of a rule that changed', () => {
    const ports = { tcpPorts: '443' }
    const sets = told(
      [net(1, ['a.example.net'])],
      [net(1, ['a.example.net', 'brief.example.net'], ports)],
      [net(1, ['a.example.net'], ports)],
    )
    expect(sets[0]?.service?.sets[0]?.addresses).toEqual(['a.example.net', 'brief.example.net'])
    const [source] = digestOf(sets, sets, 'daily', to).sources
    expect(source?.changeSets.map(({ service }) => service?.sets[0]?.addresses)).toEqual([['a.example.net']])
  })

  test('are only as urgent as what is left of them', () => {
    const sets = told(
      [net(1, ['a.example.net', 'z.example.net'])],
      [net(1, ['z.example.net', 'brief.example.net'])],
      [net(1, ['z.example.net'])],
    )
    expect(sets[0]?.service?.sets).toMatchObject([{ urgency: { kind: 'act-now' } }])
    const [source] = digestOf(sets, sets, 'daily', to).sources
    expect(source?.changeSets.map(({ id, service }) => [id, service?.sets[0]?.urgency.kind])).toEqual([
      ['a-1', 'clean-up'],
    ])
  })

  test('keep the date that came for an address that is there again, and not one for an address that is gone', () => {
    const was = [net(1, ['a.example.net', 'z.example.net'])]
    const sets = told(was, [net(1, ['z.example.net', 'brief.example.net'])], was)
    const dates = ['a.example.net', 'brief.example.net'].map((address) => ({ address, date: '2026-04-01' }))
    const [first, second] = sets
    const late: ChangeSet = {
      ...second!,
      service: { ...second!.service!, sets: second!.service!.sets.map((section) => ({ ...section, dated: dates })) },
    }
    const [source] = digestOf([first!, late], [first!, late], 'daily', to).sources
    expect(source?.takenBack).toHaveLength(2)
    expect(source?.changeSets.map(({ id }) => id)).toEqual(['a-2'])
    expect(source?.changeSets[0]?.service?.sets[0]).toMatchObject({ added: [], removed: [], dated: [dates[0]] })
  })

  test('to which nothing was taken back stay as they are', () => {
    const sets = told(
      [net(1, ['a.example.net', 'd.example.net']), net(2, ['b.example.net', 'd.example.net'])],
      [net(1, ['b.example.net'], { tcpPorts: '8443' }), net(2, ['d.example.net'], { notes: 'n', required: false })],
    )
    const brief = told(
      [net(1, ['q.example.net'])],
      [net(1, ['q.example.net', 'x.example.net'])],
      [net(1, ['q.example.net'])],
    )
    const all = [...sets, ...brief.map((set, i) => ({ ...set, id: `brief-${i}` }))]
    expect(digestOf(all, all, 'daily', to).sources[0]?.changeSets).toEqual(sets)
  })
})
