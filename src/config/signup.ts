import type { Fault } from '../core/model.ts'
import type { ConfigDocument, Path } from './document.ts'
import { at } from './issues.ts'
import type { CheckedChannel } from './parts.ts'
import { didYouMean } from './suggest.ts'

/** What is wrong with `signup` when it is held against the other parts. A closed one may be half-written. */
export function signupFaults(document: ConfigDocument, whole: unknown, channels: readonly CheckedChannel[]): Fault[] {
  const mode = at(whole, ['signup', 'mode'])
  const named = (['email', 'webhook'] as const).flatMap((kind) => wrongChannel(document, whole, kind, channels))
  if (mode !== 'open' && mode !== 'domains') return [...named, ...domainsFault(document, whole, mode)]
  return [
    ...named,
    ...domainsFault(document, whole, mode),
    ...unserved(document, whole),
    ...without(document, whole, ['email', 'webhook']),
  ]
}

export function unknownChannel(
  document: ConfigDocument,
  path: Path,
  name: string,
  channels: readonly Pick<CheckedChannel, 'name'>[],
): Fault {
  const names = channels.map((one) => one.name)
  return {
    code: 'config-unknown-channel',
    place: document.placeOf(path),
    why: document.withoutSecrets(`no channel is called "${name}"`),
    next: didYouMean(name, names, 'channel'),
  }
}

function wrongChannel(
  document: ConfigDocument,
  whole: unknown,
  kind: string,
  channels: readonly CheckedChannel[],
): Fault[] {
  const path = ['signup', kind]
  const value = at(whole, path)
  const name = typeof value === 'string' ? value.trim() : ''
  if (name === '') return []
  const channel = channels.find((one) => one.name === name)
  if (channel === undefined) return [unknownChannel(document, path, name, channels)]
  if (channel.kind === null || channel.kind.id === kind) return []
  const fitting = channels.flatMap((one) => (one.kind?.id === kind ? [one.name] : []))
  return [
    {
      code: 'config-channel-kind',
      place: document.placeOf(path),
      why: `that is a channel of kind ${channel.kind.id}, and this must be one of kind ${kind}`,
      next: fitting.length > 0 ? `there is: ${fitting.join(', ')}` : `add a channel of kind ${kind}`,
    },
  ]
}

function domainsFault(document: ConfigDocument, whole: unknown, mode: unknown): Fault[] {
  const domains = at(whole, ['signup', 'domains'])
  const some = Array.isArray(domains) && domains.length > 0
  if (mode === 'domains' && !some && (domains === undefined || Array.isArray(domains)))
    return [
      {
        code: 'config-missing',
        place: document.placeOf(['signup']),
        why: 'mode is domains, and no domain is named',
        next: 'add domains: [example.org]',
      },
    ]
  if (mode === 'domains' || !some) return []
  return [
    {
      code: 'config-value',
      place: document.placeOf(['signup', 'domains']),
      why: 'domains limit nothing here: the mode is not domains',
      next: 'say mode: domains, or leave the domains out',
    },
  ]
}

/** Without pages nobody could subscribe, and no link in a mail would lead anywhere. */
function unserved(document: ConfigDocument, whole: unknown): Fault[] {
  const web = at(whole, ['web'])
  const listen = at(web, ['listen'])
  const isOff = listen === false || (typeof listen === 'string' && listen.trim() === 'off')
  if (web !== undefined && !isOff) return []
  return [
    {
      code: 'config-signup',
      place: document.placeOf(['signup']),
      why: 'people subscribe by the pages, and no pages are served',
      next: 'add web with listen and publicUrl, or say mode: closed',
    },
  ]
}

function without(document: ConfigDocument, whole: unknown, keys: readonly string[]): Fault[] {
  if (keys.some((key) => at(whole, ['signup', key]) !== undefined)) return []
  return [
    {
      code: 'config-missing',
      place: document.placeOf(['signup']),
      why: 'neither "email" nor "webhook" names a channel',
      next: 'name the channel for mail addresses with email, the one for URLs with webhook, or both',
    },
  ]
}
