import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueAt, nextDigest, outsideQuiet } from '../../src/core/timing.ts'
import { atOnce, type Timing } from '../../src/core/wishes.ts'

const minute = 60_000
const day = 1_440

/** Weeks in which something happens to the clocks of a zone, and some in which nothing does: the day around which they lie. */
const weeks: readonly (readonly [zone: string, around: string, what: string])[] = [
  ['UTC', '2026-03-29', 'nothing'],
  ['Asia/Kathmandu', '2026-03-29', 'nothing, at 5:45'],
  ['Europe/Berlin', '2026-03-29', '2:00 to 3:00'],
  ['Europe/Berlin', '2026-10-25', '3:00 to 2:00'],
  ['America/New_York', '2026-03-08', '2:00 to 3:00'],
  ['America/New_York', '2026-11-01', '2:00 to 1:00'],
  ['Australia/Lord_Howe', '2026-10-04', '2:00 to 2:30'],
  ['Australia/Lord_Howe', '2026-04-05', '2:00 to 1:30'],
  ['America/Sao_Paulo', '2018-11-04', 'midnight to 1:00'],
  ['America/Sao_Paulo', '2018-02-18', 'midnight to 23:00'],
  ['Pacific/Apia', '2011-12-30', 'the 30th is left out'],
]

/** What clocks showed, minute by minute, asked of Intl: minutes since 1970 as if the local time were UTC. */
type Walls = { readonly zone: string; readonly start: number; readonly shown: readonly number[] }

const half = 13 * day
const tables = weeks.map(([zone, around]): Walls => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  })
  const start = Date.parse(around) - half * minute
  const shown = Array.from({ length: 2 * half }, (_, i) => {
    const [, month, date, year, hour, min] =
      /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+)$/.exec(format.format(start + i * minute)) ?? []
    return Date.UTC(Number(year), Number(month) - 1, Number(date), Number(hour), Number(min)) / minute
  })
  return { zone, start, shown }
})

const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** Every digest in the weeks of a table: when the clock first shows its time, or, where it jumps over it, as much later. */
function digestsBy({ start, shown }: Walls, { when, at, weekday }: Timing): readonly number[] {
  const found: number[] = []
  const first = Math.floor((shown[0] ?? 0) / day)
  for (let date = first; date < first + (2 * half) / day; date++) {
    // 1 January 1970 was a Thursday.
    if (when === 'weekly' && ((date + 3) % 7) + 1 !== weekday) continue
    const wanted = date * day + minutesOf(at)
    // Clocks are put by a day at most.
    let index = Math.max(1, wanted - (shown[0] ?? 0) - 2 * day)
    while (index < shown.length && !((shown[index] ?? 0) >= wanted && (shown[index - 1] ?? 0) < wanted)) index++
    const late = shown[index] === wanted ? 0 : wanted - ((shown[index - 1] ?? 0) + 1)
    if (index < shown.length) found.push(start + (index + late) * minute)
  }
  return found
}

/** The time itself, or the next full minute that is not quiet. */
function afterQuiet({ start, shown }: Walls, { quiet }: Timing, time: number): number {
  const [from, to] = quiet === null ? [0, 0] : [minutesOf(quiet.from), minutesOf(quiet.to)]
  const silent = new Set(Array.from({ length: (to - from + day) % day }, (_, i) => (from + i) % day))
  const isQuiet = (index: number) => silent.has((shown[index] ?? 0) % day)
  let index = Math.floor((time - start) / minute)
  if (!isQuiet(index)) return time
  while (index < shown.length && isQuiet(index)) index++
  return start + index * minute
}

const clocks = fc.oneof(
  fc.constantFrom('00:00', '00:30', '01:30', '01:45', '02:00', '02:15', '02:30', '03:00', '08:00', '23:30', '23:59'),
  fc.nat({ max: day - 1 }).map(clockText),
)
const timings = fc.record({
  when: fc.constantFrom('at-once', 'daily', 'weekly'),
  at: clocks,
  weekday: fc.integer({ min: 1, max: 7 }),
  quiet: fc.option(fc.record({ from: clocks, to: clocks }), { freq: 4 }),
})
/** Times in the middle of a table, those around the change of the clock more often. */
const moments = fc.oneof(
  fc.integer({ min: -3 * day * minute, max: 3 * day * minute }),
  fc.integer({ min: -2_000, max: 2_000 }).map((minutes) => minutes * minute),
)
const scenes = fc.tuple(fc.nat({ max: tables.length - 1 }), timings, moments)

/** Kept out of the arbitrary: a table in a counterexample would be no help. */
function sceneOf([index, timing, offset]: typeof scenes extends fc.Arbitrary<infer Scene> ? Scene : never) {
  const walls = tables[index]!
  return { walls, timing: { ...timing, zone: walls.zone } satisfies Timing, now: walls.start + half * minute + offset }
}

const runs = { numRuns: 2_000 }

describe('the time of a digest', () => {
  test('is the first after now at which a clock in the zone shows it, once a day or week, through every change of the clock', () => {
    let jumped = 0
    fc.assert(
      fc.property(scenes, (scene) => {
        const { walls, timing, now } = sceneOf(scene)
        const expected = digestsBy(walls, timing).find((time) => time > now)
        expect(nextDigest(timing, now)).toBe(expected)
        const shown = walls.shown[((expected ?? 0) - walls.start) / minute] ?? 0
        if (shown % day !== minutesOf(timing.at)) jumped++
      }),
      runs,
    )
    expect(jumped).toBeGreaterThan(10)
  })

  test.each([
    ['before it', 'daily', '2026-03-02T06:59:59.999Z', '2026-03-02T07:00:00.000Z'],
    ['just then: it has been made up', 'daily', '2026-03-02T07:00:00.000Z', '2026-03-03T07:00:00.000Z'],
    ['on a Monday evening', 'weekly', '2026-03-02T20:00:00.000Z', '2026-03-09T07:00:00.000Z'],
    ['on the Saturday before summer time', 'daily', '2026-03-28T20:00:00.000Z', '2026-03-29T06:00:00.000Z'],
  ] as const)('at 08:00 in Berlin, asked %s', (_, when, now, expected) => {
    const timing: Timing = { ...atOnce, when, zone: 'Europe/Berlin' }
    expect(new Date(nextDigest(timing, Date.parse(now))).toISOString()).toBe(expected)
  })

  test('that a week does not have is a fault of ours', () => {
    expect(() => nextDigest({ ...atOnce, when: 'weekly', weekday: 8 }, 0)).toThrow(RangeError)
  })
})

describe('quiet hours', () => {
  test('are the minutes in which a clock in the zone shows them: what falls into them waits for the first that it does not', () => {
    let [put, there, across] = [0, 0, 0]
    fc.assert(
      fc.property(scenes, (scene) => {
        const { walls, timing, now } = sceneOf(scene)
        const expected = afterQuiet(walls, timing, now)
        expect(outsideQuiet(timing, now)).toBe(expected)
        if (expected === now) there++
        else put++
        const passed = (time: number) => (walls.shown[Math.floor((time - walls.start) / minute)] ?? 0) * minute
        if (Math.abs(passed(expected) - passed(now) - (expected - now)) >= 30 * minute) across++
      }),
      runs,
    )
    expect(Math.min(put, there)).toBeGreaterThan(500)
    expect(across).toBeGreaterThan(20)
  })

  test.each([
    ['over noon', '11:00', '13:00', '12:30', '13:00'],
    ['over midnight, in the evening', '22:00', '07:00', '23:30', '07:00'],
    ['over midnight, in the morning', '22:00', '07:00', '06:59', '07:00'],
    ['when they end', '22:00', '07:00', '07:00', '07:00'],
    ['when they begin', '22:00', '07:00', '22:00', '07:00'],
    ['from a time to the same', '07:00', '07:00', '07:00', '07:00'],
    ['until midnight', '20:00', '00:00', '21:00', '00:00'],
  ])('%s: from %s to %s, %s waits until %s', (_, from, to, at, expected) => {
    const until = outsideQuiet({ ...atOnce, quiet: { from, to } }, Date.parse(`2026-05-04T${at}:00Z`))
    expect(new Date(until).toISOString().slice(11, 16)).toBe(expected)
  })
})

describe('what is owed', () => {
  test('is due at once or with the first digest that is still to come, outside the quiet hours', () => {
    let taken = 0
    fc.assert(
      fc.property(scenes, (scene) => {
        const { walls, timing, now } = sceneOf(scene)
        const times = timing.when === 'at-once' ? [now] : digestsBy(walls, timing)
        const sent = times.map((time) => afterQuiet(walls, timing, time))
        const expected = sent.find((time) => (timing.when === 'at-once' ? time >= now : time > now))
        expect(dueAt(timing, now)).toBe(expected)
        if (timing.when !== 'at-once' && dueAt(timing, now) < nextDigest(timing, now)) taken++
      }),
      runs,
    )
    expect(taken).toBeGreaterThan(20)
  })
})

test('every time zone that this runtime lists has its digests', () => {
  const dawn = Date.UTC(2026, 2, 2)
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const next = nextDigest({ ...atOnce, when: 'daily', zone }, dawn)
    expect(next - dawn, zone).toBeGreaterThan(0)
    expect(next - dawn, zone).toBeLessThanOrEqual(86_400_000)
  }
})

describe('a time zone that is stored and not known', () => {
  test.each([
    'IST',
    'PST',
    'BST',
    'AST',
    'EAT',
    'JST',
    'Mars/Olympus',
    'Etc/Unknown',
    '',
    ' ',
    '+99:99',
    'Europe/Berlin ',
  ])('%j: counts as UTC, and keeps nobody from being told', (zone) => {
    const quiet = { from: '22:00', to: '07:00' }
    for (const when of ['at-once', 'daily', 'weekly'] as const)
      for (const timing of [
        { ...atOnce, when, zone },
        { ...atOnce, when, zone, quiet },
      ]) {
        const now = Date.UTC(2026, 4, 4, 23, 30)
        const utc = { ...timing, zone: 'UTC' }
        expect(dueAt(timing, now)).toBe(dueAt(utc, now))
        expect(nextDigest(timing, now)).toBe(nextDigest(utc, now))
        expect(outsideQuiet(timing, now)).toBe(outsideQuiet(utc, now))
      }
  })

  test('whatever the text is', () => {
    fc.assert(
      fc.property(fc.string(), timings, fc.integer({ min: 0, max: 4e12 }), (zone, timing, now) => {
        expect(dueAt({ ...timing, zone }, now)).toBeGreaterThanOrEqual(now)
      }),
    )
  })
})
