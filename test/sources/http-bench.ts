import { afterEach } from 'vitest'
import { createHttp, type Http, type HttpIo, type HttpSettings } from '../../src/sources/http.ts'
import { type LocalServer, serve, standingClock } from './http-server.ts'

export const direct = { http: '', https: '', no: '' }

export type Bench = {
  /** Closed after the test, the last one first. */
  readonly open: { close: () => Promise<void> }[]
  readonly client: (settings?: Partial<HttpSettings>, io?: HttpIo) => Http
  readonly server: (...args: Parameters<typeof serve>) => Promise<LocalServer>
}

/** Clients and servers for the tests of one file. */
export function bench(): Bench {
  const open: { close: () => Promise<void> }[] = []
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close()
  })
  return {
    open,
    client(settings = {}, io = standingClock()) {
      const http = createHttp({ userAgent: 'endpoint-drift/test', proxies: direct, retries: 0, ...settings }, io)
      open.push(http)
      return http
    },
    async server(...args) {
      const local = await serve(...args)
      open.push(local)
      return local
    },
  }
}

/** The status of an answer, or the code of a failure. */
export async function codeOf(http: Http, url: string): Promise<string> {
  const answer = await http.get({ url })
  return answer.kind === 'failure' ? answer.code : `${answer.status}`
}
