import type { Server } from 'node:http'
import type { SMTPServer } from 'smtp-server'

/** Listens on a free port of loopback. `close` drops what is still connected. */
export async function listen(
  server: Server | SMTPServer,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = 'server' in server ? server.server.address() : server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
  return { port: address.port, close }
}
