import { urlFault } from '../../net/url.ts'
import type { Channel } from '../channel.ts'
import { type TeamsConfig, teamsSchema } from './schema.ts'

/** Microsoft Teams, by the webhooks of its Workflows app ("Post to a channel when a webhook request is received"). */
export const teams: Channel<TeamsConfig> = {
  id: 'teams',
  schema: teamsSchema,
  checkAddress: (config, to) => urlFault(to, config),
  concurrency: (config) => config.connections,
  open: async (config, io) => {
    const [{ openPoster }, { teamsMessage }, { addressed }, { classifyTeams }] = await Promise.all([
      import('../../net/post.ts'),
      import('./message.ts'),
      import('./content.ts'),
      import('./classify.ts'),
    ])
    const { post, close } = openPoster(config, config, io)
    // Without it Teams takes the bytes for UTF-16, and half as many are too many.
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    return {
      render: (message) => JSON.stringify(teamsMessage(message, io.site ?? null)),
      send: async ({ to, content, links }) => {
        const got = await post(to, headers, addressed(content, links))
        return 'kind' in got ? got : classifyTeams(got, io.now())
      },
      close,
    }
  },
}
