import type { Readable } from 'node:stream'
import { type Dispatcher, EnvHttpProxyAgent } from 'undici'
import type { Outcome } from '../../core/model.ts'
import { payloadOf } from '../../core/payload.ts'
import { oneLine } from '../../core/sheet.ts'
import type { ChannelIo, Envelope, Sender } from '../channel.ts'
import { addressFault } from './address.ts'
import { classifyAnswer } from './classify.ts'
import type { WebhookConfig } from './schema.ts'
import { signatures } from './sign.ts'

/** So much of an answer is read for people, and for so long it is waited for after the status has come. */
const answerBytes = 2048
const answerTime = 1_000

// Set outright: so NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing. NODE_EXTRA_CA_CERTS is the way to trust another authority.
const tls = { rejectUnauthorized: true }

function agentOf({ timeout, connections }: WebhookConfig, { proxies }: ChannelIo): Dispatcher {
  return new EnvHttpProxyAgent({
    ...(proxies && { httpProxy: proxies.http, httpsProxy: proxies.https, noProxy: proxies.no }),
    connections,
    allowH2: false,
    // The total time-out of each message is the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeout,
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
  })
}

function requestOf(config: WebhookConfig, io: ChannelIo, { id, message, createdAt }: Envelope) {
  const body = JSON.stringify(payloadOf(message, id, new Date(createdAt).toISOString()))
  const timestamp = Math.floor(io.now() / 1000)
  return {
    method: 'POST' as const,
    body,
    headers: {
      'content-type': 'application/json',
      accept: '*/*',
      'user-agent': io.userAgent,
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures(config.secret, id, timestamp, body),
    },
  }
}

/** The beginning of an answer. A body that drips, or never ends, is let go. */
async function beginning(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  body.on('error', () => {})
  const timer = setTimeout(() => body.destroy(), answerTime)
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= answerBytes) break
    }
  } catch {
    // Whatever came before is shown; the status alone decides.
  } finally {
    clearTimeout(timer)
  }
  return oneLine(Buffer.concat(chunks).toString('utf8', 0, answerBytes)).slice(0, 200)
}

function whyOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return 'no answer'
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} s`
  return oneLine(`no answer: ${error.message || error.name}`).slice(0, 300)
}

/**
 * Posts messages as signed JSON. The bytes of a message are the same at every attempt, only timestamp and signature are made
 * afresh, as the specification asks. The whole of an attempt takes no longer than `timeout` and a second.
 */
export function openPost(config: WebhookConfig, io: ChannelIo): Sender {
  const agent = agentOf(config, io)

  async function send(envelope: Envelope): Promise<Outcome> {
    const fault = addressFault(envelope.to, config.allowHttp)
    if (fault !== null) return { kind: 'refused', why: fault }
    const { origin, pathname, search } = new URL(envelope.to)
    const signal = AbortSignal.timeout(config.timeout)
    try {
      const request = requestOf(config, io, envelope)
      const { statusCode, headers, body } = await agent.request({ origin, path: pathname + search, ...request, signal })
      const text = await beginning(body)
      const retryAfter = headers['retry-after']
      return classifyAnswer({ status: statusCode, retryAfter: [retryAfter].flat()[0], text }, io.now())
    } catch (error) {
      return { kind: 'retry', why: whyOf(error, config.timeout) }
    }
  }

  return { send, close: () => agent.destroy() }
}
