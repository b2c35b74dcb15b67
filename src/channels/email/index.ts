import type { Channel } from '../channel.ts'
import { isAddress } from './address.ts'
import { type EmailConfig, emailSchema } from './schema.ts'

export { isAddress, normalAddress } from './address.ts'

/** E-mail over SMTP. */
export const email: Channel<EmailConfig> = {
  id: 'email',
  schema: emailSchema,
  checkAddress: (_, to) => (isAddress(to) ? null : 'this is not an e-mail address; write it like net@example.org'),
  concurrency,
  open: async (config, io) => {
    const { openSmtp } = await import('./smtp.ts')
    return openSmtp(config, io)
  },
}

/**
 * Twice as many as there are connections: each finds its next message waiting when it is done with one. With a rate no more than go
 * out in a second: the others would only wait here, and not where somebody who leaves meanwhile is still found.
 */
function concurrency({ connections, rate = Number.POSITIVE_INFINITY }: EmailConfig): number {
  return Math.min(connections * 2, Math.max(1, Math.ceil(rate)))
}
