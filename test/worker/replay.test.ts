import { expect, onTestFinished, test } from 'vitest'
import { atOnce, type Timing } from '../../src/core/wishes.ts'
import type { Store } from '../../src/store/store.ts'
import { deliveryId, owedFor } from '../../src/worker/owed.ts'
import { replay } from '../../src/worker/replay.ts'
import type { Subscriber } from '../../src/worker/subscribers.ts'
import { changeSet } from '../store/samples.ts'
import { everything, newBench } from './installation.ts'

const day = 86_400_000
const start = Date.parse('2026-01-01T00:00:00Z')

/** An installation with one subscription, to which a change set is published each day: `d0`, `d1` ... */
async function scene(timing: Partial<Timing> = {}) {
  const wishes = { ...everything, timing: { ...atOnce, ...timing } }
  const subscription = { name: 'team', channel: 'hook', to: 'https://team.example.org', ...wishes }
  const bench = await newBench([], { subscriptions: [subscription], operator: [] })
  onTestFinished(bench.close)
  const { store, clock } = bench
  const subscriber: Subscriber = { ...subscription, wishes, halt: null }
  function publish(id: string, source = 'printers'): void {
    const set = changeSet(id, source, clock.now)
    store.publish({ source, commit: id, snapshot: '' }, set, owedFor(bench, set), clock.now)
  }
  function days(count: number): void {
    for (let n = 0; n < count; n += 1) {
      clock.now = start + n * day
      publish(`d${n}`)
    }
  }
  const again = (since: number, dryRun = false) => replay(bench, subscriber, since, dryRun)
  return { ...bench, subscriber, publish, days, again }
}

const id = (set: string) => deliveryId(set, 'team')

function deliver(store: Store, ...ids: readonly string[]): void {
  for (const one of ids)
    store.attempted(one, { at: start, outcome: 'delivered', answer: 'ok' }, { state: 'delivered', notBefore: start })
}

/** Oldest first. */
function stands(store: Store): readonly (readonly [id: string, state: string])[] {
  const rows = store.deliveries({ subscription: 'team', limit: 100 })
  return rows.map((row) => [row.id, row.state] as const).reverse()
}

test('what was told since then is due again under the same ids, in the same bytes, and nothing older is', async () => {
  const { store, days, again, clock } = await scene()
  days(4)
  deliver(store, id('d0'), id('d1'), id('d2'))
  store.attempted(id('d3'), { at: start, outcome: 'refused', answer: '' }, { state: 'refused', notBefore: start })
  const before = store.delivery(id('d2'))
  clock.now += day
  expect(again(start + 2 * day)).toEqual({ again: 2, recorded: 0, waiting: 0 })
  expect(stands(store)).toEqual([
    [id('d0'), 'delivered'],
    [id('d1'), 'delivered'],
    [id('d2'), 'due'],
    [id('d3'), 'due'],
  ])
  const after = store.delivery(id('d2'))
  expect([after?.message, after?.createdAt, after?.notBefore]).toEqual([before?.message, before?.createdAt, clock.now])
})

test('a dry run says the same numbers and changes nothing', async () => {
  const { store, days, again } = await scene()
  days(3)
  deliver(store, id('d0'), id('d1'))
  const before = stands(store)
  const said = again(start, true)
  expect([said, stands(store)]).toEqual([{ again: 2, recorded: 0, waiting: 1 }, before])
  expect(again(start)).toEqual(said)
  expect(again(start)).toEqual({ again: 0, recorded: 0, waiting: 3 })
})

test('what was published before it subscribed is recorded under the id that it would have had; what it does not want is not', async () => {
  const { store, config, again, clock, publish, subscriber } = await scene()
  Object.assign(config, { subscriptions: [] })
  publish('before')
  publish('unwanted', 'faxes')
  Object.assign(config, { subscriptions: [{ ...subscriber, ...subscriber.wishes }] })
  clock.now += day
  publish('after')
  Object.assign(subscriber.wishes, { filter: { ...everything.filter, sources: ['printers'] } })
  expect(again(start)).toEqual({ again: 0, recorded: 1, waiting: 1 })
  expect(stands(store)).toEqual([
    [id('after'), 'due'],
    [id('before'), 'due'],
  ])
})

test('what is kept for a digest stays there; a digest that was sent is due again, once', async () => {
  const { store, days, again, clock, publish } = await scene({ when: 'daily' })
  days(2)
  const message = { kind: 'changes' as const, changeSet: changeSet('d0') }
  const digest = { id: 'digest', subscription: 'team', channel: 'hook', to: 'https://team.example.org', message }
  store.gathered([id('d0'), id('d1')], [digest], clock.now)
  deliver(store, 'digest')
  publish('new')
  expect(again(start)).toEqual({ again: 1, recorded: 0, waiting: 1 })
  expect([stands(store), store.waiting('team')]).toEqual([[['digest', 'due']], { due: 1, kept: 1 }])
})

test('what it was never owed comes with the next digest, where it gets digests', async () => {
  const { store, config, again, publish, subscriber } = await scene({ when: 'weekly' })
  Object.assign(config, { subscriptions: [] })
  publish('before')
  Object.assign(config, { subscriptions: [{ ...subscriber, ...subscriber.wishes }] })
  expect(again(start)).toEqual({ again: 0, recorded: 1, waiting: 0 })
  expect([store.waiting('team'), store.nextKept()]).toEqual([{ due: 0, kept: 1 }, Date.parse('2026-01-05T08:00:00Z')])
})

test('it waits for the end of the quiet hours', async () => {
  const { store, days, again } = await scene({ quiet: { from: '23:00', to: '07:00' } })
  days(1)
  deliver(store, id('d0'))
  again(start)
  expect(store.delivery(id('d0'))?.notBefore).toBe(start + 7 * 3_600_000)
})

test('where the address was changed meanwhile, nothing is due before it is the new one', async () => {
  const { store, days, config, subscriber, clock } = await scene()
  days(1)
  deliver(store, id('d0'))
  const moved = { ...subscriber, to: 'https://new.example.org' }
  const dues: number[] = []
  const watched: Store = {
    ...store,
    readdress: (...given) => {
      dues.push(store.due(clock.now, 10, 'hook', []).length)
      store.readdress(...given)
    },
  }
  Object.assign(config, { subscriptions: [{ ...moved, ...moved.wishes }] })
  replay({ store: watched, config, now: () => clock.now }, moved, start, false)
  expect(dues).toEqual([0])
  expect(store.due(clock.now + 60_000, 10, 'hook', []).map(({ to }) => to)).toEqual([moved.to])
})
