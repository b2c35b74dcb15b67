import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from './listen.ts'

type Page = { readonly body: string; readonly type: string; readonly validators: boolean }

/** A server on loopback that plays documentation pages and the endpoint web service. */
export type Site = {
  readonly base: string
  /** What stands at a path from now on. */
  readonly put: (path: string, body: string, type?: string) => void
  /** What was asked and how it was answered since the last call: `304 /docs/devices.md`. */
  readonly takeLog: () => readonly string[]
  readonly close: () => Promise<void>
}

const service = '/service'
const guid = /[?&]ClientRequestId=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(&|$)/i

export async function openSite(): Promise<Site> {
  const pages = new Map<string, Page>()
  let log: string[] = []
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '')
    answer(pages.get(path.toLowerCase()), request, response)
    log.push(`${response.statusCode} ${path}`)
  })
  const { port, close } = await listen(server)
  return {
    base: `http://127.0.0.1:${port}`,
    put: (path, body, type = 'text/plain; charset=utf-8') => {
      pages.set(path.toLowerCase(), { body, type, validators: !path.startsWith(service) })
    },
    takeLog: () => {
      const taken = log
      log = []
      return taken
    },
    close,
  }
}

/** As the servers of the real things do: pages know an ETag, the web service knows none and wants a GUID. */
function answer(page: Page | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (request.url?.startsWith(service) && !guid.test(request.url)) {
    response.writeHead(400).end('Valid ClientRequestId Guid is required in the query string.')
    return
  }
  if (page === undefined) {
    response.writeHead(404).end('404: Not Found')
    return
  }
  const etag = `"${createHash('sha256').update(page.body).digest('hex').slice(0, 16)}"`
  const headers = page.validators ? { etag } : {}
  if (page.validators && request.headers['if-none-match'] === etag) response.writeHead(304, headers).end()
  else response.writeHead(200, { ...headers, 'content-type': page.type }).end(page.body)
}

/** The endpoint web service as it stands at one version, with the change records since the version before. */
export function playService(
  site: Site,
  now: { readonly version: string; readonly list: string; readonly before?: string; readonly changes?: string },
): void {
  const json = 'application/json; charset=utf-8'
  site.put(`${service}/version`, JSON.stringify([{ instance: 'Worldwide', latest: now.version }]), json)
  site.put(`${service}/endpoints/Worldwide`, now.list, json)
  if (now.before !== undefined) site.put(`${service}/changes/Worldwide/${now.before}`, now.changes ?? '[]', json)
}
