import type { Outcome } from '../../core/model.ts'
import { type Answer, retryTime } from '../../net/answer.ts'

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
