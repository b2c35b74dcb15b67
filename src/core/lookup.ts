import { parseAddress } from './address.ts'
import { hostRule } from './compare.ts'
import { covers } from './endpoint-set-cover.ts'
import type { Entry } from './model.ts'

/** What a list says to the question whether a host or address is let through. Entries in the order of the list. */
export type Lookup = {
  /** What was asked for, as lists spell it, without scheme, port and path; `null` when the question is no address. */
  readonly address: string | null
  /** Entries for exactly that host, address or range. */
  readonly listed: readonly Entry[]
  /** Other entries that let it through: a wildcard above it, a range around it. */
  readonly covering: readonly Entry[]
  /** Entries that it would cover, when a wildcard or a range was asked for. */
  readonly within: readonly Entry[]
  /** Entries that hold the words of the question in their address, section, tab or service, and are none of the others. */
  readonly containing: readonly Entry[]
}

/** Ports do not count, nor do schemes and paths: an allow list is made of hosts. */
export function lookUp(entries: readonly Entry[], question: string): Lookup {
  const asked = question.trim()
  const parsed = parseAddress(asked)
  const found = { listed: [] as Entry[], covering: [] as Entry[], within: [] as Entry[], containing: [] as Entry[] }
  const rule = parsed.kind === 'address' ? hostRule(parsed.value) : null
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean)
  for (const entry of entries) {
    const own = rule === null ? null : hostRule(entry)
    if (own !== null && rule !== null && own.address === rule.address) found.listed.push(entry)
    else if (own !== null && rule !== null && covers(own, rule)) found.covering.push(entry)
    else if (own !== null && rule !== null && covers(rule, own)) found.within.push(entry)
    else if (words.length > 0 && holds(entry, words)) found.containing.push(entry)
  }
  return { address: rule?.address ?? null, ...found }
}

/** An entry holds all the words, wherever they stand. */
function holds({ address, occurrences }: Entry, words: readonly string[]): boolean {
  const places = occurrences.flatMap(({ section, tab, service }) => [...section, tab ?? '', service ?? ''])
  const text = [address, ...places].join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}
