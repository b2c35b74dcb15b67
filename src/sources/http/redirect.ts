import { printableUrl } from './printable.ts'
import type { Trouble } from './trouble.ts'

const moves: readonly number[] = [301, 302, 303, 307, 308]

export type Step =
  | { readonly kind: 'stay' }
  | { readonly kind: 'go'; readonly url: string }
  | { readonly kind: 'refuse'; readonly trouble: Trouble }

function refuse(code: string, why: string): Step {
  return { kind: 'refuse', trouble: { code, why, passing: false } }
}

/**
 * Where an answer leads (RFC 9110, section 15.4). Only http and https are followed, and never from https to http: who can read or
 * change what passes must not choose what we read.
 */
export function nextHop(from: string, status: number, location: string | undefined): Step {
  if (!moves.includes(status)) return { kind: 'stay' }
  if (!location) return refuse('bad-redirect', `a redirect (${status}) without an address`)
  const to = URL.parse(location, from)
  if (to === null) return refuse('bad-redirect', `a redirect (${status}) to what is no URL`)
  const shown = `redirected to ${printableUrl(to.href)}`
  if (to.protocol !== 'https:' && to.protocol !== 'http:')
    return refuse('bad-redirect', `${shown}, which is neither http nor https`)
  if (to.protocol === 'http:' && from.startsWith('https:'))
    return refuse('downgrade', `${shown}: from https to http, where anyone on the way can change the answer`)
  return { kind: 'go', url: to.href }
}

/** Headers for the next hop: what proves who we are stays with the origin that it was meant for (RFC 9110, section 15.4). */
export function headersFor(
  headers: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Readonly<Record<string, string>> {
  if (new URL(from).origin === new URL(to).origin) return headers
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)))
}
