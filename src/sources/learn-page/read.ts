import type { Format } from '../../reading/document.ts'
import { looksLikeHtml } from '../../reading/looks.ts'
import type { Body, Read } from '../kind.ts'
import type { LearnPageConfig } from './config.ts'
import { faultOf } from './faults.ts'
import type { LoadReader } from './reader.ts'
import { validatePage } from './validate-page.ts'

/** Reads a page with its includes. A part that is no text is a fault: a list read without it would tell removals. */
export async function readBody(
  source: LearnPageConfig & { readonly id: string },
  body: Body,
  reader: LoadReader,
): Promise<Read> {
  const { decodeText, read } = await reader()
  const files = new Map<string, string>()
  let text = ''
  for (const { path, url, bytes, contentType } of body.parts) {
    // Only the page itself may be HTML: what a page includes is Markdown like the page.
    const page = validatePage(bytes, contentType, decodeText, path === null ? source.format : 'markdown')
    if (page.kind === 'not') return { kind: 'fault', fault: faultOf(source.id, page.code, `${url}: ${page.why}`) }
    if (path === null) text = page.text
    else files.set(path, page.text)
  }
  const { includes, skipIncludes } = source
  const format = formatOf(source.format, text, body.parts[0].contentType)
  // What the configuration leaves out reads as nothing; what is missing is the reader's to complain of.
  const skipped = skipIncludes.map((start) => start.replace(/^\.\//, ''))
  const done = await read({ text, format, files: includes ? files : null, skipped })
  if (done.kind === 'reading') return done
  return { kind: 'fault', fault: faultOf(source.id, done.code, `${body.parts[0].url}: ${done.why}`) }
}

function formatOf(format: Format, text: string, contentType: string | null): Format {
  if (format !== 'auto') return format
  return /^\s*(?:text\/html|application\/xhtml)/i.test(contentType ?? '') || looksLikeHtml(text) ? 'html' : 'markdown'
}
