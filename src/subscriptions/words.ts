import { weekdays } from '../config/wishes.ts'
import { matchesAny } from '../core/filter.ts'
import type { Wishes } from '../core/wishes.ts'

type Known = { readonly sources: readonly { readonly id: string; readonly title: string }[] }

/** What is subscribed to, for people: one line each, without a full stop. */
export function wishLines({ filter, reminders, timing }: Wishes, known: Known): readonly string[] {
  const labels = [
    ['tabs', filter.tabs],
    ['instances', filter.instances],
    ['service areas', filter.areas],
    ['categories', filter.categories],
    ['kinds of address', filter.addressKinds],
    ['addresses like', filter.addresses],
    ['ports', filter.ports],
  ] as const
  return [
    `Lists: ${filter.sources.length === 0 ? 'all' : titles(filter.sources, known).join(', ')}`,
    `Changes: ${filter.kinds.join(', ')}`,
    ...labels.flatMap(([label, values = []]) => (values.length > 0 ? [`Only ${label}: ${values.join(', ')}`] : [])),
    ...(filter.required === undefined ? [] : [`Only what is ${filter.required ? 'required' : 'optional'}`]),
    timingLine(timing),
    ...(timing.quiet === null ? [] : [`Nothing between ${timing.quiet.from} and ${timing.quiet.to} (${timing.zone})`]),
    ...(reminders.length === 0 ? [] : [`Reminders: ${reminders.map(daysBefore).join(', ')}`]),
  ]
}

/**
 * The same for a mail to somebody who may not have asked for it: without what whoever did ask could have put into words of his own.
 */
export function mailLines(wishes: Wishes, known: Known): readonly string[] {
  const { addresses, ...filter } = wishes.filter
  const lines = wishLines({ ...wishes, filter: { ...filter, addresses: [] } }, known)
  const count = addresses.length
  return count === 0 ? lines : [...lines, `Only addresses like ${count === 1 ? 'one pattern' : `${count} patterns`}`]
}

function titles(globs: readonly string[], { sources }: Known): readonly string[] {
  return globs.flatMap((glob) => {
    const found = sources.flatMap(({ id, title }) => (matchesAny([glob], id) ? [title] : []))
    return found.length > 0 ? found : [glob]
  })
}

function timingLine({ when, at, weekday, zone }: Wishes['timing']): string {
  if (when === 'at-once') return 'When: at once, as each change is seen'
  const day = weekdays[weekday - 1] ?? ''
  const on = when === 'daily' ? 'daily' : `on ${day.charAt(0).toUpperCase()}${day.slice(1)}s`
  return `When: ${on} at ${at} (${zone})`
}

function daysBefore(days: number): string {
  return days === 0 ? 'on the day' : `${days} ${days === 1 ? 'day' : 'days'} before`
}
