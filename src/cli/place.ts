import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Entry, Fault, Reading } from '../core/model.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import { decodeText, readPage } from '../reading/index.ts'
import { createHttp } from '../sources/http/client.ts'
import type { Fetched, Read } from '../sources/kind.ts'
import { learnPage } from '../sources/learn-page/index.ts'
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
  const include = (path: string): string | null => includedFile(resolve(dirname(place), path))
  return { kind: 'reading', reading: readPage(decoded.text, options.includes ? { include } : {}) }
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
  const settings = learnPage.schema.parse({ url, includes })
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
