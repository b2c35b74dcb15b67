import type { Outcome } from '../../core/model.ts'
import { parseNetwork } from '../../net/networks.ts'
import { openPoster } from '../../net/post.ts'
import type { ChannelIo, Envelope, Sender } from '../channel.ts'
import { parseTarget, targetFault } from './address.ts'
import { classifyApprise } from './classify.ts'
import { appriseMessage } from './message.ts'
import type { AppriseConfig } from './schema.ts'

/** The service is the operator's own, named in the configuration: it may stand anywhere. */
const anywhere = ['0.0.0.0/0', '::/0'].flatMap((text) => parseNetwork(text) ?? [])

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

  async function send({ to, message }: Envelope): Promise<Outcome> {
    const target = parseTarget(to)
    const fault = targetFault(to, config.allowUrls)
    if (target === null || fault !== null) return { kind: 'refused', why: fault ?? '' }
    const content = appriseMessage(message, config.format, config.characters)
    const got =
      target.kind === 'key'
        ? await post(
            `${base}/notify/${target.key}`,
            headers,
            JSON.stringify({ ...content, ...(target.tag && { tag: target.tag }) }),
          )
        : await post(`${base}/notify`, headers, JSON.stringify({ ...content, urls: target.urls }))
    return 'kind' in got ? got : classifyApprise(got, io.now())
  }

  return { send, close }
}
