import { z } from 'zod'
import { duration } from '../fields.ts'
import { isAddress } from './address.ts'

export type Mailbox = { readonly name: string; readonly address: string }

const mailbox = z.string().transform((text, context): Mailbox => {
  const [, name = '', bracketed, bare] = /^(?:([^<>]*)<([^<>]*)>|([^<>]*))$/.exec(text.trim()) ?? []
  const address = (bracketed ?? bare ?? '').trim()
  if (isAddress(address) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name))
    return { name: name.trim().replace(/^"(.*)"$/, '$1'), address }
  context.addIssue({ code: 'custom', message: 'write it like `Endpoint drift <drift@example.org>`' })
  return z.NEVER
})

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/i

/** `10/s`, `600/m`; comes out as messages per second. */
const rate = z
  .string()
  .regex(/^[1-9]\d{0,5}\/[sm]$/, 'write it like 10/s or 600/m')
  .transform((text) => Number.parseInt(text, 10) / (text.endsWith('s') ? 1 : 60))

const sizeUnits: Readonly<Record<string, number>> = { kB: 1_000, KiB: 1_024, MB: 1_000_000, MiB: 1_048_576 }

/** `10MiB`, `500kB`; comes out as bytes. */
const size = z
  .string()
  .regex(/^[1-9]\d{0,6} ?(kB|KiB|MB|MiB)$/, 'write it like 10MiB or 500kB')
  .transform((text) => Number.parseInt(text, 10) * (sizeUnits[text.replace(/[\d ]+/, '')] ?? 1))
  .refine((bytes) => bytes >= 64 * 1_024, 'must be 64KiB or more: a mail without attachments would not fit')

/** What a channel of kind `email` takes in the configuration. */
export const emailSchema = z
  .strictObject({
    /** `Name <address>` or an address. Its domain goes into the Message-ID. */
    from: mailbox,
    replyTo: mailbox.optional(),
    host: z.string().min(1),
    /** 587 for `starttls`, 465 for `tls`, 25 for `none`. */
    port: z.int().min(1).max(65535).optional(),
    /** `starttls`: the connection must be upgraded; `tls`: encrypted from the start; `none`: plain, for this machine only. */
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    /** Allows `security: none` to another machine: anyone on the way reads and changes the mail. */
    allowPlain: z.boolean().default(false),
    user: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    /** Certificates (PEM) of a private authority to trust besides the public ones. */
    ca: z.string().min(1).optional(),
    /** How many connections, and so how many messages at once. */
    connections: z.int().min(1).max(20).default(5),
    /** At most so many messages a second, or a minute, over all connections: `10/s`, `600/m`. */
    rate: rate.optional(),
    /** No mail is larger: attachments are left out first. */
    maxBytes: size.default(10 * 1_048_576),
    /** For one message, from the wait for a connection to the last answer. */
    timeout: duration.default(60_000),
  })
  .refine((mail) => (mail.user === undefined) === (mail.password === undefined), {
    message: '`user` and `password` belong together: give both or none',
    path: ['password'],
  })
  .refine((mail) => mail.security !== 'none' || mail.allowPlain || loopback.test(mail.host), {
    message:
      '`security: none` is for a mail server on this machine; use `starttls` or `tls`, or say `allowPlain: true`',
    path: ['security'],
  })

export type EmailConfig = z.output<typeof emailSchema>
