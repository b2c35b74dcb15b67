import type { HttpAnswer, HttpLimits, HttpRequest } from '../http.ts'
import { acceptEncoding, readBody } from './body.ts'
import { printableUrl } from './printable.ts'
import { headersFor, nextHop, type Step } from './redirect.ts'
import type { Transport } from './transport.ts'
import type { Trouble } from './trouble.ts'
import type { Turnstile } from './turnstile.ts'

type Answer = Extract<HttpAnswer, { kind: 'answer' }>

export type Means = {
  readonly send: Transport['send']
  readonly limits: HttpLimits
  readonly userAgent: string
  readonly turnstile: Turnstile
}

type Hop = { readonly kind: 'answer'; readonly answer: Answer } | Exclude<Step, { kind: 'stay' }>

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return out
}

/** User name and password of a URL as Basic credentials (RFC 7617). */
function credentials(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {}
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

async function hop(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  means: Means,
): Promise<Hop> {
  const target = new URL(url)
  const response = await means.send({
    origin: target.origin,
    path: `${target.pathname}${target.search}`,
    method: 'GET',
    headers: { 'user-agent': means.userAgent, 'accept-encoding': acceptEncoding, ...credentials(target), ...headers },
    signal,
  })
  const received = flat(response.headers)
  const step = nextHop(url, response.statusCode, received.location)
  if (step.kind !== 'stay' || response.statusCode === 304) await response.body.dump({ limit: 16_384, signal })
  if (step.kind !== 'stay') return step
  const bytes =
    response.statusCode === 304
      ? new Uint8Array()
      : await readBody(response.body, received['content-encoding'] ?? '', means.limits.maxBytes)
  return {
    kind: 'answer',
    answer: { kind: 'answer', status: response.statusCode, url: printableUrl(url), headers: received, bytes },
  }
}

/**
 * One try: the request and what it redirects to, within one total time-out of which waiting for a turn is no part. Each hop takes
 * a turn of its own at its own host. Throws what the network throws.
 */
export async function attempt(request: HttpRequest, means: Means): Promise<Answer | Trouble> {
  const { timeout, redirects } = means.limits
  let headers = request.headers ?? {}
  let url = request.url
  let left = timeout
  for (let hops = 0; hops <= redirects; hops++) {
    const leave = await means.turnstile.enter(new URL(url).host)
    const began = performance.now()
    try {
      // The one thing that stops a body that drips; the client's own body time-out begins anew with each byte.
      const result = await hop(url, headers, AbortSignal.timeout(Math.max(1, Math.round(left))), means)
      if (result.kind === 'answer') return result.answer
      if (result.kind === 'refuse') return result.trouble
      headers = headersFor(headers, url, result.url)
      url = result.url
    } finally {
      leave()
    }
    left -= performance.now() - began
    if (left <= 0) return { code: 'timeout', why: 'the redirects took too long', passing: true }
  }
  return {
    code: 'too-many-redirects',
    why: `more than ${redirects} redirects, the last one to ${printableUrl(url)}`,
    passing: false,
  }
}
