import type { ChangeSet, Message } from '../../src/core/model.ts'
import type { Wishes } from '../../src/core/wishes.ts'
import type { Page } from './pages.ts'

/** Something that happened to an address: when it was committed, where, what, and to which. */
export type Fact = {
  readonly seenAt: string
  readonly source: string
  readonly kind: string
  readonly address: string
}

/** What somebody who may be told is owed, and what he was told. */
export type Person = {
  readonly id: string
  readonly channel: string
  to: string
  wishes: Wishes
  state: 'pending' | 'active' | 'left'
  /** By himself or the operator: nothing may be sent. */
  paused: boolean
  /** How many of his messages were asked for again. */
  again: number
  readonly owed: Set<string>
  /** The commits of which something was owed to him. */
  readonly commits: Set<string>
  /** By id of the message: what it said, and how often it was taken. */
  readonly told: Map<string, Told>
}

/** `reasons`: what there had been for a repeat when it was taken last: deaths, and messages that were asked for again. */
export type Told = Said & { readonly content: string; taken: number; reasons: number }

/**
 * `facts`: what a message tells. `back`: the steps of what came and went, which it tells as one. Among these may be one that is owed
 * with the next digest only, and one that a filter keeps back.
 */
export type Said = { readonly facts: readonly string[]; readonly back: readonly string[] }

export function keyOf({ seenAt, source, kind, address }: Fact): string {
  return `${seenAt} ${source} ${kind} ${address}`
}

/** What a commit changed. */
export function happened(before: Page, after: Page, source: string, seenAt: string): Fact[] {
  const fact = (kind: string, address: string): Fact => ({ seenAt, source, kind, address })
  return [
    ...[...after.keys()].filter((host) => !before.has(host)).map((host) => fact('added', host)),
    ...[...before.keys()].filter((host) => !after.has(host)).map((host) => fact('removed', host)),
    ...[...after.keys()]
      .filter((host) => before.has(host) && before.get(host) !== after.get(host))
      .map((host) => fact('changed', host)),
  ]
}

/** The filters of these tests name sources whole, kinds, and the beginnings of addresses. */
function wants({ filter }: Wishes, { source, kind, address }: Fact): boolean {
  const kinds: readonly string[] = filter.kinds
  return (
    (filter.sources.length === 0 || filter.sources.includes(source)) &&
    kinds.includes(kind) &&
    (filter.addresses.length === 0 || filter.addresses.some((glob) => address.startsWith(glob.replace('*', ''))))
  )
}

/** Owes somebody what he wants of a commit. */
export function owe(person: Person, commit: string, facts: readonly Fact[]): void {
  for (const fact of facts.filter((one) => wants(person.wishes, one))) {
    person.owed.add(keyOf(fact))
    person.commits.add(commit)
  }
}

/** What a message says. */
export function saidBy(message: Message): Said {
  if (message.kind === 'changes') return { facts: factsOf(message.changeSet), back: [] }
  if (message.kind !== 'digest') return { facts: [], back: [] }
  const { sources } = message.digest
  return {
    facts: sources.flatMap(({ changeSets }) => changeSets.flatMap(factsOf)),
    back: sources.flatMap(({ source, takenBack }) =>
      takenBack.flatMap(({ address, steps }) =>
        steps.map(({ kind, seenAt }) => keyOf({ seenAt, source: source.id, kind, address })),
      ),
    ),
  }
}

function factsOf({ source, seenAt, changes }: ChangeSet): string[] {
  return changes.map(({ kind, address }) => keyOf({ seenAt, source: source.id, kind, address }))
}

/** Whether a clock in the zone of the wishes shows a time at which nothing may be sent. */
export function isQuiet({ timing: { quiet, zone } }: Wishes, at: number): boolean {
  if (quiet === null || quiet.from === quiet.to) return false
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at)
  return quiet.from < quiet.to ? quiet.from <= shown && shown < quiet.to : quiet.from <= shown || shown < quiet.to
}

/**
 * What somebody was not told, what he was told without being owed it or without its being so, and repeats without a reason, in words.
 * He has one message on its way at a time: each death repeats one at most.
 */
export function differences(
  { id, state, owed, told, again }: Person,
  happened: ReadonlySet<string>,
  deaths: number,
): string[] {
  const messages = [...told.values()]
  const taken = new Set(messages.filter((one) => one.taken > 0).flatMap(({ facts, back }) => [...facts, ...back]))
  const lost = state === 'active' ? [...owed].filter((fact) => !taken.has(fact)) : []
  const invented = [
    ...messages.flatMap(({ facts }) => facts).filter((fact) => !owed.has(fact)),
    ...messages.flatMap(({ back }) => back).filter((fact) => !happened.has(fact)),
  ]
  const repeats = messages.reduce((sum, { taken }) => sum + Math.max(0, taken - 1), 0)
  return [
    ...lost.map((fact) => `${id} was not told ${fact}`),
    ...invented.map((fact) => `${id} was told ${fact}`),
    ...(repeats > deaths + again ? [`${id} was told ${repeats} things again`] : []),
  ]
}
