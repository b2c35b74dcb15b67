import { type Address, hasHostBits, isExampleHost } from '../core/address.ts'
import type { AddressType, Complaint, Occurrence, Port } from '../core/model.ts'
import { lineOf, type Passage } from './segments.ts'
import type { Found, Odd } from './tokens.ts'
import { isGivenAsExample } from './words.ts'

/** Where a block stands: headings, tab, and the introductions that lead to it, nearest last. */
export type Context = {
  readonly title: string
  readonly section: readonly string[]
  readonly tab: string | null
  readonly leads: readonly string[]
  /** The page explains a star somewhere, so a star behind a host is a mark and not a wildcard. */
  readonly footnotes: boolean
}

export type Said = {
  readonly ports: readonly Port[]
  readonly protocols: readonly string[]
  readonly service: string | null
  readonly required: boolean | null
}

export type Sighting = { readonly address: string; readonly type: AddressType; readonly occurrence: Occurrence }

/** What the reading of a page gathers; lines are those of the prepared text. */
export type Sink = {
  readonly sightings: Sighting[]
  readonly complaints: Complaint[]
}

/** Takes an address down, unless the page only gives it as an example. */
export function take(sink: Sink, passage: Passage, found: Found, context: Context, said: Said): void {
  if (isExampleHost(found.value.host) || isGivenAsExample(passage.text.text, found.from)) return
  const line = lineOf(passage, found.from)
  const { section, tab } = context
  const { address, type } = context.footnotes ? withoutMark(found.value) : found.value
  sink.sightings.push({ address, type, occurrence: { line, section, tab, ...said } })
  if (type === 'cidr' && hasHostBits(address)) {
    sink.complaints.push({
      line,
      text: address,
      reason: 'bits are set behind the prefix: listed as written, but likely a slip',
    })
  }
}

/** `login.contoso.com*` where the page has a note that begins with a star. */
function withoutMark({ address, type }: Address): Pick<Address, 'address' | 'type'> {
  const bare = /[a-z0-9]\*$/.test(address) && !address.includes('/') ? address.slice(0, -1) : address
  return { address: bare, type: bare !== address && !/^\.|[*<{[#]/.test(bare) ? 'fqdn' : type }
}

export function complain(sink: Sink, passage: Passage, odd: Odd): void {
  sink.complaints.push({ line: lineOf(passage, odd.from), text: odd.text, reason: odd.reason })
}
