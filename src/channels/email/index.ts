import type { Channel } from '../channel.ts'
import { type EmailConfig, emailSchema, isAddress } from './schema.ts'

/** E-mail over SMTP. */
export const email: Channel<EmailConfig> = {
  id: 'email',
  schema: emailSchema,
  checkAddress: (_, to) => (isAddress(to) ? null : 'this is not an e-mail address; write it like net@example.org'),
  concurrency: (config) => config.connections,
  open: async (config) => {
    const { openSmtp } = await import('./smtp.ts')
    return openSmtp(config)
  },
}
