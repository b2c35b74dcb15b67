import { printableUrl } from '../http.ts'
import type { Body, Fetched, Part, SourceIo } from '../kind.ts'
import { withCredentials } from './address.ts'
import { type Asked, ask, type File } from './ask.ts'
import { isSkipped, type LearnPageConfig, settingsMark } from './config.ts'
import { faultOf } from './faults.ts'
import { gather, type Includer, knownOf, partsOf } from './gather.ts'
import { type Located, locate } from './locate.ts'
import type { Reader } from './reader.ts'
import { type Known, parseState, type State } from './state.ts'

type Source = LearnPageConfig & { readonly id: string }
type Found = Extract<Located, { kind: 'found' }>
type Settled = Exclude<Asked, { kind: 'same' }>

/** One fetch of one source. Answers are kept by address, so that none is asked for twice. */
type Trip = {
  readonly source: Source
  readonly state: State | null
  readonly io: SourceIo
  readonly reader: Reader
  readonly answers: Map<string, Promise<Asked>>
}

function askOnce(trip: Trip, url: string, known: Known | null): Promise<Asked> {
  const decoder = async () => (await trip.reader.scanner()).decodeText
  const asked = trip.answers.get(url) ?? ask(trip.source.id, url, known, trip.io.http, decoder)
  trip.answers.set(url, asked)
  return asked
}

/**
 * Fetches a page with its includes. Each file is asked for by its own validators; when nothing was modified, that is the end,
 * and neither the reader nor the last body is loaded. A page is never handed over without one of its includes.
 */
export async function fetchPage(
  source: Source,
  stateText: string | null,
  io: SourceIo,
  reader: Reader,
): Promise<Fetched> {
  const state = parseState(stateText, settingsMark(source))
  const trip: Trip = { source, state, io, reader, answers: new Map() }
  const found = await locate(source, state, io.now(), (address, known) => askOnce(trip, address, known))
  if (found.kind === 'fault') return found
  if (found.asked.kind === 'same' && state !== null) {
    const includes = await askIncludes(trip, found, state.parts.slice(1))
    if (includes.kind === 'fault') return includes
    if (includes.kind === 'same') return unchanged(state, found)
  }
  return assemble(trip, found)
}

function unchanged(state: State, { primaryAskedAt, notices }: Found): Fetched {
  if (primaryAskedAt === state.primaryAskedAt) return { kind: 'unchanged', notices }
  return { kind: 'unchanged', state: JSON.stringify({ ...state, primaryAskedAt }), notices }
}

async function askIncludes(
  trip: Trip,
  { address }: Found,
  includes: readonly Known[],
): Promise<Extract<Asked, { kind: 'fault' }> | { readonly kind: 'same' | 'changed' }> {
  let kind: 'same' | 'changed' = 'same'
  for (const known of includes) {
    const asked = await askOnce(trip, withCredentials(known.url, address), known)
    if (asked.kind === 'fault') return asked
    if (asked.kind !== 'same') kind = 'changed'
  }
  return { kind }
}

async function assemble(trip: Trip, found: Found): Promise<Fetched> {
  const { source, reader, io } = trip
  const { decodeText, includesOf, resolveInclude } = await reader.scanner()
  const last = keptParts(io.lastBody())
  const get: Includer['get'] = (url, path) => settle(trip, url, path, last, decodeText)
  const page = await settle(trip, found.address, null, last, decodeText)
  if (page.kind === 'fault') return page
  if (page.kind === 'gone') return { kind: 'fault', fault: faultOf(source.id, 'page-gone', page.why) }
  const whole = await gather(page.file, {
    source: source.id,
    address: found.address,
    isSkipped: (path) => isSkipped(source, path),
    includesOf,
    resolveInclude,
    get,
  })
  if (whole.kind === 'fault') return whole
  const body: Body = { parts: partsOf(whole.files) }
  const state: State = {
    version: 1,
    settings: settingsMark(source),
    address: printableUrl(found.address),
    primaryAskedAt: found.primaryAskedAt,
    parts: knownOf(whole.files),
  }
  return { kind: 'body', body, state: JSON.stringify(state), notices: found.notices }
}

function keptParts(body: Body | null): ReadonlyMap<string | null, Part> {
  return new Map(body?.parts.map((part) => [part.path, part]))
}

type DecodeText = Awaited<ReturnType<Reader['scanner']>>['decodeText']

/** A file's bytes: fresh, or, where it was not modified, those of the last body; where these are lost it is asked for afresh. */
async function settle(
  trip: Trip,
  url: string,
  path: string | null,
  last: ReadonlyMap<string | null, Part>,
  decodeText: DecodeText,
): Promise<Settled> {
  const kept = last.get(path)
  const known =
    trip.state?.parts.find((part) => part.path === path && (path === null || part.url === printableUrl(url))) ?? null
  const asked = await askOnce(trip, url, kept === undefined ? null : known)
  if (asked.kind !== 'same') return asked
  const text = kept === undefined ? null : decodeText(kept.bytes, kept.contentType)
  if (kept !== undefined && known !== null && text?.kind === 'text')
    return { kind: 'fresh', file: fileOf(kept, known, text.text) }
  trip.answers.delete(url)
  const fresh = await askOnce(trip, url, null)
  if (fresh.kind !== 'same') return fresh
  return {
    kind: 'fault',
    fault: faultOf(trip.source.id, 'http-304', `${fresh.url} answered 304 to a question without condition`),
  }
}

function fileOf({ bytes, contentType }: Part, { url, etag, modified }: Known, text: string): File {
  return { url, bytes, contentType, etag, modified, text }
}
