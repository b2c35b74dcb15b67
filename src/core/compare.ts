import { covers, type Rule, ruleOf } from './endpoint-set-cover.ts'
import type { Entry } from './model.ts'
import { byAddress } from './snapshot.ts'

/** Addresses of one list that the other does not let through, and those that it does under another entry. */
export type OneWay = {
  readonly missing: readonly Entry[]
  readonly covered: readonly { readonly entry: Entry; readonly by: string }[]
}

export type Comparison = { readonly both: number; readonly onlyFirst: OneWay; readonly onlySecond: OneWay }

/**
 * Two lists against each other, both ways. Covering counts: a name under a wildcard of the other list, an address inside one
 * of its ranges. Ports do not count; schemes and paths neither: an allow list is made of hosts.
 */
export function compareLists(first: readonly Entry[], second: readonly Entry[]): Comparison {
  const [a, b] = [first.map(ruled), second.map(ruled)]
  const [inA, inB] = [new Set(a.map(({ rule }) => rule.address)), new Set(b.map(({ rule }) => rule.address))]
  return {
    both: [...inA].filter((address) => inB.has(address)).length,
    onlyFirst: oneWay(a, b, inB),
    onlySecond: oneWay(b, a, inA),
  }
}

type Ruled = { readonly entry: Entry; readonly rule: Rule }

function ruled(entry: Entry): Ruled {
  return { entry, rule: hostRule(entry) }
}

/** The rule that an entry is in an allow list of hosts. */
export function hostRule({ address, type }: Pick<Entry, 'address' | 'type'>): Rule {
  const host = type === 'url' ? (address.split('/')[0] ?? '') : address
  // A leading dot means every name below, as proxies write it.
  return ruleOf(host.startsWith('.') ? `*${host}` : host)
}

function oneWay(mine: readonly Ruled[], theirs: readonly Ruled[], known: ReadonlySet<string>): OneWay {
  const wide = theirs.filter(({ rule }) => rule.pattern !== null || rule.range !== null)
  const missing: Entry[] = []
  const covered: { entry: Entry; by: string }[] = []
  for (const { entry, rule } of mine
    .filter((one) => !known.has(one.rule.address))
    .sort((x, y) => byAddress(x.entry, y.entry))) {
    const by = wide.find((other) => covers(other.rule, rule))
    if (by === undefined) missing.push(entry)
    else covered.push({ entry, by: by.entry.address })
  }
  return { missing, covered }
}
