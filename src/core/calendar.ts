import type { Deadline } from './service-facts.ts'

/** What a list said of its deadlines at one step of its history. */
export type CalendarStep = {
  /** When it was committed, ISO 8601 UTC. */
  readonly at: string
  readonly deadlines: readonly Deadline[]
}

/** One event: what one version of one instance wants open by one day. */
export type CalendarEvent = {
  /** Stable: the same instance, version and day give the same. */
  readonly key: string
  readonly instance: string | null
  readonly version: string
  readonly date: string
  /** What it said last; a cancelled one says what it was about. */
  readonly deadlines: readonly Deadline[]
  /** How often it changed since it was made: SEQUENCE of RFC 5545, 3.8.7.4. */
  readonly sequence: number
  readonly cancelled: boolean
  /** When it last changed, ISO 8601 UTC. */
  readonly changedAt: string
}

/**
 * Plays the history of a source (oldest first) into events. One that changes counts up; one whose last entry went, or whose day
 * was moved, is cancelled and stays, so that calendars that have it take it out.
 */
export function calendarEvents(source: string, steps: readonly CalendarStep[]): readonly CalendarEvent[] {
  const events = new Map<string, CalendarEvent>()
  for (const { at, deadlines } of steps) {
    const now = grouped(source, deadlines)
    for (const [key, some] of now) {
      const event = eventOf(key, some, at)
      const old = events.get(key)
      if (event === null || (old !== undefined && !old.cancelled && said(old.deadlines) === said(some))) continue
      events.set(key, old === undefined ? event : { ...event, sequence: old.sequence + 1 })
    }
    for (const [key, old] of events)
      if (!now.has(key) && !old.cancelled)
        events.set(key, { ...old, cancelled: true, sequence: old.sequence + 1, changedAt: at })
  }
  return [...events.values()].sort((a, b) => (a.date === b.date ? (a.key < b.key ? -1 : 1) : a.date < b.date ? -1 : 1))
}

function grouped(source: string, deadlines: readonly Deadline[]): ReadonlyMap<string, readonly Deadline[]> {
  const found = new Map<string, Deadline[]>()
  for (const deadline of deadlines) {
    const key = [source, deadline.instance ?? 'list', deadline.version, deadline.date].join('-').toLowerCase()
    found.set(key, [...(found.get(key) ?? []), deadline])
  }
  return found
}

function eventOf(key: string, deadlines: readonly Deadline[], at: string): CalendarEvent | null {
  const [first] = deadlines
  if (first === undefined) return null
  const { instance, version, date } = first
  return { key, instance, version, date, deadlines, sequence: 0, cancelled: false, changedAt: at }
}

/** What a person would notice of it. */
function said(deadlines: readonly Deadline[]): string {
  return JSON.stringify(deadlines.map(({ set, terms, addresses }) => [set, terms.ports, terms.required, addresses]))
}

export type CalendarSource = { readonly title: string; readonly page: string }

/**
 * The events as an iCalendar file (RFC 5545): all-day, one VEVENT each. The same events give the same bytes: DTSTAMP is when
 * the event last changed, as section 3.8.7.2 wants it in a file without METHOD.
 */
export function calendarText(
  sources: readonly { readonly source: CalendarSource; readonly events: readonly CalendarEvent[] }[],
): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//endpoint-drift//endpoint deadlines//EN',
    'CALSCALE:GREGORIAN',
    'X-WR-CALNAME:Endpoint deadlines',
    ...sources.flatMap(({ source, events }) => events.flatMap((event) => eventLines(source, event))),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

function eventLines({ title, page }: CalendarSource, event: CalendarEvent): readonly string[] {
  const { key, date, deadlines, sequence, cancelled, changedAt, version } = event
  const count = new Set(deadlines.flatMap(({ addresses }) => addresses.map(({ address }) => address))).size
  const stamp = changedAt.replaceAll(/[-:]|\.\d+/g, '')
  const what = `${count} ${count === 1 ? 'address' : 'addresses'} in use`
  return [
    'BEGIN:VEVENT',
    `UID:${key}@endpoint-drift`,
    `DTSTAMP:${stamp}`,
    `LAST-MODIFIED:${stamp}`,
    `SEQUENCE:${sequence}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`,
    'TRANSP:TRANSPARENT',
    `SUMMARY:${escaped(`${cancelled ? 'Cancelled: ' : ''}${title}: ${what}`)}`,
    `DESCRIPTION:${escaped(description(deadlines, version))}`,
    ...(/^https?:\/\/\S+$/.test(page) ? [`URL:${page}`] : []),
    'END:VEVENT',
  ]
}

function description(deadlines: readonly Deadline[], version: string): string {
  const sets = deadlines.map(({ set, title, terms, addresses }) =>
    [
      `Set ${set}: ${title} (${terms.area}, ${terms.category}, ${terms.required ? 'required' : 'optional'}), ${terms.ports.join(', ')}`,
      ...addresses.map(({ address }) => address),
    ].join('\n'),
  )
  return [`Published with version ${version}. Must be open by this day:`, ...sets].join('\n\n')
}

/** RFC 5545, 3.3.11. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r?\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, ' ')
}

/** RFC 5545, 3.1: no line longer than 75 octets; a character is never divided. */
function folded(line: string): string {
  const pieces: string[] = []
  let piece = ''
  let size = 0
  for (const sign of line) {
    const octets = new TextEncoder().encode(sign).length
    if (size + octets > 75) {
      pieces.push(piece)
      piece = ' '
      size = 1
    }
    piece += sign
    size += octets
  }
  return [...pieces, piece].join('\r\n')
}
