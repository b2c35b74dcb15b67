import ipaddr from 'ipaddr.js'
import { hasHostBits, parseAddress } from '../../core/address.ts'
import type { AddressType, Port } from '../../core/model.ts'

export type ListAddress =
  | {
      readonly kind: 'address'
      readonly address: string
      readonly type: AddressType
      /** The port written behind the host. */
      readonly port: Port | null
      /** Listed as it is, and yet worth a word to a person. */
      readonly odd: string | null
    }
  | { readonly kind: 'not'; readonly reason: string }

/** Reads one string of a list as one address. IPv6 is spelt by RFC 5952, so that another spelling is no change. */
export function readAddress(raw: string): ListAddress {
  const text = raw.trim()
  if (!isSingle(text))
    return {
      kind: 'not',
      reason: "this is no single address; where it is several, split it in the expression: split(x, ',')",
    }
  const verdict = parseAddress(text)
  if (verdict.kind === 'odd') return { kind: 'not', reason: verdict.reason }
  if (verdict.kind === 'none')
    return { kind: 'not', reason: 'this is neither a host, a pattern of hosts, an IP address nor a range' }
  const { address, type, host, port } = verdict.value
  if (type === 'url' && !/^[/?#]/.test(address.slice(host.length)))
    return { kind: 'not', reason: 'this is no single address' }
  return {
    kind: 'address',
    address: (type === 'ipv6' || type === 'cidr') && host.includes(':') ? canonicalIp(address) : address,
    type,
    port: port === null ? null : /^\d+$/.test(port) ? Number(port) : port,
    odd:
      type === 'cidr' && hasHostBits(address)
        ? 'the range has host bits set: a range begins at its network address'
        : null,
  }
}

/** Commas may stand in a path, and spaces in a placeholder. */
function isSingle(text: string): boolean {
  if (!/[\s,;]/.test(text)) return true
  const bare = text.replaceAll(/<[^<>]*>|\{[^{}]*\}/g, 'x').replace(/^[a-z][a-z0-9+-]*:\/\//i, '')
  return !/\s/.test(bare) && !/^[^/?#]*[,;]/.test(bare)
}

function canonicalIp(address: string): string {
  const [host = '', bits] = address.split('/')
  if (!ipaddr.IPv6.isValid(host)) return address
  const text = ipaddr.IPv6.parse(host).toRFC5952String()
  return bits === undefined ? text : `${text}/${Number(bits)}`
}
