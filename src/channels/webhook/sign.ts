import { createHmac } from 'node:crypto'

/**
 * The signature header of Standard Webhooks: `v1,` and the HMAC-SHA256 in base64 over `id.timestamp.body`, one for each key,
 * separated by spaces. `timestamp` in seconds since the epoch.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatures(keys: readonly Uint8Array[], id: string, timestamp: number, body: string): string {
  return keys
    .map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' ')
}
