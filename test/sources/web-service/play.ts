import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Reading } from '../../../src/core/model.ts'
import { createHttp } from '../../../src/sources/http.ts'
import type { Body, Fetched, SourceIo } from '../../../src/sources/kind.ts'
import { type WebServiceConfig, webService } from '../../../src/sources/web-service/index.ts'

export type Reply = {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body: string | Uint8Array
}
export type Seen = { readonly path: string; readonly query: URLSearchParams }

/** A real HTTP server that plays the endpoint web service: what it answers is set from outside, what it was asked is kept. */
export type Service = {
  readonly base: string
  readonly calls: Seen[]
  /** By instance, in the service's spelling. */
  versions: Record<string, unknown>
  /** Answers of /endpoints by what it is asked for: `worldwide`, `worldwide MEM`. */
  lists: Record<string, string>
  /** Answers of /changes by the version that the caller has. */
  changes: Record<string, string>
  /** Where it gives a reply, that one is sent instead. */
  instead: (seen: Seen) => Reply | null
  readonly count: (start: string) => number
  readonly close: () => Promise<void>
}

export async function openService(): Promise<Service> {
  const calls: Seen[] = []
  const service: Service = {
    base: '',
    calls,
    versions: {},
    lists: {},
    changes: {},
    instead: () => null,
    count: (start) => calls.filter(({ path }) => path.startsWith(start)).length,
    close: () => close(server),
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback')
    const seen = { path: url.pathname, query: url.searchParams }
    calls.push(seen)
    const {
      status = 200,
      headers = { 'content-type': 'application/json; charset=utf-8' },
      body,
    } = answer(service, seen)
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return Object.assign(service, { base: `http://127.0.0.1:${port}` })
}

function answer(service: Service, seen: Seen): Reply {
  const instead = service.instead(seen)
  if (instead !== null) return instead
  const [, method, instance = '', version = ''] = seen.path.split('/')
  if (method === 'version')
    return { body: JSON.stringify(Object.entries(service.versions).map(([k, latest]) => ({ instance: k, latest }))) }
  const areas = seen.query.get('ServiceAreas')
  const found =
    method === 'changes'
      ? service.changes[version]
      : service.lists[`${instance.toLowerCase()}${areas ? ` ${areas}` : ''}`]
  return found === undefined ? { status: 404, body: 'nothing here' } : { body: found }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
}

/** One installation: it keeps the state and the last body of each source as the worker does, and its clock is set by hand. */
export function openInstallation({ asked = false, clientId = '5f0c3b52-6a0e-4f0e-9d6c-2f7a9b8f1c11' } = {}) {
  const states = new Map<string, string>()
  const bodies = new Map<string, Body>()
  const clock = { now: Date.UTC(2024, 10, 20) }
  const http = createHttp(
    { userAgent: 'test', proxies: { http: '', https: '', no: '' } },
    { now: () => clock.now, random: () => 0.5, wait: async () => undefined },
  )
  let memo: SourceIo['memo'] = new Map()

  /** A fetch whose outcome is not saved: what a process that dies afterwards leaves behind. */
  async function fetch(source: WebServiceConfig & { id: string }): Promise<Fetched> {
    const io = {
      http,
      now: () => clock.now,
      clientId: () => clientId,
      lastBody: () => bodies.get(source.id) ?? null,
      memo,
      asked,
    }
    return webService.fetch(source, states.get(source.id) ?? null, io)
  }

  async function check(
    source: WebServiceConfig & { id: string },
  ): Promise<{ fetched: Fetched; reading: Reading | null }> {
    const fetched = await fetch(source)
    if (fetched.kind === 'unchanged' && fetched.state !== undefined) states.set(source.id, fetched.state)
    if (fetched.kind !== 'body') return { fetched, reading: null }
    const read = await webService.read(source, fetched.body)
    if (read.kind === 'fault') throw new Error(`${read.fault.code}: ${read.fault.why}`)
    states.set(source.id, fetched.state)
    bodies.set(source.id, fetched.body)
    return { fetched, reading: read.reading }
  }

  function pass(milliseconds: number): void {
    clock.now += milliseconds
    memo = new Map()
  }

  return { check, fetch, pass, clock, states, bodies, close: () => http.close() }
}

export function source(base: string, settings: Record<string, unknown> = {}): WebServiceConfig & { id: string } {
  return { id: 'm365', ...webService.schema.parse({ base, ...settings }) }
}

/** A set as the service sends it; every test changes what it is about. */
export function wireSet(id: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    serviceArea: 'Exchange',
    serviceAreaDisplayName: 'Exchange Online',
    urls: [`host${id}.example.net`],
    tcpPorts: '80,443',
    expressRoute: false,
    category: 'Default',
    required: true,
    ...changes,
  }
}

export function wire(...sets: readonly Record<string, unknown>[]): string {
  return JSON.stringify(sets, null, 2)
}
