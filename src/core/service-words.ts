import type { Relation } from './endpoint-set-diff.ts'
import { type Day, effective, type Urgency } from './endpoint-set-urgency.ts'
import type { Change, ChangeSet } from './model.ts'
import type { ChangeFacts, ServiceFacts, SetSection } from './service-facts.ts'
import { rank } from './service-sections.ts'

/** Sentences and pieces of sentences about changes of endpoint sets, for people. Plain text, unescaped. */

/** `act by 2024-12-01 (in 14 days)`. `today`: the day to count from. */
export function urgencyText(urgency: Urgency, today: Day): string {
  if (urgency.kind === 'act-by') return `act by ${urgency.date} (${daysText(urgency.date, today)})`
  return { 'act-now': 'act now', 'clean-up': 'clean up when it suits you', nothing: 'nothing to do' }[urgency.kind]
}

/** When an addition is used: `from 2024-12-01 (in 14 days)`, `since 2019-11-25`. */
export function dateText(date: Day, today: Day): string {
  const when = effective(date, today)
  return when.kind === 'in' ? `from ${date} (${daysText(date, today)})` : `since ${date}`
}

function daysText(date: Day, today: Day): string {
  const when = effective(date, today)
  if (when.kind !== 'in') return 'today'
  return when.days === 1 ? 'tomorrow' : `in ${when.days} days`
}

/** Effective dates of a set's additions in one line; `null` where nothing was added that could have one. */
export function datesText({ dates, added, dated }: SetSection, service: ServiceFacts, today: Day): string | null {
  if (dates.length > 0) return dates.map((date) => dateText(date, today)).join(', ')
  if (added.length + dated.length === 0) return null
  if (service.records === 'owed') return 'not there yet: dates follow when the service answers'
  return service.records === 'joined' ? 'no date given' : 'no date known'
}

export function relationText(relation: Relation, change: Pick<Change, 'kind'>): string {
  switch (relation.kind) {
    case 'covered-by':
      return `${change.kind === 'removed' ? 'still' : 'already'} covered by ${relation.address} (${setsText(relation.sets)})`
    case 'widens':
      return `wider than ${relation.address}, which goes`
    case 'widened-to':
      return `widened to ${relation.address}`
    case 'narrows':
      return `narrower than ${relation.address}, which goes`
    case 'narrowed-to':
      return `narrowed to ${relation.address}`
    case 'reverts':
      return change.kind === 'added'
        ? `back again: removed with version ${relation.version}`
        : `taken back: added with version ${relation.version}`
    case 'announced':
      return `announced: its set went optional with version ${relation.version}`
  }
}

/** `set 1`, `sets 1, 2 and 9`. */
export function setsText(sets: readonly number[]): string {
  if (sets.length < 2) return `set ${sets.join()}`
  return `sets ${sets.slice(0, -1).join(', ')} and ${sets.at(-1)}`
}

/** What a person must know of one address besides its list. Long families of relations are cut short. */
export function remarksOf(change: Pick<Change, 'kind' | 'facts'>): readonly string[] {
  const { facts } = change
  if (facts === undefined) return []
  const shown = facts.relations.slice(0, 3).map((relation) => relationText(relation, change))
  const more = facts.relations.length > 3 ? [`and ${facts.relations.length - 3} more`] : []
  return [...shown, ...more, ...(change.kind === 'added' || change.kind === 'removed' ? [] : portsRemark(facts))]
}

function portsRemark({ gained, lost }: ChangeFacts): readonly string[] {
  return [
    ...(gained.length > 0 ? [`now also ${gained.join(', ')}`] : []),
    ...(lost.length > 0 ? [`no longer ${lost.join(', ')}`] : []),
  ]
}

/** `12 added, 4 removed, other ports in set 1 (act by 2024-12-01)`: for a subject. Addresses of a set with new terms are one thing. */
export function serviceSummary({ changes, service }: Pick<ChangeSet, 'changes' | 'service'>): string {
  const sets = service?.sets ?? []
  const counted = [
    [count(changes, ({ kind }) => kind === 'added'), 'added'],
    [count(changes, ({ kind }) => kind === 'removed'), 'removed'],
    [count(changes, (change) => isPlaced(change) && !isDuplicate(change)), 'moved'],
    [sets.reduce((sum, { dated }) => sum + dated.length, 0), 'with a date now'],
  ] as const
  const main = [...counted.flatMap(([n, word]) => (n > 0 ? [`${n} ${word}`] : [])), ...termsParts(sets)]
  const duplicates = count(changes, isDuplicate)
  const parts = main.length > 0 || duplicates === 0 ? main : [`${duplicates} listed in other sets too, or no longer`]
  const urgency = sets.map((section) => section.urgency).sort(rank)[0]
  const told = urgency === undefined || urgency.kind === 'nothing' ? '' : ` (${subjectUrgency(urgency)})`
  return `${parts.join(', ') || 'notes of sets'}${told}`
}

function subjectUrgency(urgency: Urgency): string {
  return urgency.kind === 'act-by' ? `act by ${urgency.date}` : urgency.kind === 'act-now' ? 'act now' : 'clean up'
}

function count(changes: readonly Change[], is: (change: Change) => boolean): number {
  return changes.filter(is).length
}

/** It came to a set or left one, and stays in the list. */
function isPlaced({ kind, facts }: Change): boolean {
  return kind !== 'added' && kind !== 'removed' && (facts?.from.length ?? 0) + (facts?.to.length ?? 0) > 0
}

function isDuplicate({ facts }: Change): boolean {
  return facts?.aspects.some((aspect) => aspect === 'duplicate-added' || aspect === 'duplicate-removed') === true
}

function termsParts(sets: readonly SetSection[]): readonly string[] {
  const withKind = (kinds: readonly string[]) =>
    sets.filter(({ terms }) => terms.some(({ kind }) => kinds.includes(kind))).map(({ set }) => set)
  const ports = withKind(['ports'])
  const others = withKind(['category', 'required', 'expressRoute', 'area', 'attribute']).filter(
    (set) => !ports.includes(set),
  )
  return [
    ...(ports.length > 0 ? [`other ports in ${setsText(ports)}`] : []),
    ...(others.length > 0 ? [`other terms in ${setsText(others)}`] : []),
  ]
}
