import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail server on loopback that takes everything and keeps nothing, in a process of its own; says its port on stdout. */
const server = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  maxClients: 100,
  onData: (stream, _session, done) => {
    stream.on('end', () => done())
    stream.resume()
  },
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.server.address() as AddressInfo
  process.stdout.write(`${port}\n`)
})
// Ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume()
