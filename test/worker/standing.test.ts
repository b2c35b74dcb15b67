import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { Channel, Envelope } from '../../src/channels/channel.ts'
import { openChannels } from '../../src/channels/open.ts'
import type { Outcome } from '../../src/core/model.ts'
import { atOnce, type Timing, type Wishes } from '../../src/core/wishes.ts'
import type { Subscription } from '../../src/store/subscription.ts'
import { reportChannels } from '../../src/worker/channel-trouble.ts'
import { deliverDue } from '../../src/worker/deliver.ts'
import { gather } from '../../src/worker/gather.ts'
import { owedFor } from '../../src/worker/owed.ts'
import { changeSet } from '../store/samples.ts'
import { everything, newBench } from './installation.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const ok: Outcome = { kind: 'delivered', receipt: 'ok' }
const gone: Outcome = { kind: 'gone', why: '410 from them' }
const down: Outcome = { kind: 'retry', why: '503' }

function person(id: string, timing: Partial<Timing> = {}, wishes: Partial<Wishes> = {}): Subscription {
  return {
    ...{
      id,
      channel: 'hook',
      to: `https://${id.slice(1)}.example.org/`,
      label: null,
      origin: 'person',
      state: 'active',
    },
    wishes: { ...everything, timing: { ...atOnce, ...timing }, ...wishes },
    ...{ secrets: [], generation: 1, createdAt: 0, changedAt: 0, confirmedAt: 0, expiresAt: null },
  }
}

/** An installation whose only channel answers by receiver; everything sent is kept as (time, receiver, id, message). */
async function scene(people: readonly Subscription[], answers: Record<string, Outcome> = {}) {
  const bench = await newBench([], {
    subscriptions: [],
    operator: [],
    web: { listen: { host: null, port: 0 }, publicUrl: 'https://drift.example.org', proxies: [] },
  })
  onTestFinished(bench.close)
  const sent: (Envelope & { readonly at: number })[] = []
  const kind: Channel<unknown> = {
    ...{ id: 'hook', schema: z.unknown(), checkAddress: () => null, concurrency: () => 3 },
    open: async () => ({
      render: (message) => JSON.stringify(message),
      send: async (envelope) => {
        sent.push({ ...envelope, at: bench.clock.now })
        return answers[envelope.to] ?? ok
      },
      close: async () => {},
    }),
  }
  const channels = openChannels([kind], [{ name: 'hook', kind: 'hook', settings: null }], {
    now: bench.now,
    userAgent: 'test',
  })
  bench.store.subscribe(people, [], bench.clock.now)
  const publish = (id: string): void =>
    bench.store.publish(
      { source: 'printers', commit: id, snapshot: '' },
      changeSet(id, 'printers', bench.clock.now),
      owedFor(bench, changeSet(id, 'printers', bench.clock.now)),
      bench.clock.now,
    )
  /** Works off what is due up to a time, as the worker does. */
  async function until(end: number): Promise<void> {
    for (;;) {
      await gather(bench)
      reportChannels(bench, await deliverDue({ ...bench, channels, random: () => 0.5 }))
      const next = Math.min(bench.store.nextDue() ?? end + 1, bench.store.nextKept() ?? end + 1)
      if (next > end) break
      bench.clock.now = Math.max(bench.clock.now, next)
    }
    bench.clock.now = end
  }
  return { bench, sent, publish, until, answers }
}

type Sent = { readonly content: string }
const changesIn = ({ content }: Sent): string[] => {
  const message = JSON.parse(content)
  const sets =
    message.kind === 'digest'
      ? message.digest.sources.flatMap((one: { changeSets: unknown[] }) => one.changeSets)
      : [message.changeSet]
  return sets.map((set: { id: string }) => set.id)
}

describe('a receiver that says it is gone', () => {
  test('is asked once more after an hour, and then the subscription is stopped and operators are told', async () => {
    const { bench, sent, publish, until } = await scene([person('_a'), person('_b')], {
      'https://a.example.org/': gone,
    })
    const start = bench.clock.now
    publish('one')
    await until(start + 10 * day)
    expect(sent.filter(({ to }) => to.includes('//a')).map(({ at }) => at - start)).toEqual([0, hour])
    expect(sent.filter(({ to }) => to.includes('//b'))).toHaveLength(1)
    expect(bench.store.subscription('_a')?.halt).toMatchObject({
      kind: 'stopped',
      by: 'receiver',
      why: '410 from them',
    })
    expect(bench.store.openAlerts().map(({ fault }) => [fault.code, fault.why])).toContainEqual([
      'halted',
      '_a is stopped: 410 from them',
    ])
  })

  test('is stopped by a second message as well, and told nothing more; what is published meanwhile comes when it is resumed', async () => {
    const { bench, sent, publish, until, answers } = await scene([person('_a')], { 'https://a.example.org/': gone })
    const start = bench.clock.now
    publish('one')
    await until(start + minute)
    publish('two')
    await until(start + 2 * minute)
    publish('three')
    await until(start + 9 * day)
    expect(sent).toHaveLength(2)
    delete answers['https://a.example.org/']
    expect(bench.store.resume('_a', bench.clock.now, bench.clock.now)).toBe(true)
    await until(start + 10 * day)
    const after = sent.slice(2)
    expect(after.flatMap(changesIn).toSorted()).toEqual(['one', 'three', 'two'])
    expect(new Set(after.map(({ id }) => id)).size).toBe(3)
    expect(bench.store.openAlerts()).toEqual([])
  })

  test('is not believed because of two messages that were owed at once', async () => {
    const { bench, sent, publish, until } = await scene([person('_a')], { 'https://a.example.org/': gone })
    const start = bench.clock.now
    publish('one')
    publish('two')
    await until(start + minute)
    expect(sent).toHaveLength(2)
    expect(bench.store.subscription('_a')?.halt).toBeNull()
    await until(start + 2 * hour)
    expect(bench.store.subscription('_a')?.halt).toMatchObject({ kind: 'stopped' })
    expect(sent).toHaveLength(3)
  })

  test('that takes the next message is not in doubt any more', async () => {
    const { bench, sent, publish, until, answers } = await scene([person('_a')], { 'https://a.example.org/': gone })
    const start = bench.clock.now
    publish('one')
    await until(start + minute)
    delete answers['https://a.example.org/']
    await until(start + 2 * hour)
    answers['https://a.example.org/'] = gone
    publish('two')
    await until(start + 2 * hour + minute)
    expect(bench.store.subscription('_a')?.halt).toBeNull()
    expect(sent).toHaveLength(3)
  })
})

describe('a receiver that fails', () => {
  test('for five days has its subscription paused, and gets everything when it is resumed', async () => {
    const { bench, sent, publish, until, answers } = await scene([person('_a')], { 'https://a.example.org/': down })
    const start = bench.clock.now
    publish('one')
    await until(start + 2 * day)
    publish('two')
    await until(start + 5 * day)
    expect(bench.store.subscription('_a')?.halt).toMatchObject({ kind: 'paused', by: 'receiver' })
    publish('three')
    const tries = sent.length
    await until(start + 20 * day)
    expect(sent).toHaveLength(tries)
    delete answers['https://a.example.org/']
    bench.store.resume('_a', bench.clock.now, bench.clock.now)
    await until(start + 21 * day)
    expect(sent.slice(tries).flatMap(changesIn).toSorted()).toEqual(['one', 'three', 'two'])
  })

  test('because of us is tried for as long as it takes, and is never paused', async () => {
    const { bench, sent, publish, until, answers } = await scene([person('_a')], {
      'https://a.example.org/': { kind: 'retry', why: 'our relay is away', ours: true },
    })
    const start = bench.clock.now
    publish('one')
    await until(start + 40 * day)
    expect(bench.store.subscription('_a')?.halt).toBeNull()
    const tries = sent.length
    expect(tries).toBeGreaterThan(40)
    delete answers['https://a.example.org/']
    await until(start + 42 * day)
    expect(sent).toHaveLength(tries + 1)
  })
})

test('a receiver that names a time is left alone until then, also with what is published meanwhile', async () => {
  const { bench, sent, publish, until, answers } = await scene([person('_a'), person('_b')])
  const start = bench.clock.now
  answers['https://a.example.org/'] = { kind: 'retry', why: '429', notBefore: start + 2 * hour }
  publish('one')
  await until(start + minute)
  delete answers['https://a.example.org/']
  publish('two')
  await until(start + 3 * hour)
  const times = (host: string) => sent.filter(({ to }) => to.includes(host)).map(({ at }) => (at - start) / minute)
  expect(times('//a')).toEqual([0, 120, 120])
  expect(times('//b')).toEqual([0, 1])
})

describe('whoever left', () => {
  test('between being taken from the queue and being sent to gets nothing', async () => {
    const people = ['_a', '_b', '_c', '_d', '_e', '_f'].map((id) => person(id))
    const { bench, sent, publish, until, answers } = await scene(people)
    publish('one')
    // The first message that is sent makes all the others leave, who are in memory by then.
    Object.defineProperty(answers, 'https://a.example.org/', {
      get: () => {
        for (const { id } of people.slice(1)) bench.store.leave(id, 'left', bench.clock.now)
        return ok
      },
    })
    await until(bench.clock.now + day)
    expect(sent.map(({ to }) => to)).toContain('https://a.example.org/')
    expect(sent.length).toBeLessThan(4)
    expect(bench.store.nextDue()).toBeNull()
    expect(bench.store.deliveries({ state: 'gone', limit: 9 }).every(({ to }) => to === '')).toBe(true)
  })
})

describe('digests and quiet hours', () => {
  test('a day of changes comes in one message at the hour asked for, with personal links and under one id', async () => {
    const { bench, sent, publish, until } = await scene([person('_a', { when: 'daily', at: '08:00' }), person('_b')])
    const start = bench.clock.now
    publish('one')
    await until(start + hour)
    publish('two')
    await until(start + 3 * day)
    const mine = sent.filter(({ to }) => to.includes('//a'))
    expect(mine.map(({ at }) => at - start)).toEqual([8 * hour])
    expect(mine.flatMap(changesIn)).toEqual(['one', 'two'])
    expect(mine[0]?.links?.leave).toMatch(/^https:\/\/drift\.example\.org\/leave\/_a\./)
    expect(sent.filter(({ to }) => to.includes('//b')).map(({ at }) => at - start)).toEqual([0, hour])
  })

  test('a digest that cannot be delivered is tried again under its id, and the next one holds only what came after', async () => {
    const { bench, sent, publish, until, answers } = await scene([person('_a', { when: 'daily' })], {
      'https://a.example.org/': down,
    })
    const start = bench.clock.now
    publish('one')
    await until(start + 10 * hour)
    delete answers['https://a.example.org/']
    publish('two')
    await until(start + 3 * day)
    const ids = [...new Set(sent.map(({ id }) => id))]
    expect(ids).toHaveLength(2)
    expect(ids.map((id) => [...new Set(sent.filter((one) => one.id === id).flatMap(changesIn))])).toEqual([
      ['one'],
      ['two'],
    ])
  })

  test('nothing is sent in quiet hours, not even a retry, and all of it after them', async () => {
    const { bench, sent, publish, until, answers } = await scene([
      person('_a', { quiet: { from: '22:00', to: '07:00' } }),
    ])
    const start = bench.clock.now
    publish('at midnight')
    await until(start + 8 * hour)
    expect(sent.map(({ at }) => at - start)).toEqual([7 * hour])
    bench.clock.now = start + 21.99 * hour
    answers['https://a.example.org/'] = down
    publish('late')
    await until(start + 2 * day)
    const inQuiet = sent.filter(({ at }) => (at - start) % day >= 22 * hour || (at - start) % day < 7 * hour)
    expect(inQuiet).toEqual([])
    expect(sent.length).toBeGreaterThan(3)
  })

  test('whoever pauses keeps what is published, and gets it one by one when he is told at once', async () => {
    const { bench, sent, publish, until } = await scene([person('_a')])
    const start = bench.clock.now
    bench.store.halt('_a', { kind: 'paused', by: 'person', why: 'on leave', at: start })
    publish('one')
    publish('two')
    await until(start + 30 * day)
    expect(sent).toEqual([])
    bench.store.resume('_a', bench.clock.now, bench.clock.now)
    await until(start + 31 * day)
    expect(sent.map(changesIn)).toEqual([['one'], ['two']])
  })
})
