import { matchesAny } from '../core/filter.ts'
import type { Fault } from '../core/model.ts'
import type { ConfigDocument, Path } from './document.ts'
import { at, keysAt } from './issues.ts'
import type { CheckedChannel, CheckedSource } from './parts.ts'
import { signupFaults, unknownChannel } from './signup.ts'
import { didYouMean } from './suggest.ts'

/** What only shows when one part of the configuration is held against another. Works on a file with other faults too. */
export function referenceFaults(
  document: ConfigDocument,
  whole: unknown,
  sources: readonly CheckedSource[],
  channels: readonly CheckedChannel[],
): Fault[] {
  const ids = texts(whole, 'sources', 'id')
  const subscribers = pathsOf(whole, 'subscriptions')
  const recipients = [...subscribers, ...pathsOf(whole, 'operator')]
  return [
    ...channels.flatMap(({ name }) => badName(document, name)),
    ...sources.flatMap((source, i) => withoutPage(document, source, i)),
    ...twice(document, ids, 'sources', 'id', 'source'),
    ...twice(document, texts(whole, 'subscriptions', 'name'), 'subscriptions', 'name', 'subscription'),
    ...subscribers.flatMap((path) => unknownSources(document, whole, path, ids)),
    ...recipients.flatMap((path) => wrongRecipient(document, whole, path, channels)),
    ...signupFaults(document, whole, channels),
  ]
}

/** The paths of the items of a list, or of the one value that stands for a list. */
function pathsOf(whole: unknown, key: string): readonly Path[] {
  const value = at(whole, [key])
  if (Array.isArray(value)) return value.map((_, i) => [key, i])
  return typeof value === 'object' && value !== null ? [[key]] : []
}

function texts(whole: unknown, list: string, key: string): readonly (string | null)[] {
  return pathsOf(whole, list).map((path) => textAt(whole, [...path, key]))
}

function textAt(whole: unknown, path: Path): string | null {
  const value = at(whole, path)
  return typeof value === 'string' ? value.trim() : null
}

function badName(document: ConfigDocument, name: string): Fault[] {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name)) return []
  return [
    {
      code: 'config-value',
      place: document.placeOf(['channels'], name),
      why: 'the name of a channel must be letters, digits, dots, hyphens and underscores',
      next: 'rename it, and in the subscriptions that name it',
    },
  ]
}

/** Where the kind has a `url`, that one is missing first, and is a page too; so is the `base` of a service. */
function withoutPage(document: ConfigDocument, { raw, kind }: CheckedSource, i: number): Fault[] {
  if (!kind || kind.page !== undefined || ['page', 'retired'].some((key) => at(raw, [key]) !== undefined)) return []
  if (keysAt(kind.schema, []).some((key) => key === 'url' || key === 'base')) return []
  return [
    {
      code: 'config-missing',
      place: document.placeOf(['sources', i]),
      why: '"page" is missing',
      next: 'add the address where a person reads the list: messages link to it',
    },
  ]
}

function twice(
  document: ConfigDocument,
  names: readonly (string | null)[],
  list: string,
  key: string,
  what: string,
): Fault[] {
  return names.flatMap((name, i) => {
    const first = names.indexOf(name)
    if (name === null || first === i) return []
    const place = document.placeOf([list, first, key]).split(' ')[0]
    const why = document.withoutSecrets(`another ${what} (${place}) is called "${name}" already`)
    return [
      { code: 'config-twice', place: document.placeOf([list, i, key]), why, next: 'give one of them another name' },
    ]
  })
}

function unknownSources(
  document: ConfigDocument,
  whole: unknown,
  path: Path,
  ids: readonly (string | null)[],
): Fault[] {
  const globs = at(whole, [...path, 'filter', 'sources'])
  const known = ids.filter((id) => id !== null)
  if (!Array.isArray(globs)) return []
  return globs.flatMap((glob: unknown, i) => {
    if (typeof glob !== 'string' || glob.trim() === '' || known.some((id) => matchesAny([glob.trim()], id))) return []
    return [
      {
        code: 'config-unknown-source',
        place: document.placeOf([...path, 'filter', 'sources', i]),
        why: document.withoutSecrets(`no source is called "${glob}"`),
        next: didYouMean(glob, known, 'source'),
      },
    ]
  })
}

function wrongRecipient(
  document: ConfigDocument,
  whole: unknown,
  path: Path,
  channels: readonly CheckedChannel[],
): Fault[] {
  const name = textAt(whole, [...path, 'channel'])
  const to = textAt(whole, [...path, 'to'])
  if (!name) return []
  const channel = channels.find((one) => one.name === name)
  if (!channel) return [unknownChannel(document, [...path, 'channel'], name, channels)]
  const why = to && channel.settings !== null ? channel.kind?.checkAddress?.(channel.settings, to) : null
  if (!why) return []
  const place = document.placeOf([...path, 'to'])
  return [
    {
      code: 'config-address',
      place,
      why: document.withoutSecrets(why),
      next: `correct the address for channel "${name}"`,
    },
  ]
}
