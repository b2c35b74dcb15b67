import { Temporal } from 'temporal-polyfill'
import type { Clock, Timing } from './wishes.ts'

const minute = 60_000
const day = 24 * 60 * minute

/**
 * When something that is owed as of `now` is to be sent: at once, or with the next digest; never within the quiet hours. A digest
 * that waits for their end takes with it what comes meanwhile. Milliseconds since the epoch; not before `now`.
 * A time zone that is not known (any more) counts as UTC, here and below: one wrong zone must not keep everybody from being told.
 */
export function dueAt(timing: Timing, now: number): number {
  if (timing.when === 'at-once') return outsideQuiet(timing, now)
  return firstDigest(timing, now, (time) => outsideQuiet(timing, time))
}

/**
 * The first time of a digest strictly after `now`, both in milliseconds since the epoch. One for each local day (or week): the
 * first of two where the clock is put back, as much later as the clock is put forward where that time is left out (RFC 5545, 3.3.5).
 */
export function nextDigest(timing: Timing, now: number): number {
  return firstDigest(timing, now, (time) => time)
}

/** `settled`: where the time of a digest really comes to lie; never earlier, and within two days. */
function firstDigest(timing: Timing, now: number, settled: (time: number) => number): number {
  const { when, at, weekday } = timing
  const zone = knownZone(timing.zone)
  const today = local(now, zone).toPlainDate()
  for (let days = -2; days <= 8; days++) {
    const date = today.add({ days })
    if (when === 'weekly' && date.dayOfWeek !== weekday) continue
    const time = settled(date.toZonedDateTime({ timeZone: zone, plainTime: at }).epochMilliseconds)
    if (time > now) return time
  }
  throw new RangeError(`no day of the week is number ${weekday}`)
}

/**
 * `at`, or the end of the quiet hours that it lies in, in milliseconds since the epoch. What counts is what a clock in the zone
 * shows: nothing is sent while it shows a time from `from` up to before `to`, also where it is put forward or back meanwhile.
 */
export function outsideQuiet({ quiet, zone: named }: Timing, at: number): number {
  if (quiet === null || quiet.from === quiet.to) return at
  const zone = knownZone(named)
  const [from, to] = [timeOfDay(quiet.from), timeOfDay(quiet.to)]
  for (let time = at; ; ) {
    const clock = local(time, zone)
    const shown = clock.toPlainTime().since('00:00').total('milliseconds')
    if (!(from < to ? from <= shown && shown < to : from <= shown || shown < to)) return time
    const end = time + ((to - shown + day) % day)
    const shift = clock.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY
    // The clock is put forward or back before the end: how far it is from there is another question.
    if (shift > end) return end
    time = shift
  }
}

function timeOfDay(clock: Clock): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) * minute
}

/** What is stored was known once, to the time zone data of that day. */
function knownZone(zone: string): string {
  try {
    local(0, zone)
    return zone
  } catch {
    return 'UTC'
  }
}

function local(time: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone)
}
