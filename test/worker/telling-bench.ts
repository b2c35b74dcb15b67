import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Channel, Envelope } from '../../src/channels/channel.ts'
import { openChannels } from '../../src/channels/open.ts'
import type { Config } from '../../src/config/config.ts'
import type { Outcome } from '../../src/core/model.ts'
import { atOnce, type Wishes } from '../../src/core/wishes.ts'
import type { Subscription } from '../../src/store/subscription.ts'
import { reportChannels } from '../../src/worker/channel-trouble.ts'
import { deliverDue } from '../../src/worker/deliver.ts'
import { gather } from '../../src/worker/gather.ts'
import { owedFor } from '../../src/worker/owed.ts'
import { changeSet, subscription } from '../store/samples.ts'
import { everything, newBench } from './installation.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export const down: Outcome = { kind: 'retry', why: '503' }

export function person(
  id: string,
  wishes: Partial<Wishes> = {},
  to = `https://${id.slice(1)}.example.org/`,
): Subscription {
  return subscription(id, { channel: 'hook', to, wishes: { ...everything, timing: atOnce, ...wishes } })
}

export const daily: Partial<Wishes> = { timing: { ...atOnce, when: 'daily' } }

export type Telling = Awaited<ReturnType<typeof telling>>

/** An installation whose only channel answers by receiver; operators are told at `ops`. */
export async function telling(people: readonly Subscription[], more: Partial<Config> = {}) {
  const bench = await newBench([], { subscriptions: [], operator: [{ channel: 'hook', to: 'ops' }], ...more })
  onTestFinished(bench.close)
  const sent: (Envelope & { readonly at: number })[] = []
  const answers = new Map<string, Outcome>()
  const kind: Channel<unknown> = {
    ...{ id: 'hook', schema: z.unknown(), checkAddress: () => null, concurrency: () => 3 },
    open: async () => ({
      render: (message) => JSON.stringify(message),
      send: async (envelope) => {
        sent.push({ ...envelope, at: bench.clock.now })
        return answers.get(envelope.to) ?? { kind: 'delivered', receipt: 'ok' }
      },
      close: async () => {},
    }),
  }
  const channels = openChannels([kind], [{ name: 'hook', kind: 'hook', settings: null }], {
    now: bench.now,
    userAgent: 'test',
  })
  const at = { ...bench, channels }
  bench.store.subscribe(people, [], bench.clock.now)
  function publish(id: string): void {
    const set = changeSet(id, 'printers', bench.clock.now)
    bench.store.publish({ source: 'printers', commit: id, snapshot: '' }, set, owedFor(bench, set), bench.clock.now)
  }
  async function round(): Promise<void> {
    await gather(bench)
    reportChannels(bench, await deliverDue({ ...at, random: () => 0.5 }))
  }
  /** Works off what is due up to a time, as the worker does. */
  async function until(end: number): Promise<void> {
    for (;;) {
      await round()
      const next = Math.min(bench.store.nextDue() ?? end + 1, bench.store.nextKept() ?? end + 1)
      if (next > end) break
      bench.clock.now = Math.max(bench.clock.now, next)
    }
    bench.clock.now = end
  }
  /** What operators got: state and place, and why. */
  function alerts(): readonly { readonly state: string; readonly place: string; readonly why: string }[] {
    return sent
      .filter(({ to }) => to === 'ops')
      .map(({ content }) => JSON.parse(content).alert)
      .map(({ state, fault }) => ({ state, place: fault.place, why: fault.why }))
  }
  const bodiesTo = (to: string): readonly string[] => sent.filter((one) => one.to === to).map(({ content }) => content)
  return { ...bench, at, sent, answers, publish, round, until, alerts, bodiesTo, store: bench.store }
}
