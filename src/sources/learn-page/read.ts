import type { Body, Read } from '../kind.ts'
import { isSkipped, type LearnPageConfig } from './config.ts'
import { faultOf } from './faults.ts'
import type { Reader } from './reader.ts'
import { validatePage } from './validate-page.ts'

/** Reads a page with its includes. A part that is no text is a fault: a list read without it would tell removals. */
export async function readBody(
  source: LearnPageConfig & { readonly id: string },
  body: Body,
  reader: Reader,
): Promise<Read> {
  const [{ decodeText }, readPage] = await Promise.all([reader.scanner(), reader.readPage()])
  const texts = new Map<string | null, string>()
  for (const { path, url, bytes, contentType } of body.parts) {
    const page = validatePage(bytes, contentType, decodeText)
    if (page.kind === 'not') return { kind: 'fault', fault: faultOf(source.id, page.code, `${url}: ${page.why}`) }
    texts.set(path, page.text)
  }
  // What the configuration leaves out reads as nothing; what is missing is the reader's to complain of.
  const include = (path: string) => texts.get(path) ?? (isSkipped(source, path) ? '' : null)
  return { kind: 'reading', reading: readPage(texts.get(null) ?? '', source.includes ? { include } : {}) }
}
