import { describe, expect, it } from 'vitest'
import type { EndpointSet } from '../../../src/core/endpoint-set.ts'
import type { PastStep } from '../../../src/core/endpoint-set-diff.ts'
import { type ChangeRecord, joinRecords } from '../../../src/core/endpoint-set-records.ts'
import { describeSetChanges, isSilent, pastStep, type SetChanges } from '../../../src/core/endpoint-set-terms.ts'
import { parseChangeRecords } from '../../../src/sources/web-service/change-records.ts'
import { parseEndpointSets } from '../../../src/sources/web-service/schema.ts'
import { bodies, here, instances, quiet, type RealBody, sharedText, type WireSet } from './shared.ts'

type RealStep = {
  readonly name: string
  readonly before: RealBody
  readonly after: RealBody
  readonly changes: SetChanges
}

function sets({ text }: RealBody): readonly EndpointSet[] {
  const parsed = parseEndpointSets(text)
  if (parsed.kind === 'fault') throw new Error(parsed.why)
  return parsed.sets
}

/** Every step of an instance, told with the three steps before it as history. */
function play(instance: string): readonly RealStep[] {
  const all = bodies(instance)
  const history: PastStep[] = []
  return all.slice(1).map((after, i) => {
    const before = all[i] as RealBody
    const changes = describeSetChanges(sets(before), sets(after), history.slice(-3))
    history.push(pastStep(after.name, changes))
    return { name: after.name, before, after, changes }
  })
}

function memberships(list: readonly WireSet[]): Set<string> {
  return new Set(
    list.flatMap((set) => [...(set.urls ?? []), ...(set.ips ?? [])].map((address) => `${set.id} ${address}`)),
  )
}

function kinds(changes: SetChanges, relation: string): string[] {
  return changes.addresses
    .filter(({ relations }) => relations.some(({ kind }) => kind === relation))
    .map(({ address }) => address)
}

describe.skipIf(!here)('the real series, in the words of an administrator', () => {
  const worldwide = here ? play('worldwide') : []
  const step = (name: string): SetChanges =>
    worldwide.find((one) => one.name.endsWith(name))?.changes ?? { addresses: [], terms: [], sets: [] }

  for (const instance of instances)
    it(`${instance}: every address that came to a set or left one is told, and nothing else`, () => {
      for (const { before, after, changes } of play(instance)) {
        const [was, is] = [memberships(before.sets), memberships(after.sets)]
        const told = changes.addresses.flatMap(({ address, from, to }) => [
          ...from.map((id) => `-${id} ${address}`),
          ...to.map((id) => `+${id} ${address}`),
        ])
        const gone = [...was].filter((one) => !is.has(one)).map((one) => `-${one}`)
        const come = [...is].filter((one) => !was.has(one)).map((one) => `+${one}`)
        expect(told.sort()).toEqual([...gone, ...come].sort())
      }
    })

  it('five steps only reorder, and are silent', () => {
    expect(worldwide.filter(({ changes }) => isSilent(changes)).map(({ name }) => name)).toEqual(quiet)
  })

  it('UDP 443 came to sets 1, 47 and 184 without any new address in them', () => {
    for (const [name, ids] of [
      ['2022-11-06', [1]],
      ['2024-11-17', [47, 184]],
    ] as const) {
      const gained = step(name).terms.filter(({ kind, gained }) => kind === 'ports' && gained.includes('UDP 443'))
      expect(gained.map(({ set }) => set)).toEqual(ids)
      expect(step(name).addresses.filter(({ to }) => to.some((id) => (ids as readonly number[]).includes(id)))).toEqual(
        [],
      )
    }
  })

  it('65 names that came in September 2021 were taken back by the end of the year', () => {
    expect(step('2021-10-03').addresses.filter(({ kind }) => kind === 'added')).toHaveLength(65)
    expect(kinds(step('2021-12-26'), 'reverts')).toHaveLength(65)
  })

  it('set 26 went optional, and then went', () => {
    expect(step('2022-09-04').terms).toContainEqual(
      expect.objectContaining({ kind: 'required', set: 26, after: 'false' }),
    )
    expect(step('2022-10-02').sets).toContainEqual({ kind: 'set-gone', set: 26, others: [] })
    expect(kinds(step('2022-10-02'), 'announced')).toHaveLength(1)
  })

  it('in 2023 the sets 5, 6, 148 and 154 were folded into others', () => {
    const gone = step('2023-06-04').sets.filter(({ kind }) => kind === 'set-gone')
    expect(gone.map(({ set }) => set)).toEqual([5, 6, 148, 154])
    expect(gone.filter(({ others }) => others.length > 0).map(({ set }) => set)).toEqual([5, 6, 154])
  })

  it('the records computed for single versions agree with every step that they span whole', () => {
    const parsed = parseChangeRecords(sharedText('changes/SYNTHETIC-worldwide-0000000000.json'))
    if (parsed.kind === 'fault') throw new Error(parsed.why)
    expect(parsed.complaints).toEqual([])
    const day = ({ name }: RealBody): string => `${name.slice(3).replaceAll('-', '')}99`
    const whole = ['02', '03', '04', '05', '06', '12', '13', '14', '15']
    for (const { name, before, after, changes } of worldwide.filter((one) => whole.includes(one.name.slice(0, 2)))) {
      const records: ChangeRecord[] = parsed.records.filter(
        ({ version }) => version > day(before) && version <= day(after),
      )
      const joined = joinRecords({ before: sets(before), after: sets(after), changes, records })
      expect([name, joined.disagreements, joined.elsewhere]).toEqual([name, [], []])
      expect([...joined.ofAddress.values()].every((of) => of.length > 0)).toBe(true)
    }
  })
})
