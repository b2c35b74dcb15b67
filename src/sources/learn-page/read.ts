import type { Body, Read } from '../kind.ts'
import { isSkipped, type LearnPageConfig } from './config.ts'
import { faultOf } from './faults.ts'
import type { LoadReader } from './reader.ts'
import { validatePage } from './validate-page.ts'

/** Reads a page with its includes. A part that is no text is a fault: a list read without it would tell removals. */
export async function readBody(
  source: LearnPageConfig & { readonly id: string },
  body: Body,
  reader: LoadReader,
): Promise<Read> {
  const { decodeText, readPage, isReadingRefused } = await reader()
  const texts = new Map<string | null, string>()
  for (const { path, url, bytes, contentType } of body.parts) {
    const page = validatePage(bytes, contentType, decodeText)
    if (page.kind === 'not') return { kind: 'fault', fault: faultOf(source.id, page.code, `${url}: ${page.why}`) }
    texts.set(path, page.text)
  }
  // What the configuration leaves out reads as nothing; what is missing is the reader's to complain of.
  const include = (path: string) => texts.get(path) ?? (isSkipped(source, path) ? '' : null)
  try {
    return { kind: 'reading', reading: readPage(texts.get(null) ?? '', source.includes ? { include } : {}) }
  } catch (error) {
    if (!isReadingRefused(error)) throw error
    return { kind: 'fault', fault: faultOf(source.id, 'reading-refused', `${body.parts[0].url}: ${error.message}`) }
  }
}
