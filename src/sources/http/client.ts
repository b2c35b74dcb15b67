import { setTimeout as sleep } from 'node:timers/promises'
import { proxiesOf } from '../../net/proxies.ts'
import type { Http, HttpAnswer, HttpIo, HttpLimits, HttpRequest, HttpSettings } from '../http.ts'
import { attempt } from './attempt.ts'
import { printableUrl } from './printable.ts'
import { isPassing, longestPause, pauseBefore, retryAfter } from './retry.ts'
import { openTransport, type Transport } from './transport.ts'
import type { Trouble } from './trouble.ts'
import { troubleOf } from './trouble.ts'
import { createTurnstile } from './turnstile.ts'

export const defaultLimits: HttpLimits = {
  timeout: 60_000,
  maxBytes: 8 * 1024 * 1024,
  redirects: 5,
  retries: 3,
  connections: 4,
}

const realIo: HttpIo = {
  now: Date.now,
  random: Math.random,
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
}

type Answer = Extract<HttpAnswer, { kind: 'answer' }>
type Verdict =
  | { readonly kind: 'done'; readonly answer: HttpAnswer }
  | { readonly kind: 'again'; readonly pause: number }

function failure(trouble: Trouble, url: string): HttpAnswer {
  return { kind: 'failure', code: trouble.code, why: `${printableUrl(url)}: ${trouble.why}` }
}

/** Whether another try is worth it, and after how many milliseconds. `n` is the number of tries made. */
function judge(result: Answer | Trouble, request: HttpRequest, n: number, retries: number, io: HttpIo): Verdict {
  const pause = pauseBefore(n, io.random())
  if (!('kind' in result)) {
    if (result.passing && n <= retries) return { kind: 'again', pause }
    const tries = n > 1 ? ` (${n} tries)` : ''
    return { kind: 'done', answer: failure({ ...result, why: `${result.why}${tries}` }, request.url) }
  }
  if (!isPassing(result.status) || request.retryAnswers === false) return { kind: 'done', answer: result }
  const now = io.now()
  const notBefore = retryAfter(result.headers['retry-after'], now)
  const asked = notBefore === null ? 0 : notBefore - now
  if (asked <= longestPause && n <= retries) return { kind: 'again', pause: Math.max(asked, pause) }
  if (notBefore === null) return { kind: 'done', answer: result }
  const why = `${result.url} answered ${result.status} and asks to be left alone until ${new Date(notBefore).toISOString()}`
  return { kind: 'done', answer: { kind: 'failure', code: `http-${result.status}`, why, notBefore } }
}

/**
 * An HTTP client for GET that keeps to the limits given (`defaultLimits` for those that are not), repeats what may pass
 * (connection errors, 408, 425, 429, 5xx) with growing pauses and obeys Retry-After and the proxies of the environment.
 * `get` never throws for a remote failure; `close` ends what is under way with a failure `closed`.
 */
export function createHttp(settings: HttpSettings, io: HttpIo = realIo): Http {
  const limits = { ...defaultLimits, ...settings }
  const turnstile = createTurnstile(limits.connections)
  const stop = new AbortController()
  let transport: Promise<Transport> | undefined

  async function once(request: HttpRequest): Promise<Answer | Trouble> {
    try {
      transport ??= openTransport(limits.timeout, settings.proxies ?? proxiesOf(process.env))
      return await attempt(request, {
        send: (await transport).send,
        limits,
        userAgent: settings.userAgent ?? 'endpoint-drift',
        turnstile,
      })
    } catch (error) {
      return troubleOf(error)
    }
  }

  async function get(request: HttpRequest): Promise<HttpAnswer> {
    const closed = failure({ code: 'closed', why: 'the program is stopping', passing: false }, request.url)
    for (let n = 1; !stop.signal.aborted; n++) {
      const verdict = judge(await once(request), request, n, limits.retries, io)
      if (verdict.kind === 'done') return verdict.answer
      try {
        await io.wait(verdict.pause, stop.signal)
      } catch {
        return closed
      }
    }
    return closed
  }

  async function close(): Promise<void> {
    stop.abort()
    // Who waits for a turn gets it as those before fail, and fails at once.
    await transport?.then(
      (opened) => opened.close(),
      () => undefined,
    )
  }

  return { get, close }
}
