import type { Fault } from '../../core/model.ts'
import { printableUrl } from '../http.ts'
import type { Fetched, SourceIo } from '../kind.ts'
import type { File } from '../learn-page/ask.ts'
import { locate } from '../learn-page/locate.ts'
import { parseState, type State } from '../learn-page/state.ts'
import { ask } from './ask.ts'
import { type JsonListConfig, settingsMark } from './config.ts'
import { parseDocument } from './document.ts'
import { compileExpression, type Json } from './expression.ts'
import { listFault } from './faults.ts'
import { plainText } from './fields.ts'

type Source = JsonListConfig & { readonly id: string }

/**
 * Fetches a list from the first of its addresses at which it is. A list that was not modified is not parsed. What is no whole
 * JSON document is a fault here already. A state that other expressions made is void, so that they see the whole list.
 */
export async function fetchList(source: Source, stateText: string | null, io: SourceIo): Promise<Fetched> {
  const settings = settingsMark(source)
  const before = parseState(stateText, settings)
  const found = await locate(source, before, io.now(), (address, known) => ask(source.id, address, known, io.http))
  if (found.kind === 'fault') return found
  const { asked, address, primaryAskedAt, notices } = found
  const state: State = {
    version: 1,
    settings,
    address: printableUrl(address),
    primaryAskedAt,
    parts: [asked.kind === 'same' ? asked.known : knownOf(asked.file)],
  }
  const text = JSON.stringify(state)
  if (asked.kind === 'fresh') return bodyOf(source, asked.file, text, notices)
  return { kind: 'unchanged', notices, ...(text !== stateText && { state: text }) }
}

function knownOf({ url, etag, modified, digest }: File): State['parts'][number] {
  return { url, path: null, etag, modified, digest }
}

function bodyOf(source: Source, file: File, state: string, notices: readonly Fault[]): Fetched {
  const document = parseDocument(file.bytes)
  if (document.kind === 'fault')
    return { kind: 'fault', fault: listFault(source.id, document.code, `${file.url}: ${document.why}`) }
  const { url, bytes, contentType, etag, modified } = file
  const named = source.revision === undefined ? null : namedRevision(source.revision, document.value)
  const missing = source.revision !== undefined && named === null ? [noRevision(source, url)] : []
  return {
    kind: 'body',
    body: { parts: [{ url, path: null, bytes, contentType, revision: named ?? etag ?? modified }] },
    state,
    notices: [...notices, ...missing],
  }
}

function namedRevision(expression: string, document: Json): string | null {
  try {
    return plainText(compileExpression(expression).of(document))
  } catch {
    return null
  }
}

/** Nothing but a name is lost, so the list is read all the same. */
function noRevision({ id, revision }: Source, url: string): Fault {
  return {
    code: 'no-revision',
    place: id,
    why: `${url}: \`revision: ${revision}\` yields no text and no number`,
    next: 'Look whether the list has changed its shape, and correct `revision`. The list is read all the same.',
  }
}
