import { urlFault } from '../../net/url.ts'
import type { Channel } from '../channel.ts'
import { type SlackConfig, slackSchema } from './schema.ts'

/** Slack, by incoming webhooks; what speaks the same (Mattermost, Discord's `/slack`) gets the text. */
export const slack: Channel<SlackConfig> = {
  id: 'slack',
  schema: slackSchema,
  checkAddress: (config, to) => urlFault(to, config),
  concurrency: (config) => config.connections,
  open: async (config, io) => {
    const [{ openPoster }, { slackMessage }, { addressed }, { classifySlack }] = await Promise.all([
      import('../../net/post.ts'),
      import('./message.ts'),
      import('./content.ts'),
      import('./classify.ts'),
    ])
    const { post, close } = openPoster(config, config, io)
    return {
      render: (message) => JSON.stringify(slackMessage(message, io.site ?? null)),
      send: async ({ to, content, links }) => {
        const got = await post(to, {}, addressed(content, links))
        return 'kind' in got ? got : classifySlack(got, io.now())
      },
      close,
    }
  },
}
