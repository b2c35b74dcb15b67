import type { Readable } from 'node:stream'
import type { Outcome } from '../core/model.ts'
import { oneLine } from '../core/sheet.ts'
import { guardedAgent, isProxyError, type PostLimits } from './agent.ts'
import { type Answer, answerText } from './answer.ts'
import { isGuardError, type Lookup, openAddresses, systemLookup } from './guard.ts'
import { type Proxies, proxiesOf } from './proxies.ts'
import { timeOut } from './time-out.ts'
import { type Rules, urlFault } from './url.ts'

/** What comes from outside: `lookup` and `proxies` are those of the system where absent. */
export type PostMeans = { readonly userAgent: string; readonly proxies?: Proxies; readonly lookup?: Lookup }

export type Poster = {
  /** The answer, or how the attempt ended without one. Never throws for a remote failure, never follows a redirect. */
  readonly post: (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Answer | Outcome>
  /** Ends every connection. */
  readonly close: () => Promise<void>
}

/** So much of an answer is read for people, and for so long it is waited for after the status has come. */
const answerBytes = 2048
const answerTime = 1_000

/** Posts JSON to receivers. An attempt takes no longer than `timeout` and a second, whatever the receiver does. */
export function openPoster(rules: Rules, limits: PostLimits, means: PostMeans): Poster {
  const proxies = means.proxies ?? proxiesOf(process.env)
  const agent = guardedAgent(rules, limits, { ...means, proxies })
  const byProxy = proxies.http !== '' || proxies.https !== ''

  async function post(to: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer | Outcome> {
    const fault = urlFault(to, rules)
    if (fault !== null) return { kind: 'refused', why: fault }
    const url = new URL(to)
    const { signal, clear } = timeOut(limits.timeout)
    try {
      if (byProxy) await judged(url.hostname, rules, means.lookup ?? systemLookup, signal)
      const {
        statusCode,
        headers: received,
        body: answer,
      } = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: '*/*',
          ...headers,
          'user-agent': means.userAgent,
        },
        body,
        signal,
      })
      const beginning = await beginningOf(answer)
      const retryAfter = [received['retry-after']].flat()[0]
      return { status: statusCode, retryAfter, text: answerText(beginning, url), beginning }
    } catch (error) {
      return { kind: 'retry', why: whyOf(error, limits.timeout), ...(isOurs(error) && { ours: true }) }
    } finally {
      clear()
    }
  }

  return { post, close: () => agent.destroy() }
}

/**
 * Before a proxy is asked to connect: what leads inside as far as we can see. Where names are looked up only by the proxy there is
 * nothing to see, and it decides.
 */
async function judged(hostname: string, rules: Rules, lookup: Lookup, signal: AbortSignal): Promise<void> {
  const found = await new Promise<readonly unknown[] | Error>((resolve) => {
    signal.addEventListener('abort', () => resolve([]), { once: true })
    lookup(hostname.replace(/^\[(.*)\]$/, '$1'), (error, addresses) => {
      resolve(error ? [] : openAddresses(hostname, addresses, rules))
    })
  })
  if (isGuardError(found)) throw found
}

/** The beginning of an answer. A body that drips, or never ends, is let go. */
async function beginningOf(body: Readable): Promise<string> {
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
  return Buffer.concat(chunks).toString('utf8', 0, answerBytes)
}

/** A name that leads inside may lead outside again tomorrow, and an operator may open the network: so it is tried again, and told. */
function whyOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return 'no answer'
  if (isGuardError(error)) return error.message
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} s`
  return oneLine(`no answer: ${error.message || error.name}`).slice(0, 300)
}

/** What this machine lacks: open files, ports, memory for buffers, a network, a name server. */
const lacking: readonly unknown[] = [
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL',
  'ENETDOWN',
  'ENETUNREACH',
  'EAI_AGAIN',
]

/** Whether the trouble is on our side, so that it says nothing about the receiver. */
function isOurs(error: unknown): boolean {
  return isProxyError(error) || (error instanceof Error && 'code' in error && lacking.includes(error.code))
}
