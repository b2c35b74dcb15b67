import { summary } from '../core/change-set.ts'
import type { Change, ChangeSet, Digest, DigestSource, TakenBack } from '../core/model.ts'
import { serviceSummary } from '../core/service-words.ts'
import { cleaned } from '../core/sheet.ts'
import { timeText } from './email/page.ts'
import { changeHref, changeParts, cut, longestText, type Part, pageOf, type View } from './lines.ts'

/** A digest: list by list, the change sets of each in their order, and what was taken back. */
export function digestView(digest: Digest, site: string | null): View {
  const { when, from, to, sources } = digest
  const lead = leadOf(sources)
  const title = when === 'daily' ? 'Daily digest' : 'Weekly digest'
  const whole = site === null ? null : { text: 'all changes', href: `${site}/changes` }
  const head: Omit<View, 'parts'> = {
    tone: 'changes',
    subject: `${title}: ${lead}`,
    ...{ title, lead, whole },
    facts: [
      { label: 'Seen', text: `${timeText(from)} to ${timeText(to)}` },
      ...(whole === null ? [] : [{ label: 'All changes', text: whole.href, href: whole.href }]),
    ],
    footer: `Sent by endpoint-drift once a ${when === 'daily' ? 'day' : 'week'}, when there is something to tell.`,
    left: 0,
    pages: sources.flatMap(({ source }) => pageOf(cleaned(source.title), source)),
  }
  const each = sources.map((source) => ({ source, parts: sourceParts(source, site) }))
  return { ...head, parts: each.flatMap(({ parts }) => parts), brief: briefView(head, each) }
}

type Told = { readonly source: DigestSource; readonly parts: readonly Part[] }

/** A line for each change set, and where even those are too many, one for each list. No row is told, and all are counted. */
function briefView(head: Omit<View, 'parts'>, each: readonly Told[]): View {
  const parts: readonly Part[] = each.map(({ source, parts: told }) => ({
    above: [listHeading(source)],
    heading: '',
    notes: [
      ...source.changeSets.map(setText),
      ...(source.takenBack.length > 0 ? [takenBackHeading(source.takenBack)] : []),
    ],
    groups: [],
    counted: told.flatMap(({ groups }) => groups).reduce((sum, { rows }) => sum + rows.length, 0),
  }))
  const left = parts.reduce((sum, { counted = 0 }) => sum + counted, 0)
  const briefest = { ...head, left, parts: parts.map((part) => ({ ...part, notes: [] })) }
  return { ...head, left, parts, brief: briefest }
}

function leadOf(sources: readonly DigestSource[]): string {
  if (sources.length === 0) return 'nothing is left of what changed'
  const lists = `${sources.length} ${sources.length === 1 ? 'list' : 'lists'}`
  return `${totals(sources)} in ${lists}`
}

function totals(sources: readonly DigestSource[]): string {
  const changes: readonly Change[] = sources.flatMap(({ changeSets }) => changeSets.flatMap((one) => one.changes))
  const back = sources.reduce((sum, { takenBack }) => sum + takenBack.length, 0)
  const told = [summary(changes), back === 0 ? '' : `${back} taken back`].filter((text) => text !== '')
  return told.length > 0 ? told.join(', ') : 'other details'
}

function sourceParts(source: DigestSource, site: string | null): readonly Part[] {
  const { changeSets, takenBack } = source
  const parts = [...changeSets.flatMap((one) => setParts(one, site)), ...takenBackParts(takenBack)]
  const [first = { heading: '', notes: [], groups: [] }, ...rest] = parts
  return [{ ...first, above: [listHeading(source), ...(first.above ?? [])] }, ...rest]
}

function listHeading(source: DigestSource) {
  const [page] = pageOf('', source.source)
  const text = `${cut(cleaned(source.source.title), longestText)}: ${totals([source])}`
  return { kind: 'list' as const, text, ...(page && { href: page.href }) }
}

function setParts(changeSet: ChangeSet, site: string | null): readonly Part[] {
  const [first = { heading: '', notes: [], groups: [] }, ...rest] = changeParts(changeSet)
  const href = site === null ? {} : { href: changeHref(changeSet, site) }
  return [{ ...first, above: [{ kind: 'set', text: setText(changeSet), ...href }] }, ...rest]
}

function setText(changeSet: ChangeSet): string {
  const told = changeSet.service === undefined ? summary(changeSet.changes) : serviceSummary(changeSet)
  return cut(`${timeText(changeSet.seenAt)}: ${told}`, longestText)
}

function takenBackHeading(takenBack: readonly TakenBack[]): string {
  return `Taken back (${takenBack.length})`
}

function takenBackParts(takenBack: readonly TakenBack[]): readonly Part[] {
  if (takenBack.length === 0) return []
  const rows = takenBack.map(({ address, steps }) => ({
    address: cleaned(address),
    text: cut(steps.map(({ kind, seenAt }) => `${kind} ${timeText(seenAt)}`).join(' → '), longestText),
  }))
  return [{ heading: takenBackHeading(takenBack), notes: [], groups: [{ heading: '', rows }] }]
}
