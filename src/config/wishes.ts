import { z } from 'zod'
import { addressKinds } from '../core/address-kind.ts'
import { changeKinds } from '../core/model.ts'
import { aspects } from '../core/service-facts.ts'
import { atOnce, type Wishes } from '../core/wishes.ts'
import { parseNetwork } from '../net/networks.ts'
import { nearest } from './suggest.ts'
import * as value from './values.ts'

/** What a subscription may ask for, in the words of the configuration: the one shape for `config/`, for imports and for the form. */

/** Whatever it is held against is shorter. */
const name = value.text.max(1_000)

/** Spaces may stand in these, as in `<your tenant>.example.com`. */
const placeholders = /<[^<>]*>|\{[^{}]*\}|\[[^[\]]*\]/g

/**
 * What no address in the spelling of snapshots holds no pattern of them may hold: it would match nothing, and nobody would be told.
 * Schemes and ports are no part of an address; only IPv6 has colons before a path, and only a path has commas.
 */
function canMatch(glob: string): boolean {
  const [, head = '', tail = ''] = /^([^/?#]*)(.*)$/s.exec(glob.replaceAll(placeholders, 'x')) ?? []
  return !/\s/.test(head + tail) && (!/[,;:@\\]/.test(head) || isVersion6(head))
}

function isVersion6(head: string): boolean {
  return head.includes('*') ? /^[\da-f:.*]+$/i.test(head) : parseNetwork(head) !== null
}

const addressGlob = name.refine(canMatch, {
  error:
    'must be one address without spaces, scheme and port, * for any letters: *.example.com, 192.0.2.0/24, 2001:db8::/32',
})

const texts = (told: string) => z.array(name).optional().describe(told)

const filter = z.strictObject({
  sources: z.array(name).default([]).describe('Ids of sources, * for any letters. Default: all'),
  kinds: z
    .array(z.enum([...changeKinds, ...aspects]))
    .min(1, { error: 'must name at least one kind of change; leave the key out for the default' })
    .default(changeKinds.filter((kind) => kind !== 'reworded'))
    .describe(
      'Kinds of change, coarse or fine (for the web service): added, ports, reverted ... Default: all but reworded',
    ),
  addresses: z.array(addressGlob).default([]).describe('Addresses, * for any letters: *.microsoft.com. Default: all'),
  tabs: texts('Tabs of pages, * for any letters: "Azure*". What stands in no tab passes. Default: all'),
  instances: texts('Instances of the web service: Worldwide, China ... Default: all, and lists without instances'),
  areas: texts(
    'Service areas of the web service: Common, Exchange, SharePoint, Skype, MEM. Default: all, and lists without areas',
  ),
  categories: texts(
    'Categories of the web service: Optimize, Allow, Default. Default: all, and lists without categories',
  ),
  required: z.boolean().optional().describe('true: only what is required; false: only what is optional. Default: both'),
  addressKinds: z.array(z.enum(addressKinds)).optional().describe('name, ipv4, ipv6. Default: all'),
  ports: z
    .array(value.port)
    .optional()
    .describe('Ports: 443, "UDP 3478-3481". What a list gives no ports passes. Default: all'),
})

/** Monday first, as ISO 8601 counts. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const clock = z
  .string()
  .trim()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of the day like 08:00' })
  .transform((text) => text.padStart(5, '0'))

/** The longest names have 30 letters. */
const longestZone = 64

const zone = z.string().transform((text, context) => {
  const wanted = text.trim()
  const known = wanted.length > longestZone ? null : zoneOf(wanted)
  if (known !== null && isPlace(known)) return known
  const near = known === null ? nearest(wanted, listedZones()) : placeOf(known)
  const meant = near === null ? '' : `; did you mean "${near}"?`
  context.addIssue({ code: 'custom', message: `must be a time zone like Europe/Berlin${meant}` })
  return z.NEVER
})

function listedZones(): readonly string[] {
  return Intl.supportedValuesOf('timeZone')
}

/** By name only: offsets know nothing of summer time. Its case is mended; another name of the same zone stays as it is. */
function zoneOf(text: string): string | null {
  try {
    if (!/^[a-z]/i.test(text)) return null
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions()
    return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text
  } catch {
    return null
  }
}

/**
 * ICU knows short names too (IST, PST), which mean another place to everybody: Temporal refuses most of them
 * (ECMA-402, 6.5.1: only IANA names), so none of them is taken.
 */
function isPlace(zone: string): boolean {
  return zone.includes('/') || /^(utc|gmt)$/i.test(zone) || listedZones().includes(zone)
}

/** Which place ICU takes a short name for. */
function placeOf(zone: string): string | null {
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions()
  return isPlace(timeZone) ? timeZone : null
}

const quiet = z
  .strictObject({ from: clock.describe('Local time'), to: clock.describe('Local time; before from: the next morning') })
  .refine(({ from, to }) => from !== to, { error: 'must end at another time than it begins', path: ['to'] })

const timing = z.strictObject({
  when: z
    .enum(['at-once', 'daily', 'weekly'])
    .default(atOnce.when)
    .describe('Each change as it is seen, or those of a day or a week in one message'),
  at: clock.prefault(atOnce.at).describe('Local time of digests: 08:00'),
  weekday: z
    .enum(weekdays)
    .default('monday')
    .transform((name) => weekdays.indexOf(name) + 1)
    .describe('Day of weekly digests: monday ... sunday'),
  zone: zone.prefault(atOnce.zone).describe('Time zone in which times are meant: Europe/Berlin'),
  quiet: quiet
    .nullable()
    .default(null)
    .describe('Local times between which nothing is sent: { from: "22:00", to: "07:00" }. Default: none'),
})

/** Checks what somebody wants and fills in every default; what comes out is `Wishes`. Unknown keys are refused. */
export const wishesSchema = z.strictObject({
  filter: filter.prefault({}).describe('Which changes it wants. Default: all but rewordings'),
  reminders: value.reminders
    .default([])
    .describe('Days before an effective date on which to be reminded: [7d, 1d], or true for these. Default: none'),
  timing: timing.prefault({}).describe('When it is told. Default: at once'),
})

export type WishesInput = z.input<typeof wishesSchema>

/** Wishes in the words of the configuration: `wishesSchema` makes the same of them again. */
export function writtenWishes({ filter, reminders, timing }: Wishes): WishesInput {
  return {
    filter: JSON.parse(JSON.stringify(filter)),
    reminders: reminders.map((days) => (days === 0 ? 0 : `${days}d`)),
    timing: { ...timing, weekday: weekdays[timing.weekday - 1] ?? 'monday' },
  }
}
