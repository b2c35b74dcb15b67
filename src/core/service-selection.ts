import type { Entry, Occurrence } from './model.ts'
import type { Selection } from './service-files.ts'

/** What the service answers by itself, without being asked for areas. */
const usual: readonly string[] = ['common', 'exchange', 'sharepoint', 'skype']

/**
 * What two lists can be compared on. Who asks for more or fewer service areas, or for no IPv6, changes what is asked and not
 * what the service publishes: what only one of the two was asked for is left out of both. `null`: not known; before the names
 * of sets were kept, the list itself shows which areas were asked for.
 */
export function commonGround(
  before: { readonly entries: readonly Entry[]; readonly selection: Selection | null },
  after: { readonly entries: readonly Entry[]; readonly selection: Selection | null },
): { readonly before: readonly Entry[]; readonly after: readonly Entry[] } {
  const is = after.selection
  const was = before.selection ?? (is === null ? null : { ...is, serviceAreas: areasIn(before.entries) })
  if (was === null || is === null) return { before: before.entries, after: after.entries }
  const one = areasOf(was).filter((area) => !areasOf(is).includes(area))
  const other = areasOf(is).filter((area) => !areasOf(was).includes(area))
  const areas = new Set([...one, ...other])
  const ipv6 = was.noIPv6 === is.noIPv6
  if (areas.size === 0 && ipv6) return { before: before.entries, after: after.entries }
  const shared = (entries: readonly Entry[]): readonly Entry[] =>
    entries
      .filter(({ address }) => ipv6 || !address.includes(':'))
      .map((entry) => ({ ...entry, occurrences: entry.occurrences.filter((o) => !areas.has(areaOf(o))) }))
      .filter(({ occurrences }) => occurrences.length > 0)
  return { before: shared(before.entries), after: shared(after.entries) }
}

/** Common comes along with every selection but that of MEM alone. */
function areasOf({ serviceAreas }: Selection): readonly string[] {
  if (serviceAreas === null) return usual
  const named = serviceAreas.map((area) => area.toLowerCase())
  return named.every((area) => area === 'mem') ? named : [...new Set([...named, 'common'])]
}

function areasIn(entries: readonly Entry[]): readonly string[] {
  return [...new Set(entries.flatMap(({ occurrences }) => occurrences.map(areaOf)))]
}

function areaOf({ labels }: Occurrence): string {
  return labels?.area?.toLowerCase() ?? ''
}
