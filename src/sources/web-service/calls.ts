import type { Fault } from '../../core/model.ts'
import type { Part, SourceIo } from '../kind.ts'
import { same, type WebServiceConfig } from './config.ts'

export const hour = 3_600_000

export type Trouble = { readonly kind: 'fault'; readonly fault: Fault; readonly notBefore?: number }
export type Answer = { readonly kind: 'text'; readonly text: string; readonly part: Part }

/** One GET as it goes out (`url`) and as people may see it (`shown`: without the GUID of the installation). */
export type Call = { readonly url: string; readonly shown: string; readonly place: string }

type Named = WebServiceConfig & { readonly id: string }

/** Prepares a call of a method of the service, `/version` or `/endpoints/China`, with the parameters that are given. */
export function prepare(source: Named, path: string, parameters: Readonly<Record<string, string>>, io: SourceIo): Call {
  const url = new URL(source.base.replace(/\/+$/, '') + path)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  url.hash = ''
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  url.searchParams.set('ClientRequestId', io.clientId())
  return { url: url.href, shown: shown.href, place: `${source.id} ${path}` }
}

/** The lists to fetch: one, or two when MEM is asked for beside others. `file` names the part of the body, `null` the first. */
export function listCalls(
  source: Named,
  instance: string,
  io: SourceIo,
): readonly (Call & { readonly file: string | null })[] {
  const areas = source.serviceAreas ?? []
  const others = areas.filter((area) => !same(area, 'MEM'))
  const wanted = areas.length === others.length ? [others] : others.length === 0 ? [['MEM']] : [others, ['MEM']]
  return wanted.map((names, i) => ({
    ...prepare(source, `/endpoints/${encodeURIComponent(instance)}`, parametersOf(source, names), io),
    file: i === 0 ? null : 'mem.json',
  }))
}

function parametersOf({ tenantName, noIPv6 }: Named, areas: readonly string[]): Readonly<Record<string, string>> {
  return {
    ...(areas.length > 0 && { ServiceAreas: areas.join(',') }),
    ...(tenantName !== undefined && { TenantName: tenantName }),
    ...(noIPv6 && { NoIPv6: 'true' }),
  }
}

/**
 * Makes a call. Anything but a 200 in UTF-8 is trouble; after an answer that is none the service is left alone for an hour,
 * or for as long as Retry-After says if that is longer.
 */
export async function callService(
  call: Call,
  io: SourceIo,
  file: string | null,
  revision: string | null,
): Promise<Answer | Trouble> {
  const answer = await io.http.get({ url: call.url, headers: { accept: 'application/json' }, retryAnswers: false })
  if (answer.kind === 'failure') {
    const next =
      'The last good list stays. Look whether this machine reaches the service; it is asked again with the next check.'
    const fault = { code: answer.code, place: call.place, why: answer.why, next }
    return { kind: 'fault', fault, ...(answer.notBefore !== undefined && { notBefore: answer.notBefore }) }
  }
  if (answer.status !== 200) {
    const limited = answer.status === 429 ? ': too many heavy calls from this address' : ''
    return trouble(`http-${answer.status}`, call, `the service answered ${answer.status}${limited}`, io, answer.headers)
  }
  const text = decode(answer.bytes)
  if (text === null) return trouble('not-utf-8', call, 'JSON in UTF-8 was expected; the bytes are not UTF-8', io)
  const contentType = answer.headers['content-type'] ?? null
  return { kind: 'text', text, part: { url: call.shown, path: file, bytes: answer.bytes, contentType, revision } }
}

/** Trouble with something that was answered. */
export function trouble(
  code: string,
  call: Pick<Call, 'place'>,
  why: string,
  io: SourceIo,
  headers: Readonly<Record<string, string>> = {},
): Trouble {
  const notBefore = Math.max(io.now() + hour, retryAfter(headers['retry-after'], io.now()))
  const next = 'Nothing is published and the last good list stays; the service is asked again in an hour or later.'
  return { kind: 'fault', fault: { code, place: call.place, why, next }, notBefore }
}

/** UTF-8 without its byte order mark, or `null` when the bytes are something else. */
export function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** RFC 9110, section 10.2.3: seconds, or a date. In milliseconds since the epoch; 0 when there is none. */
function retryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0
  if (/^\s*\d+\s*$/.test(value)) return now + Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? 0 : date
}
