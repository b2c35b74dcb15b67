import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { weekdays, wishesSchema, writtenWishes } from '../../src/config/wishes.ts'
import { addressKinds } from '../../src/core/address-kind.ts'
import { changeKinds } from '../../src/core/model.ts'
import { atOnce } from '../../src/core/wishes.ts'

function whyOf(input: unknown): string {
  const result = wishesSchema.safeParse(input)
  return result.success
    ? ''
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n')
}

test('whoever says nothing is told at once of every change but rewordings, and reminded of nothing', () => {
  expect(wishesSchema.parse({})).toEqual({
    filter: { sources: [], kinds: ['added', 'removed', 'changed', 'moved'], addresses: [] },
    reminders: [],
    timing: atOnce,
  })
})

test.each([
  [{ when: 'daily' }, { ...atOnce, when: 'daily' }],
  [
    { when: 'weekly', at: '7:30', weekday: 'sunday', zone: 'europe/berlin', quiet: { from: '22:00', to: '7:00' } },
    { when: 'weekly', at: '07:30', weekday: 7, zone: 'Europe/Berlin', quiet: { from: '22:00', to: '07:00' } },
  ],
  [{ zone: 'Asia/Kolkata' }, { ...atOnce, zone: 'Asia/Kolkata' }],
  [{ zone: 'UTC', quiet: null }, atOnce],
])('timing %j', (timing, expected) => {
  expect(wishesSchema.parse({ timing }).timing).toEqual(expected)
})

describe('what is no timing', () => {
  test.each([
    [{ when: 'hourly' }, 'timing.when: Invalid option'],
    [{ at: '24:00' }, 'timing.at: must be a time of the day like 08:00'],
    [{ at: '8' }, 'timing.at: must be a time of the day like 08:00'],
    [{ at: '08:00\n' }, ''],
    [{ at: '08:0\u0660' }, 'timing.at: must be a time'],
    [{ weekday: 'mon' }, 'timing.weekday: Invalid option'],
    [{ weekday: 1 }, 'timing.weekday: Invalid option'],
    [{ zone: 'Europe/Berln' }, 'timing.zone: must be a time zone like Europe/Berlin; did you mean "Europe/Berlin"?'],
    [{ zone: 'Mars/Olympus' }, 'timing.zone: must be a time zone like Europe/Berlin'],
    [{ zone: '+02:00' }, 'timing.zone: must be a time zone'],
    [{ zone: '' }, 'timing.zone: must be a time zone'],
    [{ quiet: { from: '22:00' } }, 'timing.quiet.to: Invalid input'],
    [{ quiet: { from: '22:00', to: '22:00' } }, 'timing.quiet.to: must end at another time than it begins'],
    [{ quiet: { from: '22:00', to: '07:00', on: 'sunday' } }, 'timing.quiet: Unrecognized key'],
    [{ zoen: 'UTC' }, 'timing: Unrecognized key'],
  ])('%j', (timing, why) => {
    expect(whyOf({ timing })).toContain(why)
    expect(whyOf({ timing }) === '').toBe(why === '')
  })
})

const someOf = <T>(...of: readonly T[]) => fc.option(fc.uniqueArray(fc.constantFrom(...of)), { nil: undefined })
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))

test('wishes that were written out are read as the same', () => {
  const input = fc.record({
    filter: fc.record({
      sources: fc.array(fc.constantFrom('a', 'b*')),
      kinds: fc.uniqueArray(fc.constantFrom(...changeKinds), { minLength: 1 }),
      tabs: someOf('Azure', 'US*'),
      required: fc.option(fc.boolean(), { nil: undefined }),
      addressKinds: someOf(...addressKinds),
      ports: someOf<number | string>(443, 'UDP 3478-3481'),
    }),
    reminders: fc.array(fc.constantFrom('7d', '1d', '2w', 0)),
    timing: fc.record({
      when: fc.constantFrom('at-once', 'daily', 'weekly'),
      at: clock,
      weekday: fc.constantFrom(...weekdays),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
      quiet: fc.option(fc.record({ from: clock, to: clock }).filter(({ from, to }) => from !== to)),
    }),
  })
  fc.assert(
    fc.property(input, (given) => {
      const wishes = wishesSchema.parse(given)
      expect(wishesSchema.parse(JSON.parse(JSON.stringify(writtenWishes(wishes))))).toEqual(wishes)
    }),
  )
})
