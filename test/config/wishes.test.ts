import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
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
    [{ zone: 'PST' }, 'timing.zone: must be a time zone like Europe/Berlin; did you mean "America/Los_Angeles"?'],
    [{ zone: 'jst' }, 'timing.zone: must be a time zone like Europe/Berlin; did you mean "Asia/Tokyo"?'],
    [{ zone: 'IST' }, 'timing.zone: must be a time zone'],
    [{ quiet: { from: '22:00' } }, 'timing.quiet.to: Invalid input'],
    [{ quiet: { from: '22:00', to: '22:00' } }, 'timing.quiet.to: must end at another time than it begins'],
    [{ quiet: { from: '22:00', to: '07:00', on: 'sunday' } }, 'timing.quiet: Unrecognized key'],
    [{ zoen: 'UTC' }, 'timing: Unrecognized key'],
  ])('%j', (timing, why) => {
    expect(whyOf({ timing })).toContain(why)
    expect(whyOf({ timing }) === '').toBe(why === '')
  })
})

describe('a time zone', () => {
  /** What ICU knows beyond what is listed: its short names, and links of the time zone database. */
  const short =
    'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST EST MST HST WET CET MET EET PRC ROC ROK UCT GMT UTC GB NZ Zulu Cuba Japan GMT0 GMT+0 GMT-0 W-SU EST5EDT PST8PDT NZ-CHAT Factory localtime'
  const links =
    'Asia/Kolkata Asia/Kathmandu Europe/Kyiv US/Pacific US/Pacific-New SystemV/AST4 SystemV/PST8PDT Etc/GMT+12 Etc/GMT-14 Etc/GMT0 Etc/UTC Etc/Unknown Mexico/BajaNorte Brazil/DeNoronha Australia/LHI America/Argentina/ComodRivadavia Antarctica/DumontDUrville America/Port-au-Prince Africa/Dar_es_Salaam'
  const names = [...Intl.supportedValuesOf('timeZone'), ...short.split(' '), ...links.split(' ')]

  test('that is taken in whatever case is one that Temporal takes, and every one that the runtime lists is taken', () => {
    let [taken, refused] = [0, 0]
    for (const name of names.flatMap((one) => [one, one.toLowerCase(), one.toUpperCase()])) {
      const read = wishesSchema.safeParse({ timing: { zone: name } })
      if (!read.success) refused += 1
      else {
        const { zone } = read.data.timing
        expect(() => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone), name).not.toThrow()
        taken += 1
      }
    }
    expect(refused).toBeGreaterThan(60)
    expect(taken).toBeGreaterThan(3 * Intl.supportedValuesOf('timeZone').length)
    for (const zone of Intl.supportedValuesOf('timeZone')) expect(whyOf({ timing: { zone } })).toBe('')
  })
})

describe('a pattern of addresses', () => {
  test.each([
    '*',
    '*.example.com',
    'example.com',
    '*cdn*.example.com',
    '*.example.com/a/*',
    'example.com/a,b:c;d@e',
    'example.com?x=a:b',
    '<your tenant>.example.com',
    '{storage account}.blob.example.net',
    '[region code].example.com',
    '192.0.2.7',
    '192.0.2.0/24',
    '10.*',
    '2001:db8::/32',
    '2001:DB8:*',
    '*::1',
    '::ffff:192.0.2.1',
  ])('that can match is taken: %s', (glob) => {
    expect(wishesSchema.parse({ filter: { addresses: [glob] } }).filter.addresses).toEqual([glob])
  })

  test.each([
    '',
    '  ',
    'Bcc: x',
    'Bcc:',
    'a.example.com b.example.com',
    'a.example.com,b.example.com',
    'a.example.com;b.example.com',
    'a.example.com\nb.example.com',
    'a.example.com/a b',
    'https://example.com',
    'www.example.com:443',
    '*.example.com:*',
    'ann@example.org',
    '\\\\server',
  ])('that can match no address is a fault that says so: %j', (glob) => {
    expect(whyOf({ filter: { addresses: ['*.example.com', glob] } })).toMatch(/^filter\.addresses\.1: must /)
  })
})

describe('a text without end', () => {
  const endless = 'x.'.repeat(50_000)

  test.each([
    ['zone', { timing: { zone: endless } }],
    ['time', { timing: { at: endless } }],
    ['weekday', { timing: { weekday: endless } }],
    ['port', { filter: { ports: [endless] } }],
    ['port with spaces', { filter: { ports: [`UDP ${' '.repeat(50_000)}1`] } }],
    ['address', { filter: { addresses: [endless] } }],
    ['source', { filter: { sources: [endless] } }],
    ['tab', { filter: { tabs: [endless] } }],
    ['day of reminders', { reminders: [`1${'0'.repeat(50_000)}x`] }],
    ['key', { [endless]: 1 }],
  ])('is refused as %s, and quickly', (_, input) => {
    const began = performance.now()
    expect(whyOf(input)).not.toBe('')
    // Comparing it with 400 zones takes some seconds.
    expect(performance.now() - began).toBeLessThan(500)
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
