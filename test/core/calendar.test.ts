import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import { type CalendarStep, calendarEvents, calendarText } from '../../src/core/calendar.ts'
import type { Deadline } from '../../src/core/service-facts.ts'

const source = { title: 'Microsoft 365, Worldwide; all of it', page: 'https://docs.example.org/list?a=1&b=2' }

function deadline(addresses: readonly string[], over: Partial<Deadline> = {}): Deadline {
  return {
    instance: 'Worldwide',
    set: 1,
    title: 'Exchange Online',
    terms: {
      ...{ area: 'Exchange', category: 'Allow', required: true, expressRoute: false, notes: null },
      ports: ['TCP 443', 'UDP 443'],
    },
    version: '2026020100',
    date: '2026-03-01',
    addresses: addresses.map((address) => ({ address, type: 'fqdn' })),
    ...over,
  }
}

const day = (n: number, deadlines: readonly Deadline[]): CalendarStep => ({
  at: `2026-02-${String(n).padStart(2, '0')}T08:00:00.000Z`,
  deadlines,
})

/** What an independent parser makes of the file. */
function parsed(...steps: readonly CalendarStep[]) {
  const text = calendarText([{ source, events: calendarEvents('m365', steps) }])
  const calendar = new ICAL.Component(ICAL.parse(text))
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component)
    return {
      uid: event.uid,
      summary: event.summary,
      description: event.description,
      date: event.startDate.toString(),
      allDay: event.startDate.isDate,
      sequence: event.sequence,
      status: String(component.getFirstPropertyValue('status')),
      stamp: String(component.getFirstPropertyValue('dtstamp')),
      url: String(component.getFirstPropertyValue('url')),
    }
  })
}

describe('a calendar of deadlines', () => {
  const first = day(1, [deadline(['a.example.net', 'b.example.net'])])

  test('holds one all-day event for each instance, version and day, which says what must be open', () => {
    const events = parsed(
      day(1, [
        deadline(['a.example.net', 'b.example.net']),
        deadline(['b.example.net'], { set: 2 }),
        deadline(['c.example.net'], { date: '2026-04-01' }),
      ]),
    )
    expect(events).toMatchObject([
      {
        uid: 'm365-worldwide-2026020100-2026-03-01@endpoint-drift',
        summary: 'Microsoft 365, Worldwide; all of it: 2 addresses in use',
        ...{ date: '2026-03-01', allDay: true, sequence: 0, status: 'CONFIRMED', stamp: '2026-02-01T08:00:00Z' },
        url: source.page,
      },
      { date: '2026-04-01', summary: expect.stringContaining('1 address in use') },
    ])
    expect(events[0]?.description).toContain(
      'Set 1: Exchange Online (Exchange, Allow, required), TCP 443, UDP 443\na.example.net\nb.example.net',
    )
  })

  test('the same history gives the same bytes, and a step that says the same changes no event', () => {
    expect(parsed(first, day(5, first.deadlines))).toEqual(parsed(first))
  })

  test.each<[string, CalendarStep[], object[]]>([
    [
      'an entry goes',
      [day(9, [deadline(['a.example.net'])])],
      [{ sequence: 1, status: 'CONFIRMED', stamp: '2026-02-09T08:00:00Z' }],
    ],
    ['all of them go', [day(9, [])], [{ sequence: 1, status: 'CANCELLED', stamp: '2026-02-09T08:00:00Z' }]],
    [
      'they go and come back',
      [day(9, []), day(12, first.deadlines as Deadline[])],
      [{ sequence: 2, status: 'CONFIRMED', stamp: '2026-02-12T08:00:00Z' }],
    ],
    [
      'the day is moved by a new version',
      [day(9, [deadline(['a.example.net', 'b.example.net'], { date: '2026-05-01', version: '2026020900' })])],
      [
        { date: '2026-03-01', sequence: 1, status: 'CANCELLED' },
        { date: '2026-05-01', sequence: 0, status: 'CONFIRMED' },
      ],
    ],
  ])('when %s the event is updated or cancelled under its UID', (_, later, expected) => {
    const events = parsed(first, ...later)
    expect(events).toMatchObject(expected)
    expect(events[0]?.uid).toBe(parsed(first)[0]?.uid)
  })

  test('no line is longer than 75 octets, whatever the letters, and all of the text comes back', () => {
    const title = `Übergröße ${'ß€😀'.repeat(40)}; a, b \\ c`
    const text = calendarText([{ source: { ...source, title }, events: calendarEvents('m365', [first]) }])
    const lines = text.split('\r\n')
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
    expect(text).not.toMatch(/[^\r]\n/)
    const [event] = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')
    expect(event?.getFirstPropertyValue('summary')).toBe(`${title}: 2 addresses in use`)
  })

  test('a source without deadlines makes a calendar without events', () => {
    expect(parsed()).toEqual([])
  })
})
