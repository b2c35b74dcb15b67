import type { Channel } from '../channel.ts'
import { type EmailConfig, emailSchema, isAddress } from './schema.ts'

/** E-mail over SMTP. */
export const email: Channel<EmailConfig> = {
  id: 'email',
  schema: emailSchema,
  checkAddress: (_, to) => (isAddress(to) ? null : 'this is not an e-mail address; write it like net@example.org'),
  // Twice as many as there are connections: each finds its next message waiting when it is done with one.
  concurrency: (config) => config.connections * 2,
  open: async (config) => {
    const { openSmtp } = await import('./smtp.ts')
    return openSmtp(config)
  },
}
