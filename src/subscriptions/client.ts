import ipaddr from 'ipaddr.js'
import type { Network } from '../net/networks.ts'

type Ip = ipaddr.IPv4 | ipaddr.IPv6

/**
 * Who asks: the address of the connection or, behind proxies that are known, the last address in X-Forwarded-For that is none of
 * theirs. What stands left of that was written by whoever asks, and is not looked at. `null` when it cannot be told.
 */
export function clientOf(
  remote: string | undefined,
  forwarded: string | undefined,
  proxies: readonly Network[],
): string | null {
  let client = parsed(remote ?? '')
  for (const hop of (forwarded ?? '').split(',').reverse()) {
    const before = isProxy(client, proxies) ? parsed(hop) : null
    if (before === null) break
    client = before
  }
  return client?.toString() ?? null
}

/** What counts as one client: an IPv4 address, or the 64 bits of an IPv6 address that a household or a server gets (RFC 6177). */
export function clientPrefix(address: string | null): string {
  const ip = parsed(address ?? '')
  if (ip === null) return 'unknown'
  if (ip.kind() === 'ipv4') return ip.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${ip.toString()}/64`).toString()}/64`
}

function isProxy(ip: Ip | null, proxies: readonly Network[]): boolean {
  return ip !== null && proxies.some(({ base, bits }) => base.kind() === ip.kind() && ip.match(base, bits))
}

/** `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::7`, `[2001:db8::7]:4711`, with a zone or without; IPv4 in IPv6 as IPv4. */
function parsed(text: string): Ip | null {
  const [, bracketed, quad, bare = ''] =
    /^\s*(?:\[([^\]]*)\](?::\d+)?|([\d.]+)(?::\d+)?|([^\s\]]*))\s*$/.exec(text) ?? []
  const address = (bracketed ?? quad ?? bare).replace(/%.*$/s, '')
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return null
  return ipaddr.process(address)
}
