import { openPoster } from '../../net/post.ts'
import type { ChannelIo, Envelope, Sender } from '../channel.ts'
import { bodyOf } from './body.ts'
import { classifyAnswer } from './classify.ts'
import type { WebhookConfig } from './schema.ts'
import { signatures } from './sign.ts'

/**
 * Posts messages as signed JSON. The bytes of a message are the same at every attempt, only timestamp and signature are made
 * afresh, as the specification asks.
 */
export function openPost(config: WebhookConfig, io: ChannelIo): Sender {
  const { post, close } = openPoster(config, config, io)

  async function send(envelope: Envelope) {
    const body = bodyOf(envelope)
    const timestamp = Math.floor(io.now() / 1000)
    const headers = {
      'webhook-id': envelope.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures(config.secret, envelope.id, timestamp, body),
    }
    const got = await post(envelope.to, headers, body)
    return 'kind' in got ? got : classifyAnswer(got, io.now())
  }

  return { send, close }
}
