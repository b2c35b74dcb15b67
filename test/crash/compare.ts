import type { Store } from '../../src/store/store.ts'
import { saidInStore } from './arrivals.ts'
import type { Person, Scene } from './scene.ts'

/** What git says happened to one source, commit by commit, the first reading left out. */
type History = readonly { readonly commit: string; readonly facts: readonly string[] }[]

/** Read from the lines that git says came and went: an address is one line of a snapshot. */
export async function historyOf({ world }: Scene, source: string): Promise<History> {
  const text = await world.git('log', '--reverse', '-p', '-U0', '--format=commit %H', '--', `${source}/endpoints.json`)
  const commits = text.split(/^commit /m).slice(1)
  return commits.map((one) => ({
    commit: one.slice(0, one.indexOf('\n')),
    facts: [...one.matchAll(/^([+-]),\{"address":"([^"]+)"/gm)].map(([, sign, address]) => `${sign}${address}`),
  }))
}

export type Compared = {
  /** In words; empty when everybody was told exactly what happened. */
  readonly differences: readonly string[]
  readonly commits: number
  /** Different messages that were taken, and how many more times some of them were. */
  readonly messages: number
  readonly repeats: number
}

/**
 * What each was told, deduplicated by id, against what happened since he came, and no more and no less. `kills`: how often the
 * program died; a subscription has one message on its way at a time, so each time it can be repeated one.
 */
export async function compare(scene: Scene, sources: readonly string[], kills: number): Promise<Compared> {
  const histories = new Map(await Promise.all(sources.map(async (id) => [id, await historyOf(scene, id)] as const)))
  const whole = [...histories].flatMap(([id, history]) => flawsOf(id, history))
  const happened = new Set([...histories.values()].flatMap((history) => history.flatMap(({ facts }) => facts)))
  const repeats = scene.people.map(repeatsOf)
  const sum = repeats.reduce((total, count) => total + count, 0)
  const people = scene.withStore((store) => scene.people.map((person) => uncut(person, store)))
  const last = await Promise.all(sources.map((id) => lastOf(scene, id)))
  return {
    differences: [
      ...whole,
      ...last.flat(),
      ...people.flatMap((person) => differencesOf(person, owedTo(person, histories), happened)),
      ...scene.people.flatMap(({ name }, i) =>
        (repeats[i] ?? 0) > kills ? [`${name} was told ${repeats[i]} things again`] : [],
      ),
      ...(sum > kills ? [`${sum} messages came again after ${kills} kills`] : []),
    ],
    commits: [...histories.values()].reduce((total, history) => total + history.length, 0),
    messages: scene.people.reduce((total, person) => total + idsOf(person).size, 0),
    repeats: sum,
  }
}

/** What a message had no room for is taken from the store: what is cut, and how, is a matter of the channels. */
function uncut(person: Person, store: Store): Person {
  const arrivals = person.arrivals().map((one) => {
    const delivery = one.cut ? store.delivery(one.id) : null
    return delivery === null ? one : { ...one, ...saidInStore(delivery.message) }
  })
  return { ...person, arrivals: () => arrivals }
}

/** Each version of a page brings an address of its own and takes one away: in git each of them came and went once. */
function flawsOf(id: string, history: History): string[] {
  const facts = history.slice(1).flatMap((step) => step.facts)
  const empty = history.filter((step) => step.facts.length === 0)
  const twice = facts.filter((fact, i) => facts.indexOf(fact) !== i)
  return [
    ...empty.map(({ commit }) => `commit ${commit} of ${id} changes nothing`),
    ...twice.map((fact) => `git has ${fact} twice`),
  ]
}

/** What was looked at last is what git holds. */
async function lastOf({ world, listed }: Scene, source: string): Promise<string[]> {
  const rows: readonly { address?: string }[] = JSON.parse(await world.git('show', `HEAD:${source}/endpoints.json`))
  const held = rows.flatMap(({ address }) => address ?? []).sort()
  const isSame = JSON.stringify(held) === JSON.stringify(listed(source))
  return isSame ? [] : [`git holds ${held} of ${source}, which lists ${listed(source)}`]
}

function owedTo({ since }: Person, histories: ReadonlyMap<string, History>): ReadonlySet<string> {
  return new Set(
    [...histories].flatMap(([id, history]) => {
      const mark = since.get(id) ?? null
      const from = mark === null ? 0 : history.findIndex(({ commit }) => commit === mark)
      return history.slice(from + 1).flatMap(({ facts }) => facts)
    }),
  )
}

function differencesOf(person: Person, owed: ReadonlySet<string>, happened: ReadonlySet<string>): string[] {
  const { name, left } = person
  const arrivals = person.arrivals()
  const told = new Set(arrivals.filter(({ taken }) => taken).flatMap(({ facts, back }) => [...facts, ...back]))
  const lost = left === null ? [...owed].filter((fact) => !told.has(fact)) : []
  const invented = [
    ...arrivals.flatMap(({ facts }) => facts).filter((fact) => !owed.has(fact)),
    ...arrivals.flatMap(({ back }) => back).filter((fact) => !happened.has(fact)),
  ]
  return [
    ...lost.map((fact) => `${name} was not told ${fact}`),
    ...invented.map((fact) => `${name} was told ${fact}`),
    ...(left !== null && arrivals.length > left
      ? [`${name} left and was told ${arrivals.length - left} things more`]
      : []),
    ...severalIds(person),
    ...severalContents(person),
  ]
}

/** One id for one change set and subscription. */
function severalIds({ name, arrivals }: Person): string[] {
  const ids = new Map<string, Set<string>>()
  for (const { id, facts } of arrivals()) for (const fact of facts) ids.set(fact, (ids.get(fact) ?? new Set()).add(id))
  return [...ids].filter(([, all]) => all.size > 1).map(([fact, all]) => `${name} was told ${fact} under ${[...all]}`)
}

function severalContents({ name, arrivals }: Person): string[] {
  const contents = new Map<string, Set<string>>()
  for (const { id, content } of arrivals()) contents.set(id, (contents.get(id) ?? new Set()).add(content))
  return [...contents]
    .filter(([, all]) => all.size > 1)
    .map(([id, all]) => `${name} got ${all.size} contents under ${id}`)
}

function idsOf({ arrivals }: Person): Set<string> {
  return new Set(arrivals().flatMap(({ id, taken }) => (taken ? [id] : [])))
}

function repeatsOf(person: Person): number {
  return person.arrivals().filter(({ taken }) => taken).length - idsOf(person).size
}
