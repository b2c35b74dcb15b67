import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { openPoster } from '../../net/post.ts'
import type { ChannelIo } from '../channel.ts'
import { wrapped } from './body.ts'
import type { WebhookConfig } from './schema.ts'
import { keysOf, signedHeaders } from './sign.ts'

export type Challenge = {
  readonly to: string
  /** Of the subscription (`whsec_...`), newest first; empty: the channel's. */
  readonly secrets: readonly string[]
  /** Id of the subscription that waits for the answer. */
  readonly subscription: string
  /** So many random bytes. */
  readonly random: (size: number) => Uint8Array
}

/** `why` is for the public, and `status` too: the HTTP status of what answered, where it may be told. */
export type Challenged =
  | { readonly kind: 'answered' }
  | { readonly kind: 'unanswered'; readonly why: string; readonly status: number | null }

/**
 * Asks the receiver of a webhook whether it wants what somebody subscribed it to: it is posted a signed message of type `challenge` with a
 * random value, and must answer with 2xx and the HMAC-SHA256 of that value under its secret, in hex; as `{"challenge": "..."}` or
 * by itself. So what only echoes, or says yes to everything, confirms nothing. Ends within the channel's time-out, and never throws
 * for a remote failure.
 */
export async function challenge(config: WebhookConfig, io: ChannelIo, asked: Challenge): Promise<Challenged> {
  const { to, secrets, subscription, random } = asked
  const keys = keysOf(config.secret, secrets)
  const value = hex(random(32))
  const id = `${subscription}.${hex(random(8))}`
  const body = wrapped('challenge', id, io.now(), JSON.stringify({ challenge: value }))
  const { post, close } = openPoster(config, { timeout: config.timeout, connections: 1 }, io)
  try {
    const got = await post(to, signedHeaders(keys, id, io.now(), body), body)
    const status = 'kind' in got ? null : got.status
    if (!('kind' in got) && isGood(got.status) && isAnswer(keys, value, got.beginning)) return { kind: 'answered' }
    return unanswered(status, config.allowNetworks.length > 0)
  } finally {
    await close()
  }
}

/**
 * What strangers are told says nothing of networks that only we can see: every address that cannot or must not be reached reads the
 * same, and where networks of our own are open, so does every answer.
 */
function unanswered(status: number | null, opened: boolean): Challenged {
  if (opened) return { kind: 'unanswered', why: 'no answer, or not the right one', status: null }
  return { kind: 'unanswered', why: status === null ? 'no answer' : whyOf(status), status }
}

function whyOf(status: number): string {
  if (status >= 300 && status < 400) return `it answered ${status}: redirects are not followed`
  if (!isGood(status)) return `it answered ${status}`
  return `it answered ${status}, but not with the value that its secret makes of the challenge`
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300
}

const shape = z.object({ challenge: z.string() })

function isAnswer(keys: readonly Uint8Array[], value: string, text: string): boolean {
  const given = givenIn(text.trim())
  return keys.some((key) => same(given, createHmac('sha256', key).update(value).digest('hex')))
}

function givenIn(text: string): string {
  if (!text.startsWith('{')) return text
  try {
    return shape.parse(JSON.parse(text)).challenge
  } catch {
    return ''
  }
}

/** In constant time: whoever is asked chooses how long the answer is. */
function same(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
