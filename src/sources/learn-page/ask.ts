import { createHash } from 'node:crypto'
import type { Fault } from '../../core/model.ts'
import type { Format } from '../../reading/document.ts'
import type { Http, HttpAnswer } from '../http.ts'
import { printableUrl } from '../http.ts'
import { landing } from './address.ts'
import { accepted } from './config.ts'
import { faultOf } from './faults.ts'
import type { Known } from './state.ts'
import { type Decode, validatePage } from './validate-page.ts'

/** A file that was fetched and looks like a page. `url` is without credentials. */
export type File = {
  readonly url: string
  readonly bytes: Uint8Array
  readonly contentType: string | null
  readonly etag: string | null
  readonly modified: string | null
  readonly digest: string
  readonly text: string
}

export type Asked =
  | { readonly kind: 'fresh'; readonly file: File }
  /** The bytes are those that were read last. `known` holds what the server says of them now. */
  | { readonly kind: 'same'; readonly known: Known }
  /** Not there any more: 404, 410, or a redirect to another document. */
  | { readonly kind: 'gone'; readonly why: string }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly notBefore?: number }

function conditions(known: Known | null): Record<string, string> {
  return {
    ...(known?.etag && { 'if-none-match': known.etag }),
    ...(known?.modified && { 'if-modified-since': known.modified }),
  }
}

/** Asks one address for a file in the format wanted, or whether it still is what is `known` of it (RFC 9110, section 13). */
export async function ask(
  source: string,
  url: string,
  known: Known | null,
  http: Http,
  decoder: () => Promise<Decode>,
  format: Format,
): Promise<Asked> {
  const condition = conditions(known)
  const headers = { accept: accepted[format], ...condition }
  const answer = await http.get({ url, headers })
  if (answer.kind === 'failure') {
    const fault = faultOf(source, answer.code, answer.why)
    return { kind: 'fault', fault, ...(answer.notBefore !== undefined && { notBefore: answer.notBefore }) }
  }
  const shown = printableUrl(url)
  if (answer.status === 404 || answer.status === 410) return { kind: 'gone', why: `${shown} answered ${answer.status}` }
  if (answer.status !== 200 && answer.status !== 304)
    return { kind: 'fault', fault: faultOf(source, `http-${answer.status}`, `${shown} answered ${answer.status}`) }
  if (landing(url, answer.url) === 'elsewhere')
    return { kind: 'gone', why: `${shown} redirects to another document, ${answer.url}` }
  if (answer.status === 200) return compare(source, answer, known, decoder, format)
  if (known !== null && Object.keys(condition).length > 0)
    return { kind: 'same', known: { ...known, ...marksOf(answer, known) } }
  return { kind: 'fault', fault: faultOf(source, 'http-304', `${shown} answered 304 to a question without condition`) }
}

type Answer = Extract<HttpAnswer, { kind: 'answer' }>

/** URL and validators as answered; a 304 may leave out the validators that it confirms. */
function marksOf({ url, headers }: Answer, known: Known | null): Pick<Known, 'url' | 'etag' | 'modified'> {
  return {
    url,
    etag: headers.etag ?? known?.etag ?? null,
    modified: headers['last-modified'] ?? known?.modified ?? null,
  }
}

/** SHA-256 (hex). */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function compare(
  source: string,
  answer: Answer,
  known: Known | null,
  decoder: () => Promise<Decode>,
  format: Format,
): Promise<Asked> {
  const digest = digestOf(answer.bytes)
  const marks = marksOf(answer, null)
  if (digest === known?.digest) return { kind: 'same', known: { ...known, ...marks } }
  const contentType = answer.headers['content-type'] ?? null
  const page = validatePage(answer.bytes, contentType, await decoder(), format)
  if (page.kind === 'not') return { kind: 'fault', fault: faultOf(source, page.code, `${answer.url}: ${page.why}`) }
  return { kind: 'fresh', file: { ...marks, bytes: answer.bytes, contentType, digest, text: page.text } }
}
