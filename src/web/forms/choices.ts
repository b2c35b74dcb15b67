import type { Entry } from '../../core/model.ts'
import type { Wishes } from '../../core/wishes.ts'
import type { Site } from '../site.ts'
import type { Holding } from '../snapshot.ts'

/** What lists say of their addresses, and a subscription can be narrowed to. */
export type Labels = Readonly<Record<LabelField, readonly string[]>>
export type LabelField = (typeof labelFields)[number]
export const labelFields = ['tabs', 'instances', 'areas', 'categories'] as const

/** What a form offers: nothing else is taken from it. */
export type Choices = Labels & {
  readonly sources: readonly { readonly id: string; readonly title: string }[]
  /** Days before a date, most first. */
  readonly reminders: readonly number[]
}

const reminderDays = [14, 7, 3, 1, 0]

/** A page made to have thousands of tabs must not make forms of them. */
const most = 60
const longest = 120

type Found = Readonly<Record<LabelField, ReadonlySet<string>>>

/** Looks up what can be chosen now: the lists that are watched, and what their last snapshots say. Looked at once for each snapshot. */
export function choicesOf(
  { config, log }: Pick<Site, 'config' | 'log'>,
  holdingOf: (source: string) => Promise<Holding | null>,
): () => Promise<Choices> {
  const known = new WeakMap<Holding, Found>()

  async function found(source: string): Promise<readonly Found[]> {
    const holding = await holdingOf(source).catch((error: unknown) => {
      // Without its tabs and areas a list can still be subscribed to.
      log.warn({ source, error: String(error) }, 'what a list holds could not be read for a form')
      return null
    })
    if (holding === null) return []
    const labels = known.get(holding) ?? labelsIn(holding.entries)
    known.set(holding, labels)
    return [labels]
  }

  return async () => {
    const watched = config.sources.filter(({ retired }) => retired === null)
    const all = (await Promise.all(watched.map(({ id }) => found(id)))).flat()
    const of = (field: LabelField): readonly string[] =>
      [...new Set(all.flatMap((labels) => [...labels[field]]))].sort((a, b) => a.localeCompare(b, 'en')).slice(0, most)
    return {
      sources: watched.map(({ id, title }) => ({ id, title })),
      reminders: reminderDays,
      ...{ tabs: of('tabs'), instances: of('instances'), areas: of('areas'), categories: of('categories') },
    }
  }
}

function labelsIn(entries: readonly Entry[]): Found {
  const found = {
    tabs: new Set<string>(),
    instances: new Set<string>(),
    areas: new Set<string>(),
    categories: new Set<string>(),
  }
  const add = (set: Set<string>, text: string | null | undefined): void => {
    if (text && text.length <= longest) set.add(text)
  }
  for (const { occurrences } of entries)
    for (const { tab, labels = {} } of occurrences) {
      add(found.tabs, tab)
      add(found.instances, labels.instance)
      add(found.areas, labels.area)
      add(found.categories, labels.category)
    }
  return found
}

/** The same with what a subscription has chosen already, which may not stand in any list today, or be a pattern. */
export function withChosen(choices: Choices, { filter, reminders }: Wishes): Choices {
  const joined = (field: LabelField): readonly string[] => [...new Set([...choices[field], ...(filter[field] ?? [])])]
  const ids = choices.sources.map(({ id }) => id)
  const others = filter.sources.filter((id) => !ids.includes(id)).map((id) => ({ id, title: id }))
  return {
    sources: [...choices.sources, ...others],
    reminders: [...new Set([...choices.reminders, ...reminders])].sort((a, b) => b - a),
    ...{
      tabs: joined('tabs'),
      instances: joined('instances'),
      areas: joined('areas'),
      categories: joined('categories'),
    },
  }
}
