import type { Message, Outcome } from '../../core/model.ts'
import { openPoster } from '../../net/post.ts'
import type { ChannelIo, Envelope, Sender } from '../channel.ts'
import { parseTarget, targetFault } from './address.ts'
import { classifyApprise, unreached } from './classify.ts'
import { addressed } from './content.ts'
import { appriseMessage } from './message.ts'
import { type AppriseConfig, anywhere } from './schema.ts'

/**
 * Posts to `/notify/KEY`, or to `/notify` with URLs (https://github.com/caronc/apprise-api, "API details"). Apprise knows no ids:
 * a repeat after a crash between sending and recording is a second message.
 */
export function openNotify(config: AppriseConfig, io: ChannelIo): Sender {
  const { post, close } = openPoster({ allowHttp: config.allowHttp, allowNetworks: anywhere }, config, io)
  const base = config.url.replace(/\/+$/, '')
  const login = `${config.user ?? ''}:${config.password ?? ''}`
  const headers = {
    accept: 'application/json',
    ...(config.user !== undefined && { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
  }

  async function send({ to, content, links }: Envelope): Promise<Outcome> {
    const target = parseTarget(to)
    const fault = targetFault(to, config.allowUrls)
    if (target === null || fault !== null) return { kind: 'refused', why: fault ?? '' }
    const [path, whom] =
      target.kind === 'key'
        ? [`/notify/${target.key}`, target.tag === null ? {} : { tag: target.tag }]
        : ['/notify', { urls: target.urls }]
    const got = await post(`${base}${path}`, headers, addressed(content, whom, links))
    return 'kind' in got ? unreached(got) : classifyApprise(got, io.now())
  }

  const render = (message: Message): string =>
    JSON.stringify(appriseMessage(message, config.format, config.characters, io.site ?? null))
  return { render, send, close }
}
