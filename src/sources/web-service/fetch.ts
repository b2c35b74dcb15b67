import type { Complaint, Fault } from '../../core/model.ts'
import type { Body, Fetched, Part, SourceIo } from '../kind.ts'
import { callService, hour, listCalls, prepare, type Trouble, trouble } from './calls.ts'
import { same, type WebServiceConfig } from './config.ts'
import { parseOther, parseState, type ServiceState, writeState } from './state.ts'
import { type Latest, latestVersion } from './versions.ts'

type Named = WebServiceConfig & { readonly id: string }

/** How often a failed call of /changes is repeated, an hour apart. */
const maxTries = 24

/**
 * Fetches a list of the endpoint web service by its etiquette: /version at most once an hour (or when a person asks, since
 * it is the one call without a limit), the list only when its version moved, and then the change records since the version
 * we have. The new version is in the state that comes with the body: whoever saves it last of all loses no version. Never
 * throws for a remote failure.
 *
 * Source: "Office 365 IP Address and URL web service" and "Managing Office 365 endpoints", Microsoft Learn.
 */
export async function fetchService(source: Named, stateText: string | null, io: SourceIo): Promise<Fetched> {
  const list = listCalls(source, source.instance.toLowerCase(), io)
    .map(({ shown }) => shown)
    .join(' ')
  const state = parseState(stateText, list)
  const recent = state !== null && isRecent(state.askedAt, io.now())
  if (recent && !io.asked) return { kind: 'unchanged', notices: state.notices }
  const latest = await latestVersion(source, io)
  if (latest.kind === 'fault') return latest
  if (state === null || latest.version !== state.version)
    return fetchMoved(source, latest, { state, other: parseOther(stateText, list) }, list, io)
  const asked = { ...state, askedAt: latest.at }
  const { owed } = state
  if (owed !== null && owed.tries < maxTries && !recent) return fetchOwed(source, latest, asked, owed, io)
  return { kind: 'unchanged', state: writeState(asked), notices: state.notices }
}

/** A time in the future is none: the clock was set back. */
function isRecent(at: number, now: number): boolean {
  return at <= now && now - at < hour
}

async function fetchMoved(
  source: Named,
  latest: Latest,
  { state: old, other }: { readonly state: ServiceState | null; readonly other: ServiceState | null },
  list: string,
  io: SourceIo,
): Promise<Fetched> {
  const lists = await fetchLists(source, latest, io)
  if (lists.kind === 'fault') return lists
  const checked = await checkLists(source, lists.body, old, io)
  if (checked.kind === 'fault') return checked
  const wentDown = old !== null && latest.version < old.version
  const last = old ?? other
  const since = last === null || latest.version <= last.version ? null : recordsFrom(last, io)
  const changes = since === null ? null : await fetchChanges(source, latest, since, io)
  const late = changes?.kind === 'fault' ? [changes.fault] : (changes?.notices ?? [])
  const state: ServiceState = {
    list,
    version: latest.version,
    from: since,
    askedAt: latest.at,
    mem: checked.mem,
    owed: since !== null && changes?.kind === 'fault' ? { since, tries: 1 } : null,
    notices: [...checked.notices, ...late],
  }
  const notices = wentDown ? [versionWentDown(source, latest, old.version), ...state.notices] : state.notices
  const body: Body = changes?.kind === 'part' ? { parts: [...lists.body.parts, changes.part] } : lists.body
  return { kind: 'body', body, state: writeState(state), notices }
}

/** The version up to which records were dealt with: those of a list that is held were not. */
function recordsFrom({ owed, from, version }: ServiceState, { held = false }: SourceIo): string {
  return owed?.since ?? (held ? (from ?? version) : version)
}

async function fetchLists(
  source: Named,
  latest: Latest,
  io: SourceIo,
): Promise<Trouble | { readonly kind: 'lists'; readonly body: Body }> {
  const parts: Part[] = []
  for (const call of listCalls(source, latest.instance, io)) {
    const answer = await callService(call, io, call.file, latest.version)
    if (answer.kind === 'fault') return answer
    parts.push(answer.part)
  }
  const [first, ...others] = parts
  if (first === undefined) throw new Error('a source of the web service has at least one list')
  return { kind: 'lists', body: { parts: [first, ...others] } }
}

type Checked = { readonly kind: 'checked'; readonly mem: boolean; readonly notices: readonly Fault[] }

/** The parser is loaded only here: a version that did not move never gets this far. */
async function checkLists(
  source: Named,
  body: Body,
  old: ServiceState | null,
  io: SourceIo,
): Promise<Trouble | Checked> {
  const { assemble } = await import('./assemble.ts')
  const place = { place: `${source.id} /endpoints/${source.instance}` }
  const result = assemble(source, body)
  if (result.kind === 'fault') return trouble(result.code, place, `${result.why} (${result.part.url})`, io)
  const mem = result.sets.some(({ area }) => same(area, 'MEM'))
  // The sets of MEM come in an answer of their own: when it holds none any more, they would all be told as removed.
  if (result.sets.length === 0 || (old?.mem === true && !mem))
    return trouble('area-missing', place, `sets of ${result.missing.join(', ')} were expected; none came`, io)
  const notices = result.missing.map((area) => areaMissing(place.place, area))
  return { kind: 'checked', mem, notices }
}

function areaMissing(place: string, area: string): Fault {
  return {
    code: 'area-missing',
    place: `${place} ${area}`,
    why: `the service area ${area} was asked for, and no set of it came`,
    next: 'The rest of the list is watched. Correct `serviceAreas`, or take the area out if this instance does not have it.',
  }
}

function versionWentDown(source: Named, { instance, version }: Latest, old: string): Fault {
  return {
    code: 'version-went-down',
    place: `${source.id} /version`,
    why: `the version of ${instance} was ${old} and is ${version} now`,
    next: 'The list of the lower version was fetched and is compared like any other. Nothing needs to be done.',
  }
}

type Changes = { readonly kind: 'part'; readonly part: Part; readonly notices: readonly Fault[] } | Trouble

/** Records newer than `since`. What fails here never stops the list: the records follow when the service answers again. */
async function fetchChanges(source: Named, latest: Latest, since: string, io: SourceIo): Promise<Changes> {
  const { changesFile } = await import('./assemble.ts')
  const call = prepare(source, `/changes/${encodeURIComponent(latest.instance)}/${since}`, {}, io)
  const answer = await callService(call, io, changesFile, latest.version)
  if (answer.kind === 'fault') return { ...answer, fault: late(answer.fault) }
  const { parseChangeRecords } = await import('./change-records.ts')
  const parsed = parseChangeRecords(answer.text)
  if (parsed.kind === 'records')
    return { kind: 'part', part: answer.part, notices: misread(call.place, parsed.complaints) }
  const { fault } = trouble(parsed.code, call, parsed.why, io)
  return { kind: 'fault', fault: late(fault) }
}

/** A record that is not understood costs its date and nothing else; operators hear of it. */
function misread(place: string, complaints: readonly Complaint[]): readonly Fault[] {
  const [first] = complaints
  if (first === undefined) return []
  const why = `${complaints.length} pieces of the change records were not understood; the first at line ${first.line}: ${first.reason}; came ${first.text}`
  const next =
    'The changes themselves are told as the lists have them. If it stays, the service has changed: report it.'
  return [{ code: 'bad-record', place, why, next }]
}

function late(fault: Fault): Fault {
  const next =
    'The list itself was fetched and its changes are told; effective dates follow when the service answers again.'
  return { ...fault, code: 'changes-failed', next }
}

/** The version did not move, but its change records are still owed: the list that was dealt with comes again with them. */
async function fetchOwed(
  source: Named,
  latest: Latest,
  state: ServiceState,
  owed: { readonly since: string; readonly tries: number },
  io: SourceIo,
): Promise<Fetched> {
  const last = io.lastBody()
  if (last === null) return { kind: 'unchanged', state: writeState({ ...state, owed: null }), notices: state.notices }
  const changes = await fetchChanges(source, latest, owed.since, io)
  if (changes.kind === 'fault') {
    const tried = { ...state, owed: { ...owed, tries: owed.tries + 1 } }
    return { kind: 'unchanged', state: writeState(tried), notices: state.notices }
  }
  const notices = [...state.notices.filter(({ code }) => code !== 'changes-failed'), ...changes.notices]
  const { changesFile } = await import('./assemble.ts')
  const [first, ...others] = last.parts
  const body: Body = { parts: [first, ...others.filter(({ path }) => path !== changesFile), changes.part] }
  return { kind: 'body', body, state: writeState({ ...state, owed: null, notices }), notices }
}
