import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { parsePortList } from '../core/endpoint-set.ts'
import { type Network, parseNetwork } from '../net/networks.ts'
import { cronFault } from './cron.ts'

const second = 1_000
const timeUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: second,
  m: 60 * second,
  h: 3_600 * second,
  d: 86_400 * second,
  w: 604_800 * second,
}
const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
}

function amount(text: string, units: Readonly<Record<string, number>>): number {
  const [, number, unit = ''] = /^([\d.]+) ?(\w+)$/.exec(text) ?? []
  return Math.round(Number(number) * (units[unit] ?? Number.NaN))
}

/** `500ms`, `30s`, `5m`, `26h`, `5d`, `2w`, or 0; comes out as milliseconds. */
export const duration = z.union(
  [
    z.literal(0),
    z
      .string()
      .regex(/^\d+(\.\d+)? ?(ms|s|m|h|d|w)$/)
      .transform((text) => amount(text, timeUnits)),
  ],
  { error: 'must be a number with a unit: 500ms, 30s, 5m, 26h, 5d or 2w' },
)

/** A duration that is more than nothing. */
export const positiveDuration = duration.refine((ms) => ms > 0, { error: 'must be more than 0' })

/** `512KiB`, `8MiB`, `2MB`; comes out as bytes. */
export const size = z
  .string({ error: 'must be a number with a unit: 512KiB, 8MiB, 2MB' })
  .regex(/^\d+(\.\d+)? ?(B|kB|MB|GB|KiB|MiB|GiB)$/, { error: 'must be a number with a unit: 512KiB, 8MiB, 2MB' })
  .transform((text) => amount(text, sizeUnits))
  .refine((bytes) => bytes > 0, { error: 'must be more than 0' })

/** A cron expression of five fields, or six with seconds first; comes out with single spaces. */
export const cron = z.string().transform((text, context) => {
  const fault = cronFault(text)
  if (fault !== null) context.addIssue({ code: 'custom', message: `must be a cron expression: ${fault}` })
  return text.trim().replace(/\s+/g, ' ')
})

export const text = z.string().trim().min(1, { error: 'must not be empty' })

/** Good as a folder name on every system, and as a word on a command line. */
export const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, {
  error: 'must be small letters, digits and hyphens, beginning with a letter or digit: it names a folder',
})

export const name = z.string().regex(/^[A-Za-z0-9][\w.-]*$/, {
  error: 'must be letters, digits, dots, hyphens and underscores, beginning with a letter or digit',
})

export const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

const address = /^[^\s<>()[\]\\,;:"@\p{Cc}]+@[^\s<>()[\]\\,;:"@\p{Cc}]+$/u

/** `Name <address>`, as git wants it. */
export const author = z.string().transform((text, context) => {
  const [, name = '', email = ''] = /^([^<>\n]+?)\s*<([^<>\s]+@[^<>\s]+)>$/.exec(text.trim()) ?? []
  if (name === '')
    context.addIssue({ code: 'custom', message: 'must be a name and an address: Endpoint Drift <drift@example.org>' })
  return { name, email }
})

/** Where the operator of a watched site finds us; an e-mail address becomes a `mailto:`. */
export const contact = z.string().transform((text, context) => {
  const plain = text.trim().replace(/^mailto:/i, '')
  if (address.test(plain)) return `mailto:${plain}`
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text.trim()
  context.addIssue({ code: 'custom', message: 'must be an e-mail address or an http(s) URL' })
  return z.NEVER
})

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080` for every address of the machine; `off` comes out as `null`. */
export const listen = z.union([z.literal(false), z.string()], { error: listenForm() }).transform((text, context) => {
  if (text === false || text.trim() === 'off') return null
  const [, bracketed, plain, port = ''] = /^(?:\[([\da-f:.]+)\]|([\w.-]*)):(\d{1,5})$/i.exec(text.trim()) ?? []
  if (port !== '' && Number(port) < 65_536) return { host: bracketed || plain || null, port: Number(port) }
  context.addIssue({ code: 'custom', message: listenForm() })
  return z.NEVER
})

function listenForm(): string {
  return 'must be an address and a port: 127.0.0.1:8080, or :8080 for every address of the machine, or off'
}

/** An http(s) URL of which others begin: without query, fragment and the slash at its end. */
export const baseAddress = webAddress
  .refine((text) => !/[?#]/.test(text) && !/^[^/]*\/\/[^/]*@/.test(text), {
    error: 'must be an http or https URL without user, query and fragment',
  })
  .transform((text) => text.replace(/\/+$/, ''))

const portShape = /^(?:(?:TCP|UDP) )?\d{1,5}(?:-\d{1,5})?$/i

/** `443`, `50000-59999`, `UDP 3478`; comes out as text. */
export const port = z
  .union([z.int(), z.string()], { error: 'must be a port: 443, 50000-59999, UDP 3478-3481' })
  .transform((port) => String(port).trim())
  .refine((port) => portShape.test(port) && (parsePortList(port.replace(/^\D+/, '')) ?? []).length > 0, {
    error: 'must be a port: 443, 50000-59999, UDP 3478-3481',
  })

const dayLength = 86_400_000

/** `[7d, 1d]`, or `true` for these two; comes out as whole days, most first. */
export const reminders = z
  .union([z.boolean(), z.array(duration)], { error: 'must be days like [7d, 1d], or true for these' })
  .transform((given, context): readonly number[] => {
    if (typeof given === 'boolean') return given ? [7, 1] : []
    const days = given.map((ms) => ms / dayLength)
    if (!days.every(Number.isInteger)) context.addIssue({ code: 'custom', message: 'must be whole days like 7d or 1d' })
    return [...new Set(days)].sort((a, b) => b - a)
  })

/** A day as ISO 8601 writes it. */
export const day = z.iso.date({ error: 'must be a day like 2024-07-31' })

/** `10.0.0.0/8`, `fd12::/16`, or one address. */
export const network = z.string().transform((text, context): Network => {
  const parsed = parseNetwork(text)
  if (parsed !== null) return parsed
  context.addIssue({
    code: 'custom',
    message: 'must be a network or an address: 10.0.0.0/8, fd12:3456::/32, 192.0.2.7',
  })
  return z.NEVER
})

const domainShape = /^(\*\.)?(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/

/** `example.org`, `*.example.org`; letters of any script come out as `xn--`. */
export const domain = z.string().transform((text, context) => {
  const [, star = '', name = ''] = /^(\*\.)?([\p{L}\p{M}\p{N}.-]+)$/u.exec(text.trim()) ?? []
  const ascii = `${star}${domainToASCII(name)}`
  if (domainShape.test(ascii)) return ascii
  context.addIssue({ code: 'custom', message: 'must be a domain: example.org, or *.example.org for all below it' })
  return z.NEVER
})
