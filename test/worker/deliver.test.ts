import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import type { Channel, Envelope } from '../../src/channels/channel.ts'
import { type Channels, openChannels } from '../../src/channels/open.ts'
import type { Outcome } from '../../src/core/model.ts'
import { openStore } from '../../src/store/open.ts'
import type { NewDelivery, Store } from '../../src/store/store.ts'
import { type Delivering, deliverDue } from '../../src/worker/deliver.ts'
import { changeSet, delivery, monday } from '../store/samples.ts'

type Send = (envelope: Envelope, stillOwed?: () => boolean) => Promise<Outcome>

const delivered: Outcome = { kind: 'delivered', receipt: '250 ok' }
function noting(note: (envelope: Envelope) => void): Send {
  return async (envelope) => {
    note(envelope)
    return delivered
  }
}

const nobody = { subscriptions: [], web: { listen: null, publicUrl: '', proxies: [] } }
const silent = { info: () => {}, warn: () => {} }

/** Channels of the given names; what they are told to send goes to the functions. */
function channelsOf(sends: Readonly<Record<string, Send>>, concurrency = 3): Channels {
  const kinds = Object.entries(sends).map(
    ([id, send]): Channel<unknown> => ({
      id,
      schema: z.unknown(),
      checkAddress: () => null,
      concurrency: () => concurrency,
      open: async () => ({ render: (message) => JSON.stringify(message), send, close: async () => {} }),
    }),
  )
  return openChannels(
    kinds,
    kinds.map(({ id }) => ({ name: id, kind: id, settings: null })),
    { now: () => monday, userAgent: 'test' },
  )
}

function setup(sends: Readonly<Record<string, Send>>, over: Partial<Delivering> & { concurrency?: number } = {}) {
  const store = openStore(':memory:')
  onTestFinished(store.close)
  const channels = channelsOf(sends, over.concurrency)
  const { concurrency: _, ...rest } = over
  const at: Delivering = { store, config: nobody, channels, now: () => monday, random: () => 0.5, log: silent, ...rest }
  return { store, at }
}

function owe(store: Store, ...rows: readonly NewDelivery[]): void {
  const id = `of-${rows[0]?.id}`
  store.publish({ source: 'printers', commit: id, snapshot: '' }, changeSet(id), rows, monday)
}

/** A promise that the test settles. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

describe('a round of deliveries', () => {
  test('sends what is due with its id, address, message and time, and records it', async () => {
    const sent: Envelope[] = []
    const { store, at } = setup({ mail: noting((envelope) => sent.push(envelope)) })
    owe(store, delivery('d1', { to: 'a@example.org' }), delivery('d2', { subscription: 'other', to: 'b@example.org' }))
    const round = await deliverDue(at)
    expect(sent.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
      { id: 'd1', to: 'a@example.org', content: JSON.stringify(delivery('d1').message), createdAt: monday },
      { id: 'd2', to: 'b@example.org', content: JSON.stringify(delivery('d2').message), createdAt: monday },
    ])
    expect(round).toEqual({
      channels: new Map([
        [
          'mail',
          { delivered: 2, retried: 0, refused: 0, gone: 0, dead: 0, ours: 0, failed: 0, configured: false, last: null },
        ],
      ]),
      nextDue: null,
    })
    expect(store.delivery('d1')).toMatchObject({
      state: 'delivered',
      history: [{ at: monday, outcome: 'delivered', answer: '250 ok' }],
    })
    expect((await deliverDue(at)).channels.size).toBe(0)
    expect(sent).toHaveLength(2)
  })

  test.each<[Outcome, object]>([
    [
      { kind: 'retry', why: '451 later' },
      { state: 'retrying', notBefore: monday + 60_000, last: '451 later', attempts: 1 },
    ],
    [
      { kind: 'retry', why: '429', notBefore: monday + 999_000 },
      { state: 'retrying', notBefore: monday + 999_000 },
    ],
    [
      { kind: 'refused', why: '554 spam' },
      { state: 'refused', last: '554 spam' },
    ],
    [
      { kind: 'gone', why: '550 nobody' },
      { state: 'retrying', notBefore: monday + 3_600_000, last: '550 nobody' },
    ],
  ])('records %o', async (outcome, row) => {
    const { store, at } = setup({ mail: async () => outcome })
    owe(store, delivery('d1'))
    const round = await deliverDue(at)
    expect(store.delivery('d1')).toMatchObject({ ...row, history: [{ outcome: outcome.kind }] })
    expect(round.nextDue).toBe(outcome.kind === 'refused' ? null : store.delivery('d1')?.notBefore)
    expect(round.channels.get('mail')?.last).toBe('why' in outcome ? outcome.why : null)
  })

  test('gives up after the last wait, and a retry by hand begins anew', async () => {
    let now = monday
    const { store, at } = setup({ mail: async () => ({ kind: 'retry', why: 'down' }) }, { now: () => now })
    owe(store, delivery('d1'))
    for (let next: number | null = now; next !== null; next = (await deliverDue(at)).nextDue) now = next
    expect(store.delivery('d1')).toMatchObject({ state: 'dead', attempts: 12 })
    expect((now - monday) / 86_400_000).toBeCloseTo(4.93, 2)
    store.retry('d1', now)
    const round = await deliverDue(at)
    expect(round.nextDue).toBe(now + 60_000)
    expect(store.delivery('d1')?.history).toHaveLength(13)
  })

  test('tries again what a fault of our own kept back, and goes on with the others', async () => {
    const { store, at } = setup({
      mail: async ({ id }) => {
        if (id === 'd1') throw new Error('a bug')
        return delivered
      },
    })
    owe(store, delivery('d1'), delivery('d2'), delivery('d3', { channel: 'fax' }))
    await deliverDue(at)
    expect(store.delivery('d1')).toMatchObject({ state: 'retrying', last: 'a fault of our own: a bug' })
    expect(store.delivery('d2')).toMatchObject({ state: 'delivered' })
    expect(store.delivery('d3')).toMatchObject({ state: 'retrying', last: expect.stringContaining('fax') })
  })

  test('has one message to a subscription on its way, oldest first, and no more at once than the channel takes', async () => {
    const flying = new Map<string, number>()
    const order: string[] = []
    let most = 0
    const send: Send = async ({ id, to }) => {
      flying.set(to, (flying.get(to) ?? 0) + 1)
      most = Math.max(
        most,
        [...flying.values()].reduce((sum, n) => sum + n, 0),
      )
      expect(flying.get(to)).toBe(1)
      order.push(id)
      await new Promise((resolve) => setImmediate(resolve))
      flying.set(to, 0)
      return delivered
    }
    const { store, at } = setup({ mail: send }, { limit: 4 })
    const rows = [...Array(40).keys()].map((n) => {
      const subscription = n < 20 ? 'big' : `s${n % 6}`
      return delivery(`d${String(n).padStart(2, '0')}`, { subscription, to: subscription })
    })
    owe(store, ...rows)
    await deliverDue(at)
    expect(most).toBe(3)
    expect(order).toHaveLength(40)
    for (const name of new Set(rows.map((row) => row.subscription))) {
      const mine = order.filter((id) => rows.find((row) => row.id === id)?.subscription === name)
      expect(mine).toEqual(mine.toSorted())
    }
    // The long queue of one does not keep the others waiting until it is done.
    expect(order.indexOf('d39')).toBeLessThan(order.indexOf('d19'))
  })

  test('never holds more than its limit of each channel in memory', async () => {
    const { store, at } = setup({ mail: async () => delivered }, { limit: 5 })
    let asked = 0
    const counting: Store = {
      ...store,
      due: (now, limit, channel, except) => {
        asked++
        expect(limit).toBe(5)
        return store.due(now, limit, channel, except)
      },
    }
    owe(store, ...[...Array(33).keys()].map((n) => delivery(`d${n}`, { subscription: `s${n}` })))
    await deliverDue({ ...at, store: counting })
    expect(asked).toBeGreaterThan(33 / 5)
    expect(store.deliveries({ state: 'delivered', limit: 99 })).toHaveLength(33)
  })
})

describe('what changes between the queue and the sending', () => {
  test('an address on another channel is not written to by the old one', async () => {
    const sent: string[] = []
    const moving = { name: 'team', channel: 'hook', to: 'https://team.example.org/' }
    const { store, at } = setup(
      {
        mail: noting(({ id, to }) => {
          sent.push(`mail ${id} ${to}`)
          store.readdress([moving], monday)
        }),
        hook: noting(({ id, to }) => sent.push(`hook ${id} ${to}`)),
      },
      { concurrency: 1 },
    )
    owe(store, delivery('d1', { to: 'a@example.org' }), delivery('d2', { to: 'a@example.org' }))
    await deliverDue(at)
    await deliverDue(at)
    expect(sent).toEqual(['mail d1 a@example.org', 'hook d2 https://team.example.org/'])
  })

  test('a channel asks after a wait of its own whether the message is still owed', async () => {
    const answers: (boolean | undefined)[] = []
    const { store, at } = setup({
      mail: async (_, stillOwed) => {
        answers.push(stillOwed?.())
        store.readdress([], monday)
        answers.push(stillOwed?.())
        return delivered
      },
    })
    owe(store, delivery('d1'))
    await deliverDue(at)
    expect(answers).toEqual([true, false])
  })

  test('a channel of another kind under the same name makes its own of the message', async () => {
    const store = openStore(':memory:')
    onTestFinished(store.close)
    const got: string[] = []
    const channelsAs = (id: string, outcome: Outcome) => {
      const kind: Channel<unknown> = {
        ...{ id, schema: z.unknown(), checkAddress: () => null, concurrency: () => 1 },
        open: async () => ({
          render: () => `made for ${id}`,
          send: async ({ content }) => {
            got.push(content)
            return outcome
          },
          close: async () => {},
        }),
      }
      return openChannels([kind], [{ name: 'mail', kind: id, settings: null }], {
        now: () => monday,
        userAgent: 'test',
      })
    }
    owe(store, delivery('d1'))
    let now = monday
    const at = { store, config: nobody, now: () => now, random: () => 0.5, log: silent }
    await deliverDue({ ...at, channels: channelsAs('post', { kind: 'retry', why: 'later' }) })
    now += 60_000
    await deliverDue({ ...at, channels: channelsAs('fax', delivered) })
    expect(got).toEqual(['made for post', 'made for fax'])
  })
})

describe('slowness and failure stay where they are', () => {
  test('a channel that hangs delays no other, and a second round sends nothing twice', async () => {
    const hanging = gate()
    const sent: string[] = []
    const { store, at } = setup({
      mail: async ({ id }) => {
        sent.push(id)
        await hanging.passed
        return delivered
      },
      hook: noting(({ id }) => sent.push(id)),
    })
    owe(store, delivery('m1'), delivery('h1', { channel: 'hook' }))
    const first = deliverDue(at)
    await vi.waitFor(() => expect(store.delivery('h1')?.state).toBe('delivered'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(sent.toSorted()).toEqual(['h1', 'm1'])
    owe(store, delivery('h2', { channel: 'hook' }), delivery('m2'))
    const second = await deliverDue(at)
    expect(sent.toSorted()).toEqual(['h1', 'h2', 'm1'])
    expect([...second.channels.keys()]).toEqual(['hook'])
    // Nothing to come back for: the first round looks after the mail.
    expect(second.nextDue).toBeNull()
    hanging.open()
    await first
    expect(sent.toSorted()).toEqual(['h1', 'h2', 'm1', 'm2'])
    expect(store.nextDue()).toBeNull()
  })

  test('a receiver that hangs holds up only itself', async () => {
    const hanging = gate()
    const sent: string[] = []
    const { store, at } = setup({
      hook: async ({ id, to }) => {
        if (to === 'slow') await hanging.passed
        sent.push(id)
        if (sent.length === 4) hanging.open()
        return delivered
      },
    })
    const slow = { channel: 'hook', subscription: 'slow', to: 'slow' }
    owe(
      store,
      delivery('s1', slow),
      delivery('s2', slow),
      ...[1, 2, 3, 4].map((n) => delivery(`q${n}`, { channel: 'hook', subscription: `q${n}` })),
    )
    await deliverDue(at)
    expect(sent.slice(0, 4).toSorted()).toEqual(['q1', 'q2', 'q3', 'q4'])
    expect(sent.slice(4)).toEqual(['s1', 's2'])
  })

  test('when it is told to stop, it ends and records what is on its way and begins nothing more', async () => {
    const stop = new AbortController()
    const { store, at } = setup({ mail: noting(() => stop.abort()) }, { signal: stop.signal, concurrency: 1 })
    owe(store, delivery('d1'), delivery('d2', { subscription: 'other' }))
    const round = await deliverDue(at)
    expect(store.delivery('d1')?.state).toBe('delivered')
    expect(store.delivery('d2')).toMatchObject({ state: 'due', attempts: 0 })
    expect(round.nextDue).toBe(monday)
    await deliverDue(at)
    expect(store.delivery('d2')?.attempts).toBe(0)
  })

  test('a store that cannot record stops the round; the message goes again under the same id', async () => {
    const sent: string[] = []
    const { store, at } = setup({ mail: noting(({ id }) => sent.push(id)) }, { concurrency: 1 })
    owe(store, delivery('d1'), delivery('d2', { subscription: 'other' }))
    const full: Store = {
      ...store,
      attemptedAll: () => {
        throw new Error('disk full')
      },
    }
    await expect(deliverDue({ ...at, store: full })).rejects.toThrow('disk full')
    expect(sent).toHaveLength(1)
    await deliverDue({ ...at, store: full }).catch(() => {})
    await deliverDue(at)
    expect(sent.filter((id) => id === 'd1').length).toBeGreaterThan(1)
    expect(store.deliveries({ state: 'delivered', limit: 9 })).toHaveLength(2)
  })
})

test('whatever receivers answer, each delivery is tried until its first final answer or the end of its waits, and never after', async () => {
  const some = fc.constantFrom('delivered', 'retry', 'retry', 'refused', 'gone')
  const answers = fc.oneof(
    fc.array(some, { minLength: 11, maxLength: 11 }),
    fc.constant<string[]>(Array(11).fill('retry')),
  )
  const row = fc.record({ channel: fc.constantFrom('mail', 'hook', 'fax'), answers })
  let ends = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, limit) => {
        const tries = new Map<string, number>()
        const send: Send = async ({ id }) => {
          const n = tries.get(id) ?? 0
          tries.set(id, n + 1)
          const kind = rows[Number(id)]?.answers[n] ?? 'retry'
          await null
          return kind === 'delivered' ? delivered : { kind: kind as 'retry' | 'refused' | 'gone', why: kind }
        }
        let now = monday
        const store = openStore(':memory:')
        const at = {
          ...{ store, config: nobody, channels: channelsOf({ mail: send, hook: send, fax: send }) },
          ...{ now: () => now, random: () => 0.3, log: silent, limit },
        }
        owe(store, ...rows.map(({ channel }, n) => delivery(String(n), { channel, subscription: `s${n}` })))
        for (let next: number | null = now; next !== null; next = (await deliverDue(at)).nextDue) now = next
        rows.forEach((given, n) => {
          const [tried, end] = expected(given.answers)
          expect([tries.get(String(n)), store.delivery(String(n))?.state]).toEqual([tried, end])
          ends = ends.add(end)
        })
        store.close()
      },
    ),
    { numRuns: 40 },
  )
  expect(ends.size).toBe(4)
})

/** How often one is tried, and how it ends: the second "gone" counts, and twelve attempts are the most. */
function expected(answers: readonly string[]): readonly [number, string] {
  let goneBefore = false
  for (const [i, answer] of answers.entries()) {
    if (answer === 'delivered' || answer === 'refused') return [i + 1, answer]
    if (answer === 'gone' && goneBefore) return [i + 1, 'gone']
    goneBefore ||= answer === 'gone'
  }
  return [12, 'dead']
}
