import ipaddr from 'ipaddr.js'
import type { AddressType } from '../../core/model.ts'

export type ReadAddress =
  | { readonly kind: 'address'; readonly address: string; readonly type: AddressType }
  | { readonly kind: 'complaint'; readonly reason: string }

/** An asterisk may stand anywhere: `*.x`, `*cdn.onenote.net`, `*-files.sharepoint.com`, `autodiscover.*.onmicrosoft.com`. */
const host = /^(?=.{1,253}$)\.?[a-z0-9_*-]{1,63}(?:\.[a-z0-9_*-]{1,63})+$/

/**
 * Reads one string of `urls` or `ips`: lower case, IPv6 in the form of RFC 5952, nothing repaired. The service promises
 * host names and patterns without scheme, path or port; a scheme is dropped and a path makes a `url`, as on pages.
 * A range with host bits set, or a text that is no address, is a complaint.
 */
export function readAddress(raw: string): ReadAddress {
  const text = raw.trim().replace(/^https?:\/\//i, '')
  if (/^[0-9a-f.:]+(?:\/\d+)?$/i.test(text)) {
    const ip = readIp(text)
    if (ip !== null) return ip
  }
  const slash = text.indexOf('/')
  const name = (slash < 0 ? text : text.slice(0, slash)).toLowerCase()
  const path = slash < 0 ? '' : text.slice(slash)
  if (!host.test(name) || /\.\d+$/.test(name))
    return { kind: 'complaint', reason: 'this is neither a host name, a pattern of host names, nor an IP range' }
  if (path.length > 1) return { kind: 'address', address: name + path, type: 'url' }
  return { kind: 'address', address: name, type: name.includes('*') || name.startsWith('.') ? 'wildcard' : 'fqdn' }
}

function readIp(text: string): ReadAddress | null {
  const [base = '', bits] = text.split('/')
  if (!ipaddr.IPv4.isValidFourPartDecimal(base) && !ipaddr.IPv6.isValid(base)) return null
  const ip = ipaddr.parse(base)
  const address = ip instanceof ipaddr.IPv6 ? ip.toRFC5952String() : ip.toString()
  if (bits === undefined) return { kind: 'address', address, type: ip.kind() }
  const length = Number(bits)
  if (length > ip.toByteArray().length * 8)
    return { kind: 'complaint', reason: `a prefix of ${length} bits is longer than the address` }
  if (networkText(ip, length) !== address)
    return { kind: 'complaint', reason: 'the range has host bits set: a range begins at its network address' }
  return { kind: 'address', address: `${address}/${length}`, type: 'cidr' }
}

function networkText(ip: ipaddr.IPv4 | ipaddr.IPv6, length: number): string {
  const bytes = ip.toByteArray().map((byte, i) => {
    const keep = Math.max(0, Math.min(8, length - i * 8))
    return byte & (0xff << (8 - keep)) & 0xff
  })
  const network = ipaddr.fromByteArray(bytes)
  return network instanceof ipaddr.IPv6 ? network.toRFC5952String() : network.toString()
}
