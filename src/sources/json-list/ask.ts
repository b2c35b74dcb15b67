import type { Http, HttpAnswer } from '../http.ts'
import { printableUrl } from '../http.ts'
import { type Asked, digestOf } from '../learn-page/ask.ts'
import type { Known } from '../learn-page/state.ts'
import { listFault } from './faults.ts'

/**
 * Asks one address for a list, or whether it still is what is `known` of it (RFC 9110, section 13). A redirect may lead to a
 * document of any name, since short links to the newest of dated files are common: what came is judged by what is in it.
 */
export async function ask(source: string, address: string, known: Known | null, http: Http): Promise<Asked> {
  const condition = {
    ...(known?.etag && { 'if-none-match': known.etag }),
    ...(known?.modified && { 'if-modified-since': known.modified }),
  }
  const answer = await http.get({ url: address, headers: { accept: 'application/json, */*;q=0.5', ...condition } })
  if (answer.kind === 'failure') {
    const fault = listFault(source, answer.code, answer.why)
    return { kind: 'fault', fault, ...(answer.notBefore !== undefined && { notBefore: answer.notBefore }) }
  }
  const url = printableUrl(address)
  const { status } = answer
  if (status === 200) return compare(answer, url, known)
  if (status === 404 || status === 410) return { kind: 'gone', why: `${url} answered ${status}` }
  if (status === 304 && known !== null && Object.keys(condition).length > 0)
    return { kind: 'same', known: { ...known, url, ...validators(answer, known) } }
  const what = status === 304 ? '304 to a question without condition' : String(status)
  return { kind: 'fault', fault: listFault(source, `http-${status}`, `${url} answered ${what}`) }
}

type Answer = Extract<HttpAnswer, { kind: 'answer' }>

/** A 304 may leave out the validators that it confirms. */
function validators({ headers }: Answer, known: Known | null): Pick<Known, 'etag' | 'modified'> {
  return {
    etag: headers.etag ?? known?.etag ?? null,
    modified: headers['last-modified'] ?? known?.modified ?? null,
  }
}

/** Not every server knows validators: the same bytes are the same list. */
function compare(answer: Answer, url: string, known: Known | null): Asked {
  const digest = digestOf(answer.bytes)
  const marks = { url, ...validators(answer, null) }
  if (digest === known?.digest) return { kind: 'same', known: { ...known, ...marks } }
  const contentType = answer.headers['content-type'] ?? null
  return { kind: 'fresh', file: { ...marks, bytes: answer.bytes, contentType, digest, text: '' } }
}
