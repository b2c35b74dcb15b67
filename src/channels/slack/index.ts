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
    const [{ openPoster }, { slackMessage }, { classifySlack }] = await Promise.all([
      import('../../net/post.ts'),
      import('./message.ts'),
      import('./classify.ts'),
    ])
    const { post, close } = openPoster(config, config, io)
    return {
      send: async ({ to, message }) => {
        const got = await post(to, {}, JSON.stringify(slackMessage(message)))
        return 'kind' in got ? got : classifySlack(got, io.now())
      },
      close,
    }
  },
}
