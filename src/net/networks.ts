import ipaddr from 'ipaddr.js'

type Ip = ipaddr.IPv4 | ipaddr.IPv6

/** A range of addresses that an operator opened. */
export type Network = { readonly base: Ip; readonly bits: number }

/** `10.0.0.0/8`, `fd12::/16`, or one address; `null` for anything else. Bits below the prefix do not matter. */
export function parseNetwork(text: string): Network | null {
  const [address = '', prefix, ...more] = text.trim().split('/')
  const base = parseAddress(address)
  if (base === null || more.length > 0) return null
  const widest = base.kind() === 'ipv4' ? 32 : 128
  if (prefix === undefined) return { base, bits: widest }
  // `::ffff:10.0.0.0/104` became an IPv4 address on the way: its prefix counts other bits.
  if (address.includes(':') && base.kind() === 'ipv4') return null
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= widest ? { base, bits: Number(prefix) } : null
}

/** Public by number, and yet only reachable from inside: Azure's WireServer hands out credentials to whoever asks. */
const metadata: readonly Network[] = [{ base: ipaddr.parse('168.63.129.16'), bits: 32 }]

/** All that IANA has given out for global unicast (RFC 4291, 2.5.4); `::127.0.0.1` and what is yet to be given a meaning stand outside. */
const globalUnicast: Network = { base: ipaddr.parse('2000::'), bits: 3 }

const kinds: Readonly<Record<string, string>> = {
  private: 'a private address',
  loopback: 'an address of this machine itself',
  linkLocal: 'a link-local address',
  carrierGradeNat: 'an address behind a carrier-grade NAT',
  uniqueLocal: 'a private address',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  unspecified: 'an address of this machine itself',
  rfc6052: 'an IPv4 address in the clothes of IPv6',
  '6to4': 'an IPv4 address in the clothes of IPv6',
  teredo: 'an IPv4 address in the clothes of IPv6',
}

/**
 * Why nothing may be sent to an IP address, as a noun phrase: `a private address`; `null` when it is public, or in one of the
 * networks that were opened. IPv4 in IPv6 is judged by the IPv4 address when it is mapped (RFC 4291, 2.5.5.2), and refused in
 * every other form: 6to4, NAT64, Teredo, compatible. What cannot be read is refused.
 */
export function whyClosed(address: string, open: readonly Network[]): string | null {
  const ip = parseAddress(address)
  if (ip === null) return 'no IP address'
  if (open.some((network) => holds(network, ip))) return null
  if (metadata.some((network) => holds(network, ip))) return 'an address of the cloud that this machine runs in'
  const range = ip.range()
  if (range !== 'unicast') return kinds[range] ?? 'a reserved address'
  return ip.kind() === 'ipv4' || holds(globalUnicast, ip) ? null : 'a reserved address'
}

/** As Node writes addresses, and as the hosts of parsed URLs do; an IPv6 zone is left out, brackets too. */
function parseAddress(text: string): Ip | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/s, '')
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return null
  return ipaddr.process(bare)
}

export function isAddress(text: string): boolean {
  return parseAddress(text) !== null
}

function holds({ base, bits }: Network, ip: Ip): boolean {
  return base.kind() === ip.kind() && ip.match(base, bits)
}
