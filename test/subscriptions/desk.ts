import { createHash } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { channelKinds } from '../../src/channels/index.ts'
import type { Challenged } from '../../src/channels/webhook/challenge.ts'
import type { ChannelConfig, SignupConfig } from '../../src/config/config.ts'
import { wishesSchema } from '../../src/config/wishes.ts'
import type { Message } from '../../src/core/model.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import type { WithStanding } from '../../src/store/subscription.ts'
import type { Desk } from '../../src/subscriptions/desk.ts'

/** 2026-05-20 12:00 UTC, a Wednesday. */
export const noon = Date.UTC(2026, 4, 20, 12)
export const hour = 3_600_000

export const wishes = wishesSchema.parse({})

export const signup: SignupConfig = { mode: 'open', domains: [], email: 'mail', webhook: 'hook' }

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

export const channels: readonly ChannelConfig[] = [
  { name: 'mail', kind: 'email', settings: settings('email', { from: 'drift@example.org', host: 'smtp.example.org' }) },
  { name: 'hook', kind: 'webhook', settings: settings('webhook', { secret }) },
]

function settings(kind: string, given: object): unknown {
  return channelKinds.find(({ id }) => id === kind)?.schema.parse(given)
}

/** The same bytes in every run, and never the same twice. */
export function newChance(): (size: number) => Buffer {
  let asked = 0
  return (size) => {
    asked += 1
    return createHash('shake256', { outputLength: size }).update(String(asked)).digest()
  }
}

export type Scene = Desk & {
  readonly clock: { now: number }
  /** Every challenge that was sent. */
  readonly challenged: string[]
  readonly rows: () => readonly WithStanding[]
  /** What is owed: to whom, and which message. */
  readonly owed: () => readonly {
    readonly id: string
    readonly subscription: string
    readonly to: string
    readonly message: Message
  }[]
}

/** Subscribing over a store in memory. */
export function scene(given: { signup?: Partial<SignupConfig>; answer?: () => Challenged; store?: Store } = {}): Scene {
  const clock = { now: noon }
  const store = given.store ?? openStore(':memory:')
  if (given.store === undefined) onTestFinished(store.close)
  const challenged: string[] = []
  const answer = given.answer ?? ((): Challenged => ({ kind: 'answered' }))
  const owed = () =>
    store.deliveries({ state: 'due', limit: 10_000 }).flatMap(({ id, subscription, to }) => {
      const whole = store.delivery(id)
      return whole === null ? [] : [{ id, subscription, to, message: whole.message }]
    })
  return {
    ...{ store, clock, challenged, owed, now: () => clock.now, chance: newChance() },
    config: {
      signup: { ...signup, ...given.signup },
      ...{ channels, sources: [] },
    },
    challenge: async ({ to }) => {
      challenged.push(to)
      return answer()
    },
    rows: () => store.subscriptions({ limit: 10_000 }),
  }
}
