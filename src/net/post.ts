import type { Readable } from 'node:stream'
import { type Dispatcher, EnvHttpProxyAgent } from 'undici'
import type { Outcome } from '../core/model.ts'
import { oneLine } from '../core/sheet.ts'
import { type Answer, answerText } from './answer.ts'
import { guardedConnector, isGuardError, type Lookup, openAddresses, systemLookup } from './guard.ts'
import { type Proxies, proxiesOf, proxyUrl } from './proxies.ts'
import { type Rules, urlFault } from './url.ts'

export type PostLimits = {
  /** Milliseconds for one message, from the connection to the answer. */
  readonly timeout: number
  /** At once, to one origin. */
  readonly connections: number
}

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

// Set outright: so NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing. NODE_EXTRA_CA_CERTS is the way to trust another authority.
const tls = { rejectUnauthorized: true }

/**
 * An agent that connects only to where something may be sent (`rules`), and where it may not, fails with an error that
 * `isGuardError` knows. Through a proxy of the environment it is the proxy that connects, and that must refuse.
 */
export function guardedAgent(
  rules: Rules,
  { timeout, connections }: PostLimits,
  { proxies = proxiesOf(process.env), lookup }: Pick<PostMeans, 'proxies' | 'lookup'> = {},
): Dispatcher {
  const options = {
    httpProxy: proxyUrl(proxies.http),
    httpsProxy: proxyUrl(proxies.https),
    noProxy: proxies.no,
    connections,
    allowH2: false,
    // The total time-out of each message is the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeout,
    connect: guardedConnector(rules, timeout, lookup),
    requestTls: tls,
    proxyTls: tls,
  }
  try {
    return new EnvHttpProxyAgent(options)
  } catch {
    // What the library says repeats the address, with its password.
    throw new Error('HTTPS_PROXY or HTTP_PROXY holds no address of a proxy')
  }
}

/** Posts JSON to receivers. An attempt takes no longer than `timeout` and a second, whatever the receiver does. */
export function openPoster(rules: Rules, limits: PostLimits, means: PostMeans): Poster {
  const proxies = means.proxies ?? proxiesOf(process.env)
  const agent = guardedAgent(rules, limits, { ...means, proxies })
  const byProxy = proxies.http !== '' || proxies.https !== ''

  async function post(to: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer | Outcome> {
    const fault = urlFault(to, rules)
    if (fault !== null) return { kind: 'refused', why: fault }
    const url = new URL(to)
    const signal = AbortSignal.timeout(limits.timeout)
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
      const text = answerText(await beginning(answer), url)
      return { status: statusCode, retryAfter: [received['retry-after']].flat()[0], text }
    } catch (error) {
      return { kind: 'retry', why: whyOf(error, limits.timeout) }
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
  return Buffer.concat(chunks).toString('utf8', 0, answerBytes)
}

/** A name that leads inside may lead outside again tomorrow, and an operator may open the network: so it is tried again, and told. */
function whyOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return 'no answer'
  if (isGuardError(error)) return error.message
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} s`
  return oneLine(`no answer: ${error.message || error.name}`).slice(0, 300)
}
