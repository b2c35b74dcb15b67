import fc from 'fast-check'
import type { Outcome } from '../../src/core/model.ts'
import type { Timing, Wishes } from '../../src/core/wishes.ts'
import { everything } from '../worker/installation.ts'
import { sources } from './pages.ts'
import type { Action, Simple } from './play.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const clock = fc.constantFrom('00:00', '06:30', '08:00', '17:15', '23:59')

const timing: fc.Arbitrary<Timing> = fc.record({
  when: fc.constantFrom('at-once', 'at-once', 'daily', 'daily', 'weekly'),
  at: clock,
  weekday: fc.integer({ min: 1, max: 7 }),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns'),
  quiet: fc.option(fc.record({ from: clock, to: clock }), { freq: 2 }),
})

const { kinds } = everything.filter
const some: fc.Arbitrary<Wishes['filter']> = fc.record({
  sources: fc.constantFrom([], ['lake']),
  kinds: fc.constantFrom(kinds, ['added', 'removed'], ['added'], ['changed']),
  addresses: fc.constantFrom([], ['h0*'], ['h1*', 'h2*']),
})
const filter = fc.oneof({ weight: 2, arbitrary: fc.constant(everything.filter) }, { weight: 1, arbitrary: some })
const wishes: fc.Arbitrary<Wishes> = fc.record({ filter, reminders: fc.constant([]), timing })

const outcome = fc.oneof<fc.Arbitrary<Outcome>[]>(
  fc.constant({ kind: 'delivered', receipt: 'ok' }),
  fc.constant({ kind: 'gone', why: '410' }),
  fc.constant({ kind: 'retry', why: '503' }),
  fc.constant({ kind: 'retry', why: 'our relay', ours: true }),
  fc
    .integer({ min: -2, max: 40 })
    .map((days) => ({ kind: 'retry', why: '429', notBefore: Date.UTC(2026, 2, 2 + days) })),
  fc.constant({ kind: 'refused', why: '413' }),
)

const who = fc.option(fc.nat(5), { freq: 4 })
const sourceId = fc.constantFrom(...sources.map(({ id }) => id))

function done<T extends object>(doing: Simple['do'], rest: fc.Arbitrary<T>) {
  return rest.map((it) => ({ do: doing, ...it }) as Simple)
}

const line = fc.record({ source: sourceId, host: fc.nat(3), port: fc.constantFrom(443, 443, 80, null, null) })
const joined = (confirmed: fc.Arbitrary<boolean>) =>
  done('subscribe', fc.record({ channel: fc.constantFrom('hook', 'mail'), wishes, confirmed }))
const simple = fc.oneof(
  { weight: 8, arbitrary: done('publish', line) },
  { weight: 2, arbitrary: done('list', line) },
  { weight: 1, arbitrary: done('edit', line) },
  { weight: 1, arbitrary: done('accept', fc.record({ source: sourceId })) },
  { weight: 2, arbitrary: done('check', fc.record({ only: fc.option(sourceId, { freq: 2 }) })) },
  { weight: 3, arbitrary: done('deliver', fc.constant({})) },
  { weight: 1, arbitrary: done('page', fc.record({ source: sourceId, away: fc.boolean() })) },
  { weight: 2, arbitrary: joined(fc.boolean()) },
  { weight: 1, arbitrary: done('confirm', fc.record({ who })) },
  { weight: 3, arbitrary: done('answer', fc.record({ who, outcome })) },
  { weight: 2, arbitrary: done('change', fc.record({ who, wishes })) },
  { weight: 2, arbitrary: done('pause', fc.record({ who })) },
  { weight: 2, arbitrary: done('resume', fc.record({ who })) },
  { weight: 1, arbitrary: done('leave', fc.record({ who })) },
  { weight: 1, arbitrary: done('move', fc.record({ who })) },
  { weight: 1, arbitrary: done('replay', fc.record({ who, since: fc.integer({ min: 0, max: 5 * day }) })) },
)

const ahead = fc.oneof(fc.integer({ min: minute, max: 3 * hour }), fc.integer({ min: hour, max: 6 * day }))
const back = fc.integer({ min: minute, max: 5 * hour })

/** Where it matters most; anywhere else too. */
const moments = [
  ...[
    'before publish',
    'publishing',
    'amid publish',
    'after publish',
    'before commit',
    'after commit',
    'before dealtWith',
  ],
  ...['gathering', 'before gatheredAll', 'amid gatheredAll', 'after gatheredAll', 'before keepRendering', 'sending'],
  ...[
    'before a hook',
    'after a hook',
    'before a mail',
    'after a mail',
    'sent',
    'before attemptedAll',
    'after attemptedAll',
  ],
]
const death = fc.oneof(
  fc.record({ do: fc.constant('die' as const), in: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ do: fc.constant('die' as const), in: fc.integer({ min: 1, max: 6 }), at: fc.constantFrom(...moments) }),
)

/** Those who are there from the beginning. */
export const people: fc.Arbitrary<Action[]> = fc.array(joined(fc.constant(true)), { minLength: 1, maxLength: 3 })

/** One thing that happens to an installation, or to those who are subscribed to it. */
export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 14, arbitrary: simple },
  { weight: 2, arbitrary: ahead.map((ms) => ({ do: 'wait', ms }) as const) },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        ahead,
        back.map((ms) => -ms),
      )
      .map((ms) => ({ do: 'clock', ms }) as const),
  },
  { weight: 3, arbitrary: death },
  { weight: 2, arbitrary: simple.map((act) => ({ do: 'meanwhile', act }) as const) },
)
