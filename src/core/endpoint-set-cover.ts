import ipaddr from 'ipaddr.js'

type Range = { readonly bytes: readonly number[]; readonly bits: number }

/** An address made ready for many comparisons. Addresses in the spelling of `EndpointSet`. */
export type Rule = { readonly address: string; readonly range: Range | null; readonly pattern: RegExp | null }

/** A name, a pattern of names, an IP address or a range, as a rule of an allow list. */
export function ruleOf(address: string): Rule {
  return { address, range: rangeOf(address), pattern: address.includes('*') ? patternOf(address) : null }
}

/**
 * Whether a rule for `wide` lets everything through that a rule for `narrow` would: a name or pattern under a pattern, a
 * range inside a range, or the same address.
 */
export function covers(wide: Rule, narrow: Rule): boolean {
  if (wide.address === narrow.address) return true
  if (wide.range !== null) return narrow.range !== null && rangeCovers(wide.range, narrow.range)
  if (wide.pattern === null || narrow.range !== null) return false
  return wide.pattern.test(narrow.address)
}

function rangeOf(address: string): Range | null {
  const [base = '', length] = address.split('/')
  if (!ipaddr.IPv4.isValidFourPartDecimal(base) && !ipaddr.IPv6.isValid(base)) return null
  const bytes = ipaddr.parse(base).toByteArray()
  return { bytes, bits: length === undefined ? bytes.length * 8 : Number(length) }
}

function rangeCovers(wide: Range, narrow: Range): boolean {
  if (wide.bytes.length !== narrow.bytes.length || wide.bits > narrow.bits) return false
  return wide.bytes.every((byte, i) => {
    const keep = Math.max(0, Math.min(8, wide.bits - i * 8))
    const mask = (0xff << (8 - keep)) & 0xff
    return (byte & mask) === ((narrow.bytes[i] ?? 0) & mask)
  })
}

/**
 * A pattern as an expression over names and other patterns. A star at the beginning stands for one or more characters, dots
 * too, as allow lists read it (so `*.x` covers `a.b.x` and not `x`); any other star stays within its label. Where devices
 * differ, this is the narrow reading: "already covered" must not be said too often. The star of a narrower pattern is a sign
 * like any other here; one that may hold dots stands first, where only a star that may hold them can take it.
 */
function patternOf(name: string): RegExp {
  const pieces = [...name].map((sign, i) => {
    if (sign === '*') return i === 0 ? '.+' : '[^.]+'
    return /[a-z0-9]/i.test(sign) ? sign : `\\${sign}`
  })
  return new RegExp(`^${pieces.join('')}$`)
}
