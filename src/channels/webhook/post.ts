import { openPoster } from '../../net/post.ts'
import type { ChannelIo, Envelope, Sender } from '../channel.ts'
import { bodyOf, contentOf } from './body.ts'
import { classifyAnswer } from './classify.ts'
import type { WebhookConfig } from './schema.ts'
import { keysOf, signedHeaders } from './sign.ts'

/**
 * Posts messages as signed JSON. The bytes of a message are the same at every attempt, only timestamp and signature are made
 * afresh, as the specification asks.
 */
export function openPost(config: WebhookConfig, io: ChannelIo): Sender {
  const { post, close } = openPoster(config, config, io)

  async function send(envelope: Envelope) {
    const body = bodyOf(envelope)
    const keys = keysOf(config.secret, envelope.secrets)
    const got = await post(envelope.to, signedHeaders(keys, envelope.id, io.now(), body), body)
    return 'kind' in got ? got : classifyAnswer(got, io.now())
  }

  return { render: (message) => contentOf(message, io.site ?? null), send, close }
}
