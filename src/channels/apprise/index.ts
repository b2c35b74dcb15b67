import type { Channel } from '../channel.ts'
import { targetFault } from './address.ts'
import { type AppriseConfig, appriseSchema } from './schema.ts'

/** Apprise's HTTP API: the door to a hundred other services. */
export const apprise: Channel<AppriseConfig> = {
  id: 'apprise',
  schema: appriseSchema,
  checkAddress: (config, to) => targetFault(to, config.allowUrls),
  concurrency: (config) => config.connections,
  open: async (config, io) => {
    const { openNotify } = await import('./notify.ts')
    return openNotify(config, io)
  },
}
