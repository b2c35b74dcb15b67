import { z } from 'zod'
import { duration } from '../fields.ts'

export type Mailbox = { readonly name: string; readonly address: string }

/** Local part and domain without spaces, brackets, commas, quotes or control characters: what real people have, and no header in it. */
const addressShape = /^[^\s<>()[\]\\,;:"@\p{Cc}]+@[^\s<>()[\]\\,;:"@\p{Cc}]+$/u

/** Whether a text is one e-mail address (RFC 6531: letters of any script). Quoted local parts are not taken. */
export function isAddress(text: string): boolean {
  return text.length <= 320 && addressShape.test(text)
}

const mailbox = z.string().transform((text, context): Mailbox => {
  const [, name = '', bracketed, bare] = /^(?:([^<>]*)<([^<>]*)>|([^<>]*))$/.exec(text.trim()) ?? []
  const address = (bracketed ?? bare ?? '').trim()
  if (isAddress(address) && !/\p{Cc}/u.test(name)) return { name: name.trim().replace(/^"(.*)"$/, '$1'), address }
  context.addIssue({ code: 'custom', message: 'write it like `Endpoint drift <drift@example.org>`' })
  return z.NEVER
})

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/i

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
