import { counts } from '../../core/change-set.ts'
import { type ChangeSet, changeKinds, type Digest, type DigestSource, type TakenBack } from '../../core/model.ts'
import { rank } from '../../core/service-sections.ts'
import { cleaned, oneLine } from '../../core/sheet.ts'
import { leadOf, rowsOf, shownOf, wholeOf } from './changes-page.ts'
import { linked, type MailPage, type MailPart, safeLink, timeText } from './page.ts'
import { type Room, shares } from './room.ts'

/** A day or a week: list by list, the change sets of each in their order, and what was taken back. */
export function digestPage(digest: Digest, site: string | null, room: Room): MailPage {
  const { when, from, to, sources } = digest
  const shown = sources.slice(0, room.blocks)
  const rows = shares(room.rows, shown.map(rowsOfSource))
  const steps = shares(
    room.blocks,
    shown.map(({ changeSets }) => changeSets.length),
  )
  const each = shown.map((source, i) => sourceParts(source, site, { rows: rows[i] ?? 0, blocks: steps[i] ?? 0 }))
  const unseen = sources.slice(room.blocks)
  const hidden = sum([...each.map((one) => one.hidden), ...unseen.map(rowsOfSource)])
  const [title, lead] = headline(sources)
  const whole = site === null ? null : `${site}/changes`
  return {
    tone: 'changes',
    subject: `${title}: ${lead.endsWith(')') ? `${lead.slice(0, -1)}, ` : `${lead} (`}${when} digest)`,
    ...{ title, lead },
    facts: [
      { label: 'Seen', text: `${timeText(from)} to ${timeText(to)}` },
      ...(whole === null ? [] : [linked('All changes', whole)]),
    ],
    badges: [],
    parts: [
      ...each.flatMap((one) => one.parts),
      ...(unseen.length > 0 ? [note(`and ${unseen.length} more ${unseen.length === 1 ? 'list' : 'lists'}`)] : []),
    ],
    subscribed: true,
    rest: hidden > 0 ? { rows: hidden, file: 'changes.csv', whole } : null,
    footer: `Sent by endpoint-drift once a ${when === 'daily' ? 'day' : 'week'}, when there is something to tell.`,
  }
}

type Shown = { readonly parts: readonly MailPart[]; readonly hidden: number }

function sourceParts(one: DigestSource, site: string | null, room: Room): Shown {
  const { source, changeSets, takenBack } = one
  const shown = changeSets.slice(0, Math.max(1, room.blocks))
  const more = changeSets.slice(shown.length)
  const rows = shares(room.rows, [...shown.map(rowsOf), takenBack.length])
  const steps = shown.map((changeSet, i) => stepParts(changeSet, changeSets.length > 1, site, rows[i] ?? 0))
  const back = takenBack.slice(0, rows[shown.length] ?? 0)
  return {
    parts: [
      { kind: 'source', title: cleaned(source.title), href: safeLink(source.page), lead: totals([one]) },
      ...steps.flatMap(({ parts }) => parts),
      ...(more.length > 0
        ? [note(`and ${more.length} more of this list: ${totals([{ ...one, changeSets: more, takenBack: [] }])}`)]
        : []),
      ...(takenBack.length > 0
        ? [{ kind: 'taken-back' as const, count: takenBack.length, rows: back.map(takenBackRow) }]
        : []),
    ],
    hidden: rowsOfSource(one) - sum(steps.map((step) => step.shown)) - back.length,
  }
}

/** Where a list changed once, its own heading says what happened already. */
function stepParts(changeSet: ChangeSet, several: boolean, site: string | null, rows: number) {
  const { parts, hidden } = shownOf(changeSet, { rows, blocks: Math.max(1, Math.ceil(rows / 4)) })
  const time = timeText(changeSet.seenAt)
  const step = {
    kind: 'step' as const,
    several,
    text: several ? `${time}: ${leadOf(changeSet)}` : `Seen ${time}`,
    href: site === null ? null : wholeOf(changeSet, site),
  }
  return { parts: [step, ...parts], shown: rowsOf(changeSet) - hidden }
}

function takenBackRow({ address, steps }: TakenBack) {
  return {
    address: oneLine(address),
    text: cleaned(steps.map(({ kind, seenAt }) => `${kind} ${timeText(seenAt)}`).join(', ')),
  }
}

function note(text: string): MailPart {
  return { kind: 'note', text }
}

function rowsOfSource({ changeSets, takenBack }: DigestSource): number {
  return sum(changeSets.map(rowsOf)) + takenBack.length
}

/** `3 lists changed`, `5 added, 2 removed`. */
function headline(sources: readonly DigestSource[]): readonly [string, string] {
  const [first, ...others] = sources
  if (first === undefined) return ['Nothing has changed', 'what happened was taken back']
  const title = others.length === 0 ? cleaned(first.source.title) : `${sources.length} lists changed`
  return [title, totals(sources)]
}

/** What happened, counted: for a list that changed once it is what a mail of its own would say. */
function totals(sources: readonly DigestSource[]): string {
  const changeSets = sources.flatMap((one) => one.changeSets)
  const back = sum(sources.map(({ takenBack }) => takenBack.length))
  const takenBack = back === 0 ? [] : [`${back} taken back`]
  const [only] = changeSets
  if (changeSets.length === 1 && only !== undefined) return [leadOf(only), ...takenBack].join(', ')
  const counted = [...countedKinds(changeSets), ...takenBack]
  return `${counted.join(', ') || 'new dates'}${urgencyOf(changeSets)}`
}

function countedKinds(changeSets: readonly ChangeSet[]): readonly string[] {
  const found = changeSets.map(countsOf)
  return changeKinds.flatMap((kind) => {
    const count = sum(found.map((one) => one[kind]))
    return count > 0 ? [`${count} ${kind}`] : []
  })
}

/** The strongest of all, where something is to be done. */
function urgencyOf(changeSets: readonly ChangeSet[]): string {
  const [first] = changeSets.flatMap(({ service }) => service?.sets.map((set) => set.urgency) ?? []).sort(rank)
  if (first?.kind === 'act-by') return ` (act by ${first.date})`
  return first?.kind === 'act-now' ? ' (act now)' : ''
}

/** New terms of an endpoint set are one thing, however many addresses it has. */
function countsOf({ changes, service }: ChangeSet): ReturnType<typeof counts> {
  if (service === undefined) return counts(changes)
  return { ...counts(changes), changed: service.sets.filter(({ terms }) => terms.length > 0).length }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
