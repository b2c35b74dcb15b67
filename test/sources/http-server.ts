import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { HttpIo } from '../../src/sources/http.ts'

export type LocalServer = {
  readonly url: string
  readonly port: number
  /** Paths and headers of the requests, in the order of their coming. */
  readonly seen: readonly IncomingMessage[]
  /** Most requests under way at once. */
  readonly most: () => number
  /** Connections made. */
  readonly connections: () => number
  readonly server: Server
  readonly close: () => Promise<void>
}

/** A real HTTP server on loopback that counts what comes. */
export async function serve(listener: RequestListener): Promise<LocalServer> {
  const seen: IncomingMessage[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  let open = 0
  let most = 0
  const server = createServer((request, response) => {
    seen.push(request)
    open++
    most = Math.max(most, open)
    response.on('close', () => open--)
    listener(request, response)
  })
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    most: () => most,
    connections: () => connections,
    server,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A clock that stands until someone waits, and that notes the waits. */
export function standingClock(start = Date.UTC(2026, 6, 1, 12)): HttpIo & { readonly waits: number[] } {
  let now = start
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    random: () => 0.5,
    wait: async (milliseconds) => {
      waits.push(milliseconds)
      now += milliseconds
    },
  }
}

/** The address of a port where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await serve(() => {})
  await server.close()
  return server.port
}
