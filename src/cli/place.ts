import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Entry, Fault, Reading } from '../core/model.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import { decodeText } from '../reading/bytes.ts'
import { resolveInclude } from '../reading/include.ts'
import { includesOf } from '../reading/includes-of.ts'
import { looksLikeHtml } from '../reading/looks.ts'
import { createHttp } from '../sources/http/client.ts'
import type { Fetched, Read } from '../sources/kind.ts'
import { learnPage } from '../sources/learn-page/index.ts'
import { readerThread } from '../sources/reader-thread/index.ts'
import { readServiceBody, recogniseEndpointSets } from '../sources/web-service/body.ts'

/** Reads what stands at a place: a file with a page, a snapshot or a body of the web service, or the URL of a page. */
export async function readPlace(place: string, options: { readonly includes: boolean }): Promise<Read> {
  if (/^https?:\/\//i.test(place)) return readUrl(place, options)
  if (!existsSync(place))
    return fault('no-file', place, 'There is no such file.', 'Check the path, or give a URL or SOURCE@REVISION.')
  const decoded = decodeText(readFileSync(place), null)
  if (decoded.kind === 'fault') return fault('not-text', place, decoded.why, 'Give a Markdown or HTML page, or JSON.')
  if (recogniseEndpointSets(decoded.text)) return readServiceBody(decoded.text, null, place)
  if (isJson(decoded.text)) return readJson(place, decoded.text)
  const files = options.includes ? includedFiles(place, decoded.text) : null
  const done = await readerThread().read({ text: decoded.text, format: 'auto', files, skipped: [] })
  if (done.kind === 'reading') return done
  return fault(done.code, place, done.why, 'A page of that shape is no list of endpoints; look at it in an editor.')
}

const mostIncludes = 200

/** What a page includes, and what that includes, by their paths from the page; what is not there is left out. */
function includedFiles(place: string, text: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const open: { readonly from: string | null; readonly text: string }[] = [{ from: null, text }]
  for (const one of open) {
    for (const written of looksLikeHtml(one.text) ? [] : includesOf(one.text)) {
      const path = resolveInclude(written, one.from)
      const found = files.has(path) || files.size >= mostIncludes ? null : includedFile(resolve(dirname(place), path))
      if (found === null) continue
      files.set(path, found)
      open.push({ from: path, text: found })
    }
  }
  return files
}

/** A reading whose entries came from a snapshot, not from a body. */
export function readingOf(entries: readonly Entry[]): Reading {
  return { title: null, date: null, entries, complaints: [] }
}

function readJson(place: string, text: string): Read {
  if (!text.startsWith('[{"format":"endpoint-drift snapshot')) return readServiceBody(text)
  try {
    return { kind: 'reading', reading: readingOf(decodeSnapshot(text)) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return fault('bad-snapshot', place, why, 'Take the file from git as it was committed.')
  }
}

async function readUrl(url: string, { includes }: { readonly includes: boolean }): Promise<Read> {
  const http = createHttp({})
  const settings = learnPage.schema.parse({ url, includes, format: 'auto' })
  try {
    const io = { http, now: Date.now, clientId: () => '', lastBody: () => null, memo: new Map(), asked: true }
    const fetched: Fetched = await learnPage.fetch({ ...settings, id: url }, null, io)
    if (fetched.kind === 'fault') return fetched
    if (fetched.kind === 'unchanged') return fault('no-body', url, 'The server sent no body.', 'Try again.')
    return await learnPage.read({ ...settings, id: url }, fetched.body)
  } finally {
    await http.close()
  }
}

function includedFile(path: string): string | null {
  if (!existsSync(path)) return null
  const decoded = decodeText(readFileSync(path), null)
  return decoded.kind === 'text' ? decoded.text : null
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text) && !/^\s*\[[^\]\n]*\]\(/.test(text) && parses(text)
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function fault(
  code: string,
  place: string,
  why: string,
  next: string,
): { readonly kind: 'fault'; readonly fault: Fault } {
  return { kind: 'fault', fault: { code, place, why, next } }
}
