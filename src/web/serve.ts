import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Listen } from '../config/config.ts'
import type { Fault } from '../core/model.ts'

export type Serving =
  | { readonly kind: 'serving'; readonly address: string; readonly port: number; readonly close: () => Promise<void> }
  | { readonly kind: 'fault'; readonly fault: Fault }

/** `bindings` hold the request as Node has it (`incoming`), for the address of whoever asks: hand them on to the application. */
type Fetch = (request: Request, bindings: object) => Response | Promise<Response>

/** Milliseconds and bytes. */
export type ServeLimits = {
  /** For the head of a request, and for the whole of it. */
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly connectionsCheckingInterval: number
  readonly maxHeaderSize: number
  /** How long a connection may do nothing: whoever takes his answer too slowly is let go. */
  readonly idle: number
  readonly connections: number
}

/** A request is a small form at most and its head is small; Node's own defaults are minutes. */
const usual: ServeLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 8_192,
  idle: 30_000,
  connections: 500,
}

/** How long a stop waits for answers under way. */
const patience = 3_000

/** Serves `fetch` until `close`. A port that is taken or forbidden is a fault with its next step. */
export async function serveWeb(fetch: Fetch, { host, port }: Listen, limits = usual): Promise<Serving> {
  const server = createServer(limits, getRequestListener(fetch, { overrideGlobalObjects: false }))
  server.maxConnections = limits.connections
  server.timeout = limits.idle
  try {
    await listening(server, host, port)
  } catch (error) {
    return { kind: 'fault', fault: listenFault(error, host, port) }
  }
  const { address, port: given } = addressOf(server)
  return { kind: 'serving', address, port: given, close: () => closed(server) }
}

function listening(server: Server, host: string | null, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host !== null && { host }) }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function addressOf(server: Server): AddressInfo {
  const found = server.address()
  if (found === null || typeof found === 'string') throw new Error('a listening server has an address')
  return found
}

async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), patience)
  await done
  clearTimeout(late)
}

function listenFault(error: unknown, host: string | null, port: number): Fault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const place = `web.listen ${host ?? ''}:${port}`
  const known: Readonly<Record<string, readonly [why: string, next: string]>> = {
    EADDRINUSE: ['another program listens there', 'stop it, or name another port under web.listen'],
    EACCES: ['this user may not listen there', 'name a port of 1024 or above under web.listen'],
    EADDRNOTAVAIL: [
      'this machine has no such address',
      'name an address of this machine under web.listen, or :PORT for all',
    ],
    ENOTFOUND: ['the name is not known', 'name an address of this machine under web.listen, or :PORT for all'],
  }
  const [why, next] = known[code] ?? [
    `the pages cannot be served (${code})`,
    'name another address or port under web.listen, or off',
  ]
  return { code: 'web-listen', place, why, next }
}
