import { judgeHost } from './address-sanity.ts'
import type { AddressType } from './model.ts'

export { isExampleHost } from './address-sanity.ts'

/** An address in the one spelling that snapshots and change sets use (golden rules N1 to N14). */
export type Address = {
  readonly address: string
  readonly type: AddressType
  /** Lower case as written, `https`; null where the page gives none. */
  readonly scheme: string | null
  readonly host: string
  /** Port or range written behind the host: `443`, `50000-59999`; null where none is. */
  readonly port: string | null
}

export type AddressVerdict =
  | { readonly kind: 'address'; readonly value: Address }
  /** Shaped like an address and yet not one we can vouch for. */
  | { readonly kind: 'odd'; readonly reason: string; readonly value?: Address }
  | { readonly kind: 'none' }

const none: AddressVerdict = { kind: 'none' }
const placeholder = /<[^<>\n]{1,80}>|\{[^{}\n]{1,60}\}|\[[^[\]\n]{1,60}\]|%[A-Za-z]\w{0,40}%|\$\([\w.]{1,40}\)/
const everyPlaceholder = new RegExp(placeholder.source, 'g')
const wholePlaceholder = new RegExp(`^(?:${placeholder.source})$`)
const hostUnit = new RegExp(`${placeholder.source}|[A-Za-z0-9._*#~-]`, 'y')
const schemePart = /^([a-z][a-z0-9+-]{1,9})(?:\(s\))?:\/{2,3}/i

/**
 * Reads one written token as an address.
 *
 * @param token without surrounding markup, quotes or sentence punctuation
 * @returns the normalised address; `odd` with a reason that a person can act on; `none` for what is no address
 */
export function parseAddress(token: string): AddressVerdict {
  const scheme = schemePart.exec(token)
  const rest = scheme ? token.slice(scheme[0].length) : token
  if (rest === '' || /[@\\]/.test(hostPart(rest))) return none
  const v6 = parseIpv6(rest)
  if (v6) return v6
  const host = hostPart(rest)
  const tail = /^(?::(\d{1,5}(?:-\d{1,5})?|\*|<[^<>]{1,40}>))?(?=$|[/?#:,])/.exec(rest.slice(host.length))
  if (host === '' || !tail) return none
  const behind = rest.slice(host.length + tail[0].length)
  // `host:443:tcp`, `host:443/tcp`: a protocol behind a port is no path, and nothing that begins with a colon is.
  const path = /^:|^\/(?:tcp|udp)$/i.test(behind) && tail[1] !== undefined ? '' : behind
  const port = tail[1] !== undefined && /^\d/.test(tail[1]) ? tail[1] : null
  const parts = { scheme: scheme?.[1]?.toLowerCase() ?? null, port }
  return /^\d+(\.\d+){3}$/.test(host) ? parseIpv4(host, path, parts) : parseHost(host, path, parts)
}

function hostPart(rest: string): string {
  let end = /^[A-Za-z0-9._*-]*/.exec(rest)?.[0].length ?? 0
  while (end < rest.length) {
    hostUnit.lastIndex = end
    const unit = hostUnit.exec(rest)
    if (!unit) break
    if (unit[0] === '#' && /^[/!]|^$/.test(rest.slice(end + 1, end + 2))) break
    end += unit[0].length
  }
  return rest.slice(0, end)
}

type Written = { readonly scheme: string | null; readonly port: string | null }

function parseHost(host: string, path: string, written: Written): AddressVerdict {
  const bare = /\.\*\.$/.test(host) ? host : host.replace(/\.+$/, '')
  const whole = wholePlaceholder.test(bare)
  if (whole && (written.scheme === null || !/fqdn|host|server|name|domain|address|url/i.test(bare))) return none
  if (!whole) {
    const judged = judgeHost(bare.replace(everyPlaceholder, (p) => maskPlaceholder(p)))
    if (judged === 'no') return none
    if (judged === 'odd')
      return { ...asWritten(bare, path, written), kind: 'odd', reason: `no public suffix ends "${bare}"` }
  }
  if (!/[A-Za-z0-9]/.test(bare) || /\.\./.test(bare) || /^-/.test(bare)) {
    return { kind: 'odd', reason: `"${bare}" is no host: two dots or a hyphen stand where a label should` }
  }
  return address(lowerHost(bare), path, written)
}

/** A host of unknown suffix, for a list that plainly holds it: misspellings stay (N13). */
function asWritten(bare: string, path: string, written: Written): { readonly value?: Address } {
  if (!/^[a-z0-9*.-]+\.[a-z]{2,}$/.test(bare)) return {}
  const verdict = address(bare, path, written)
  return verdict.kind === 'address' ? { value: verdict.value } : {}
}

/** Dots and capitals inside a placeholder must not count as labels of the host. */
function maskPlaceholder(text: string): string {
  return `<${'x'.repeat(Math.max(1, text.length - 2))}>`
}

function lowerHost(host: string): string {
  let out = ''
  let from = 0
  for (const part of host.matchAll(everyPlaceholder)) {
    out += host.slice(from, part.index).toLowerCase() + part[0]
    from = part.index + part[0].length
  }
  return out + host.slice(from).toLowerCase()
}

function address(host: string, rawPath: string, written: Written): AddressVerdict {
  const path = rawPath === '/' || rawPath === '' || /^[/#?:,]+$/.test(rawPath) ? '' : rawPath
  const type: AddressType =
    path !== ''
      ? 'url'
      : /[<{[#%$]/.test(host)
        ? 'placeholder'
        : host.includes('*') || host.startsWith('.')
          ? 'wildcard'
          : 'fqdn'
  return { kind: 'address', value: { address: host + path, type, host, ...written } }
}

function parseIpv4(host: string, path: string, written: Written): AddressVerdict {
  const octets = host.split('.').map(Number)
  if (octets.some((octet) => octet > 255) || /(^|\.)0\d/.test(host)) return none
  if (octets[0] === 0 || octets[0] === 127 || octets[0] === 255) return none
  const prefix = /^\/(\d{1,2})$/.exec(path)
  if (!prefix) {
    if (path !== '' && path !== '/') return address(host, path, written)
    return { kind: 'address', value: { address: host, type: 'ipv4', host, ...written } }
  }
  const bits = Number(prefix[1])
  if (bits > 32) return { kind: 'odd', reason: `"${host}${path}" has a prefix longer than 32 bits` }
  return { kind: 'address', value: { address: host + path, type: 'cidr', host, ...written } }
}

/** Whether a CIDR block has bits set behind its prefix (N14): listed as written, but worth a word to a person. */
export function hasHostBits(cidr: string): boolean {
  const [host = '', bits = '32'] = cidr.split('/')
  if (host.includes(':')) return false
  const value = host.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  return value % 2 ** (32 - Number(bits)) !== 0
}

function parseIpv6(rest: string): AddressVerdict | null {
  const match = /^\[?([0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})\]?(\/\d{1,3})?$/i.exec(rest)
  if (!match?.[1]) return null
  const text = match[1].toLowerCase()
  const groups = text.split(':').filter((group) => group !== '').length
  if (!text.includes('::') && groups !== 8) return null
  if (text.split('::').length > 2 || (/^[0-9:]+$/.test(text.replace(/::.*/, '')) === false && groups < 2)) return null
  if (Number(match[2]?.slice(1) ?? 0) > 128)
    return { kind: 'odd', reason: `"${rest}" has a prefix longer than 128 bits` }
  const type = match[2] ? 'cidr' : 'ipv6'
  return { kind: 'address', value: { address: text + (match[2] ?? ''), type, scheme: null, host: text, port: null } }
}
