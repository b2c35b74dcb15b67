import type { Channel } from '../channel.ts'
import { addressFault } from './address.ts'
import { type WebhookConfig, webhookSchema } from './schema.ts'

/** JSON by HTTP POST, signed by the rules of Standard Webhooks. */
export const webhook: Channel<WebhookConfig> = {
  id: 'webhook',
  schema: webhookSchema,
  checkAddress: (config, to) => addressFault(to, config.allowHttp),
  concurrency: (config) => config.connections,
  open: async (config, io) => {
    const { openPost } = await import('./post.ts')
    return openPost(config, io)
  },
}
