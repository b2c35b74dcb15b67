import { createHmac } from 'node:crypto'
import { keyOf } from './schema.ts'

/** Secrets of a receiver's own (`whsec_...`) as keys; without any, those of the channel. Throws when one is none: it was checked before. */
export function keysOf(channel: readonly Uint8Array[], own: readonly string[] = []): readonly Uint8Array[] {
  if (own.length === 0) return channel
  return own.map((secret) => {
    const key = keyOf(secret)
    if (key === null) throw new Error('a secret of the subscription is not `whsec_` and 24 to 64 bytes in base64')
    return key
  })
}

/**
 * The headers of Standard Webhooks: id, time, and for each key `v1,` and the HMAC-SHA256 in base64 over `id.timestamp.body`. `now`
 * in milliseconds since the epoch.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(
  keys: readonly Uint8Array[],
  id: string,
  now: number,
  body: string,
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(now / 1000)
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  )
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
