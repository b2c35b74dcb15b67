import type { Fault } from '../../core/model.ts'
import { printableUrl } from '../http.ts'
import { landing } from './address.ts'
import type { Asked } from './ask.ts'
import type { LearnPageConfig } from './config.ts'
import { moved, pageGone } from './faults.ts'
import type { Known, State } from './state.ts'

/** A source with an address and further ones. */
type Addressed = Pick<LearnPageConfig, 'url' | 'alsoAt'> & { readonly id: string }

const day = 86_400_000

export type Located =
  | {
      readonly kind: 'found'
      readonly asked: Extract<Asked, { kind: 'fresh' | 'same' }>
      /** The configured address that answered, as configured. */
      readonly address: string
      readonly primaryAskedAt: number
      readonly notices: readonly Fault[]
    }
  | Extract<Asked, { kind: 'fault' }>

/** The configured address that answered last, if it still is configured. */
function lastAddress(source: Addressed, state: State | null): string | undefined {
  return [source.url, ...source.alsoAt].find((address) => printableUrl(address) === state?.address)
}

/**
 * The order in which addresses are asked: the one that answered last, then the configured one, then the others. Once a day the
 * configured one comes first again, so that a page that was gone for an hour does not leave us with a copy for ever.
 */
export function order(source: Addressed, state: State | null, now: number): readonly string[] {
  const all = [source.url, ...source.alsoAt]
  const last = lastAddress(source, state)
  if (last === undefined || last === source.url) return all
  const due = state === null || now - state.primaryAskedAt >= day || now < state.primaryAskedAt
  return [...new Set(due ? [source.url, last, ...all] : [last, ...all])]
}

/**
 * Finds the page at one of its addresses. Only an address that says that the page is not there sends us on to the next one: a
 * host that is ill says nothing about where the page stands, and another copy of the page may be an older one.
 */
export async function locate(
  source: Addressed,
  state: State | null,
  now: number,
  askFor: (address: string, known: Known | null) => Promise<Asked>,
): Promise<Located> {
  const tried: string[] = []
  let trouble: Extract<Asked, { kind: 'fault' }> | undefined
  let primaryAskedAt = state?.primaryAskedAt ?? now
  const last = lastAddress(source, state)
  for (const address of order(source, state, now)) {
    if (address === source.url) primaryAskedAt = now
    const asked = await askFor(address, address === last ? (state?.parts[0] ?? null) : null)
    if (asked.kind === 'fresh' || asked.kind === 'same') {
      const url = asked.kind === 'fresh' ? asked.file.url : asked.known.url
      const notices = noticesOf(source, address, url, tried)
      return { kind: 'found', asked, address, primaryAskedAt, notices }
    }
    if (asked.kind === 'gone') tried.push(asked.why)
    else if (address === (last ?? source.url)) return asked
    else trouble ??= asked
  }
  return trouble ?? { kind: 'fault', fault: pageGone(source.id, tried) }
}

function noticesOf(source: Addressed, address: string, url: string, tried: readonly string[]): readonly Fault[] {
  const from = printableUrl(source.url)
  if (address !== source.url)
    return [
      moved(source.id, from, printableUrl(address), tried.join('; ') || `${from} was not there when it was asked last`),
    ]
  return landing(address, url) === 'moved' ? [moved(source.id, from, url, 'it redirects there')] : []
}
