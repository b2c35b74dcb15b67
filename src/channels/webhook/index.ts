import { urlFault } from '../../net/url.ts'
import type { Channel } from '../channel.ts'
import { type WebhookConfig, webhookSchema } from './schema.ts'

/** JSON by HTTP POST, signed by the rules of Standard Webhooks. */
export const webhook: Channel<WebhookConfig> = {
  id: 'webhook',
  schema: webhookSchema,
  checkAddress: (config, to) => urlFault(to, config),
  concurrency: (config) => config.connections,
  open: async (config, io) => {
    const { openPost } = await import('./post.ts')
    return openPost(config, io)
  },
}
