import { expect, test } from 'vitest'
import { encodeRecords } from '../../src/core/service-files.ts'
import { encodeSnapshot } from '../../src/core/snapshot.ts'
import { remind } from '../../src/worker/remind.ts'
import { source } from './installation.ts'
import { day, person, telling } from './telling-bench.ts'

const place = {
  ...{ line: null, section: [], tab: null, ports: [443], protocols: ['TCP'], service: null, required: true },
  labels: { set: '1', area: 'Exchange', category: 'Optimize', instance: 'Worldwide' },
}
const entries = [{ address: 'new.example.net', type: 'fqdn' as const, occurrences: [place] }]
const record = {
  ...{ id: 1, set: 1, disposition: 'Change', version: '2025110100', impact: 'AddedUrl', previous: {}, current: {} },
  ...{ add: { effectiveDate: '2026-01-08', addresses: ['new.example.net'] }, remove: [], more: {} },
}

/** A list with one address that must be open in seven days; each look at the clock is a millisecond later. */
async function listed(...ids: readonly string[]) {
  const it = await telling(
    ids.map((id) => person(id, { reminders: [7] })),
    { sources: [source({ id: 'lists', kind: 'web-service' })] },
  )
  const files = new Map([
    ['endpoints.json', encodeSnapshot(entries)],
    ['changes.json', encodeRecords({ until: null, records: [record] })],
  ])
  const snapshots = { ...it.snapshots, head: async () => 'h', read: async () => files }
  const now = (): number => {
    it.clock.now += 1
    return it.clock.now
  }
  const reminded = async (): Promise<readonly string[]> => {
    await remind({ ...it.at, snapshots, now })
    return it.store
      .deliveries({ limit: 999 })
      .map(({ subscription }) => subscription)
      .toSorted()
  }
  return { ...it, reminded }
}

test('a reminder is one message for all who get it', async () => {
  const it = await listed('_a', '_b', '_c')
  expect(await it.reminded()).toEqual(['_a', '_b', '_c'])
  const hashes = it.store.due(it.clock.now + day, 9, 'hook', []).map(({ hash }) => hash)
  expect([hashes.length, new Set(hashes).size]).toEqual([3, 1])
})

test('whoever asks for reminders, comes back or joins as another leaves is reminded on the same day', async () => {
  const it = await listed('_a', '_b')
  it.store.setWishes('_b', person('_b').wishes, it.clock.now, it.clock.now)
  it.store.subscribe([person('_c', { reminders: [7] })], [], it.clock.now)
  it.store.halt('_c', { kind: 'paused', by: 'person', why: 'on leave', at: it.clock.now })
  expect(await it.reminded()).toEqual(['_a'])
  it.store.setWishes('_b', person('_b', { reminders: [7] }).wishes, it.clock.now, it.clock.now)
  expect(await it.reminded()).toEqual(['_a', '_b'])
  it.store.resume('_c', it.clock.now, it.clock.now)
  expect(await it.reminded()).toEqual(['_a', '_b', '_c'])
  it.store.leave('_a', 'left', it.clock.now)
  it.store.subscribe([{ ...person('_d', { reminders: [7] }), changedAt: it.clock.now }], [], it.clock.now)
  expect(await it.reminded()).toEqual(['_a', '_b', '_c', '_d'])
  const marks = it.store.setting('reminded')
  expect([await it.reminded(), it.store.setting('reminded')]).toEqual([['_a', '_b', '_c', '_d'], marks])
})
