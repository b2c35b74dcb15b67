import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { createHttp, type Http } from '../../src/sources/http.ts'
import type { Body, Fetched, SourceIo } from '../../src/sources/kind.ts'
import { learnPageWith } from '../../src/sources/learn-page/index.ts'
import type { LoadReader } from '../../src/sources/learn-page/reader.ts'
import { type LocalServer, serve, standingClock } from './http-server.ts'

export type Page =
  | string
  | Buffer
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer }

/** A site whose files answer as GitHub's raw host does: text/plain, an ETag, 304 for it, 404 for what is not there. */
export type Site = LocalServer & { readonly files: Map<string, Page>; readonly http: Http }

export async function site(files: Record<string, Page>): Promise<Site> {
  const map = new Map(Object.entries(files))
  const server = await serve((request, response) => {
    const found = map.get(request.url ?? '')
    if (found === undefined) return response.writeHead(404).end('404: Not Found')
    const plain = typeof found === 'string' || Buffer.isBuffer(found)
    const { status = 200, headers = {}, body = '' } = plain ? { body: found } : found
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`
    if (status === 200 && request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end()
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', etag, ...headers }).end(body)
  })
  const http = createHttp({ userAgent: 'test', proxies: { http: '', https: '', no: '' }, retries: 0 }, standingClock())
  const close = async () => {
    await http.close()
    await server.close()
  }
  return { ...server, files: map, http, close }
}

/** A reader that stands in for the real one: it keeps the page's text, includes in their places, as the title. */
export function plainReader(loads: string[] = []): LoadReader {
  return async () => {
    loads.push('reader')
    return {
      decodeText(bytes) {
        const charset = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
        try {
          return { kind: 'text', text: new TextDecoder(charset, { fatal: true }).decode(bytes) }
        } catch {
          return { kind: 'fault', why: `the body is not valid ${charset}` }
        }
      },
      includesOf: (text) => [...text.matchAll(directive)].map((match) => match[1] ?? ''),
      resolveInclude,
      async read({ text, files, skipped }) {
        if (text.includes('REFUSE')) return { kind: 'refused', code: 'reading-refused', why: 'too deep' }
        const inline = (part: string, from: string | null, depth: number): string =>
          part.replace(directive, (_, written: string) => {
            const path = resolveInclude(written, from)
            const meant = skipped.some((start) => path.startsWith(start)) ? '' : null
            const found = files === null || depth > 5 ? null : (files.get(path) ?? meant)
            return found === null ? '(missing)' : inline(found, path, depth + 1)
          })
        const title = inline(text, null, 0)
        return { kind: 'reading', reading: { title, date: null, entries: [], complaints: [] } }
      },
    }
  }
}

const directive = /\[!INCLUDE \[\]\((.*?)\)\]/g

function resolveInclude(path: string, from: string | null): string {
  return /^[~/]|:/.test(path) ? path : posix.normalize(posix.join(posix.dirname(from ?? 'page'), path))
}

export type Watch = {
  /** Fetches as the worker does: state and body are kept when a body was dealt with. */
  readonly fetch: (clock?: number) => Promise<Fetched>
  /** The text as read from the body that was dealt with last. */
  readonly text: () => Promise<string | null>
  readonly state: () => string | null
  readonly body: () => Body | null
  readonly setBody: (body: Body | null) => void
  readonly loads: string[]
}

export function watch(http: Http, settings: Record<string, unknown>, before: string | null = null): Watch {
  const loads: string[] = []
  const kind = learnPageWith(plainReader(loads))
  const source = { ...kind.schema.parse(settings), id: 'demo' }
  let state = before
  let last: Body | null = null
  return {
    loads,
    state: () => state,
    body: () => last,
    setBody(body) {
      last = body
    },
    async fetch(clock = Date.UTC(2026, 6, 1, 12)) {
      const lastBody = () => {
        loads.push('body')
        return last
      }
      const io: SourceIo = { http, now: () => clock, clientId: () => '', lastBody, asked: false, memo: new Map() }
      const fetched = await kind.fetch(source, state, io)
      if (fetched.kind === 'body') last = fetched.body
      if (fetched.kind !== 'fault') state = fetched.state ?? state
      return fetched
    },
    async text() {
      const read = last === null ? null : await kind.read(source, last)
      return read?.kind === 'reading' ? read.reading.title : null
    },
  }
}
