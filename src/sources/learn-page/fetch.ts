import { looksLikeHtml } from '../../reading/looks.ts'
import { printableUrl } from '../http.ts'
import type { Body, Fetched, Part, SourceIo } from '../kind.ts'
import { withCredentials } from './address.ts'
import { type Asked, ask, digestOf, type File } from './ask.ts'
import { isSkipped, type LearnPageConfig, settingsMark } from './config.ts'
import { faultOf } from './faults.ts'
import { gather, type Includer, knownOf, partsOf } from './gather.ts'
import { type Located, locate } from './locate.ts'
import type { LoadReader, PageReader } from './reader.ts'
import { type Known, parseState, type State } from './state.ts'

type Source = LearnPageConfig & { readonly id: string }
type Found = Extract<Located, { kind: 'found' }>
type Settled = Exclude<Asked, { kind: 'same' }>

/** One fetch of one source. Answers are kept by address, so that none is asked for twice. */
type Trip = {
  readonly source: Source
  readonly state: State | null
  readonly io: SourceIo
  readonly reader: LoadReader
  readonly answers: Map<string, Promise<Asked>>
}

function askOnce(trip: Trip, url: string, known: Known | null): Promise<Asked> {
  const decoder = async () => (await trip.reader()).decodeText
  const { id, url: page, alsoAt, format } = trip.source
  // What a page includes is Markdown, whatever the page comes as.
  const wanted = [page, ...alsoAt].includes(url) ? format : 'markdown'
  const asked = trip.answers.get(url) ?? ask(id, url, known, trip.io.http, decoder, wanted)
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
  reader: LoadReader,
): Promise<Fetched> {
  const state = parseState(stateText, settingsMark(source))
  const trip: Trip = { source, state, io, reader, answers: new Map() }
  const found = await locate(source, state, io.now(), (address, known) => askOnce(trip, address, known))
  if (found.kind === 'fault') return found
  if (found.asked.kind === 'same' && state !== null) {
    const parts = await askIncludes(trip, found.address, [found.asked.known], state.parts.slice(1))
    if (parts !== null) return unchanged(stateText, { ...state, ...placeOf(found), parts }, found.notices)
  }
  return assemble(trip, found)
}

function placeOf({ address, primaryAskedAt }: Found): Pick<State, 'address' | 'primaryAskedAt'> {
  return { address: printableUrl(address), primaryAskedAt }
}

/** New validators of the same bytes are worth keeping; a state that is as it was is not worth writing. */
function unchanged(before: string | null, after: State, notices: Found['notices']): Fetched {
  const state = JSON.stringify(after)
  return state === before ? { kind: 'unchanged', notices } : { kind: 'unchanged', state, notices }
}

/** What is known of the parts now, when each of them still is what it was; else `null`, and the answers are kept for `assemble`. */
async function askIncludes(
  trip: Trip,
  address: string,
  page: readonly [Known],
  includes: readonly Known[],
): Promise<readonly Known[] | null> {
  const confirmed: Known[] = [...page]
  for (const known of includes) {
    const asked = await askOnce(trip, withCredentials(known.url, address), known)
    if (asked.kind !== 'same') return null
    confirmed.push(asked.known)
  }
  return confirmed
}

async function assemble(trip: Trip, found: Found): Promise<Fetched> {
  const { source, reader, io } = trip
  const { decodeText, includesOf, resolveInclude } = await reader()
  const last = keptParts(io.lastBody())
  const get: Includer['get'] = (url, path) => settle(trip, url, path, last, decodeText)
  const page = await settle(trip, found.address, null, last, decodeText)
  if (page.kind === 'fault') return page
  if (page.kind === 'gone') return { kind: 'fault', fault: faultOf(source.id, 'page-gone', page.why) }
  const whole = await gather(page.file, {
    source: source.id,
    address: found.address,
    isSkipped: (path) => isSkipped(source, path),
    includesOf: (text) => (source.format !== 'markdown' && looksLikeHtml(text) ? [] : includesOf(text)),
    resolveInclude,
    get,
  })
  if (whole.kind === 'fault') return whole
  const body: Body = { parts: partsOf(whole.files) }
  const state: State = {
    version: 1,
    settings: settingsMark(source),
    ...placeOf(found),
    parts: knownOf(whole.files),
  }
  return { kind: 'body', body, state: JSON.stringify(state), notices: found.notices }
}

function keptParts(body: Body | null): ReadonlyMap<string | null, Part> {
  return new Map(body?.parts.map((part) => [part.path, part]))
}

/** A file's bytes: fresh, or, where it was not modified, those of the last body; where these are lost it is asked for afresh. */
async function settle(
  trip: Trip,
  url: string,
  path: string | null,
  last: ReadonlyMap<string | null, Part>,
  decodeText: PageReader['decodeText'],
): Promise<Settled> {
  const known =
    trip.state?.parts.find((part) => part.path === path && (path === null || part.url === printableUrl(url))) ?? null
  const stored = last.get(path)
  const kept = stored !== undefined && digestOf(stored.bytes) === known?.digest ? stored : null
  const asked = await askOnce(trip, url, kept === null ? null : known)
  if (asked.kind !== 'same') return asked
  const text = kept === null ? null : decodeText(kept.bytes, kept.contentType)
  if (kept !== null && text?.kind === 'text') return { kind: 'fresh', file: fileOf(kept, asked.known, text.text) }
  trip.answers.delete(url)
  const fresh = await askOnce(trip, url, null)
  if (fresh.kind !== 'same') return fresh
  throw new Error('an answer was the same as nothing')
}

function fileOf({ bytes, contentType }: Part, { url, etag, modified, digest }: Known, text: string): File {
  return { url, bytes, contentType, etag, modified, digest, text }
}
