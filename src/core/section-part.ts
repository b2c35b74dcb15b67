import { setOf } from './endpoint-set-snapshot.ts'
import type { Urgency } from './endpoint-set-urgency.ts'
import type { Change } from './model.ts'
import type { ChangeFacts, Elsewhere, SetSection } from './service-facts.ts'
import { rank } from './service-sections.ts'

/** What else of a section stays, beside its changes. */
export type Keeps = {
  /** Whether the date of an address that was told before stays. */
  readonly dated: (address: string) => boolean
  /** Whether an address of a changed rule stays. */
  readonly listed: (address: string) => boolean
}

/**
 * What is left of a section when of its change set only these changes are: `null` when nothing is. Its urgency and its dates are
 * those of what is left, so that nobody is told to act by the date of something that he is not told.
 */
export function sectionPart(section: SetSection, changes: readonly Change[], keeps: Keeps): SetSection | null {
  const here = changes.filter(({ before, after }) =>
    [...before, ...after].some(({ labels }) => setOf(labels) === section.set),
  )
  const left = new Set(here.map(({ address }) => address))
  const plain = (list: readonly string[]) => list.filter((address) => left.has(address))
  const paired = (list: readonly Elsewhere[]) => list.filter(({ address }) => left.has(address))
  const dated = section.dated.filter(({ address }) => keeps.dated(address))
  if (left.size + dated.length === 0) return null
  return {
    ...section,
    added: plain(section.added),
    removed: plain(section.removed),
    movedIn: paired(section.movedIn),
    movedOut: paired(section.movedOut),
    duplicatesAdded: paired(section.duplicatesAdded),
    duplicatesRemoved: paired(section.duplicatesRemoved),
    addresses: section.addresses.filter(keeps.listed),
    dated,
    ...timeOf(section, here, dated),
  }
}

type Timely = Pick<SetSection, 'urgency' | 'dates'>

/** Where a change comes without facts, or a date was told late, it is not known what an urgency or a date came from: they stay. */
function timeOf({ set, urgency, dates }: SetSection, here: readonly Change[], dated: SetSection['dated']): Timely {
  const facts = here.flatMap((change) => change.facts ?? [])
  if (facts.length < here.length) return { urgency, dates }
  const known = new Set([...facts.map(({ effective }) => effective), ...dated.map(({ date }) => date)])
  return {
    urgency: dated.length > 0 ? urgency : strongest(set, facts),
    dates: dates.filter((date) => known.has(date)),
  }
}

/** What went from this set to another is told there. */
function strongest(set: number, facts: readonly ChangeFacts[]): Urgency {
  const own = facts.filter(({ from, to }) => to.length === 0 || !from.includes(set)).map(({ urgency }) => urgency)
  return own.sort(rank)[0] ?? { kind: 'nothing' }
}
