import type { Outcome } from '../../core/model.ts'

export type Answer = {
  readonly status: number
  /** The Retry-After header, as it came. */
  readonly retryAfter: string | undefined
  /** The beginning of the body, for people. */
  readonly text: string
}

/**
 * Standard Webhooks: only 2xx is success, only 410 is goodbye, a redirect is a failure. 413 is final as well: the same
 * message will not become smaller.
 */
export function classifyAnswer({ status, retryAfter, text }: Answer, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', receipt: `HTTP ${status}` }
  const said = text === '' ? '' : `: ${text}`
  if (status === 410) return { kind: 'gone', why: `the receiver says that the address is gone (410)${said}` }
  const notBefore = retryTime(retryAfter, now)
  if (status === 413 && notBefore === null)
    return { kind: 'refused', why: `the receiver finds it too large (413)${said}` }
  const why =
    status >= 300 && status < 400
      ? `the receiver answered ${status}: redirects are not followed, subscribe with the address it leads to`
      : `the receiver answered ${status}${said}`
  return { kind: 'retry', why, ...(notBefore !== null && { notBefore }) }
}

/** Retry-After in either form, seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds since the epoch; `null` when there is none. */
export function retryTime(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return now + Number(text) * 1000
  const date = /^[A-Z][a-z]{2},? .*\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : date
}
