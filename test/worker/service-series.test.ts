import { describe, expect, test } from 'vitest'
import type { ChangeKind, ChangeSet } from '../../src/core/model.ts'
import type { Aspect } from '../../src/core/service-facts.ts'
import { some } from '../long.ts'
import { bodies, here, instances, quiet, type WireSet } from '../sources/web-service/shared.ts'
import { play } from './service-bench.ts'

type Sets = readonly WireSet[]

function all(sets: Sets): string[] {
  return sets.flatMap(({ urls = [], ips = [] }) => [...urls, ...ips])
}

/** The oracle: the plain difference of two JSON lists. */
function without(a: Sets, b: Sets): string[] {
  const other = new Set(all(b))
  return [...new Set(all(a))].filter((address) => !other.has(address)).sort()
}

function named(changeSet: ChangeSet | undefined, word: ChangeKind | Aspect): string[] {
  return (changeSet?.changes ?? [])
    .filter(({ kind, facts }) => kind === word || facts?.aspects.some((aspect) => aspect === word))
    .map(({ address }) => address)
    .sort()
}

function sectionOf(changeSet: ChangeSet | undefined, set: number) {
  return changeSet?.service?.sets.find((section) => section.set === set)
}

/** The step told with the list that has this name, by instance. */
const told = new Map<string, Map<string, ChangeSet[]>>()

async function series(instance: string): Promise<Map<string, ChangeSet[]>> {
  const known = told.get(instance)
  if (known !== undefined) return known
  const { at, sources, service, after, publish } = await play()
  Object.assign(sources[0]?.settings ?? {}, { instance })
  const found = new Map<string, ChangeSet[]>()
  for (const { name, text } of bodies(instance)) {
    at.clock.now = Date.parse(name.slice(-10))
    const version = `${name.slice(-10).replaceAll('-', '')}00`
    const last = String(service.versions[instance] ?? '')
    publish(version, text)
    service.changes = { [last]: '[]' }
    service.versions = { [instance]: version }
    service.lists = { [instance]: text }
    let [result] = await after(1)
    if (result?.outcome === 'held') {
      at.store.accept('m365')
      ;[result] = await after(1)
    }
    found.set(name, [...(result?.changeSets ?? [])])
  }
  told.set(instance, found)
  return found
}

describe.skipIf(!here)('the real lists, played through the worker', () => {
  test.each(some(instances, 1))(
    '%s: each step tells exactly the difference of the JSON, and only where there is one',
    async (instance) => {
      const steps = await series(instance)
      const list = bodies(instance)
      for (const [i, { name, sets }] of list.entries()) {
        const before = list[i - 1]?.sets
        const [changeSet, ...more] = steps.get(name) ?? []
        expect(more, name).toEqual([])
        if (before === undefined) continue
        expect(named(changeSet, 'added'), name).toEqual(without(sets, before))
        expect(named(changeSet, 'removed'), name).toEqual(without(before, sets))
      }
    },
    180_000,
  )

  test('the five steps that only reorder are silent', async () => {
    const steps = await series('worldwide')
    expect(quiet.map((name) => steps.get(name))).toEqual([[], [], [], [], []])
  }, 180_000)

  test('the 65 names of October 2021 are told as taken back in December', async () => {
    const [changeSet] = (await series('worldwide')).get('10-2021-12-26') ?? []
    const list = bodies('worldwide')
    const came = without(list[8]?.sets ?? [], list[7]?.sets ?? [])
    const gone = new Set(without(list[8]?.sets ?? [], list[9]?.sets ?? []))
    expect(came).toHaveLength(65)
    expect(named(changeSet, 'reverted')).toEqual(came.filter((address) => gone.has(address)))
    expect(named(changeSet, 'reverted')).toHaveLength(65)
  }, 180_000)

  test.each([
    ['18-2022-11-06', 1],
    ['42-2024-11-17', 47],
    ['42-2024-11-17', 184],
  ])(
    '%s: UDP 443 is new for set %d as a whole, to be opened now',
    async (name, set) => {
      const [changeSet] = (await series('worldwide')).get(name) ?? []
      const section = sectionOf(changeSet, set)
      const sets = bodies('worldwide')
        .find((body) => body.name === name)
        ?.sets.find(({ id }) => id === set)
      expect(section).toMatchObject({
        terms: [{ kind: 'ports', gained: ['UDP 443'], lost: [] }],
        urgency: { kind: 'act-now' },
      })
      expect(section?.addresses).toEqual(all(sets ? [sets] : []).sort())
      expect(section?.addresses.length).toBeGreaterThan(0)
    },
    180_000,
  )

  test('set 26 goes optional with its note, and its removal a month later is told as announced', async () => {
    const steps = await series('worldwide')
    const terms = sectionOf(steps.get('16-2022-09-04')?.[0], 26)?.terms ?? []
    expect(terms).toMatchObject([
      { kind: 'required', before: 'true', after: 'false' },
      { kind: 'notes', after: 'Wildcard being moved to optional prior to being removed' },
    ])
    const [changeSet] = steps.get('17-2022-10-02') ?? []
    expect(named(changeSet, 'announced')).toEqual(named(changeSet, 'removed'))
    expect(sectionOf(changeSet, 26)).toMatchObject({ fate: 'gone', urgency: { kind: 'clean-up' } })
  }, 180_000)

  test('sets 5, 6 and 154 are told as merged into 2 and 8, with the ports that set 2 has since', async () => {
    const [changeSet] = (await series('worldwide')).get('24-2023-06-04') ?? []
    expect([5, 6, 154].map((set) => sectionOf(changeSet, set))).toMatchObject([
      { fate: 'gone', others: [2] },
      { fate: 'gone', others: [2] },
      { fate: 'gone', others: [8] },
    ])
    expect(sectionOf(changeSet, 2)?.terms).toMatchObject([
      { kind: 'ports', after: 'TCP 143, TCP 587, TCP 993, TCP 995' },
      { kind: 'required', before: 'true', after: 'false' },
      { kind: 'notes' },
    ])
  }, 180_000)
})
