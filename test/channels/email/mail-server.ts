import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

export const certificate = readFileSync(new URL('../fixtures/server.crt', import.meta.url), 'utf8')
export const certificateKey = readFileSync(new URL('../fixtures/server.key', import.meta.url), 'utf8')

export type Received = {
  readonly raw: string
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | undefined
  readonly secure: boolean
}

/** A real SMTP server on loopback, which keeps what it accepted. */
export async function mailServer(
  options: SMTPServerOptions = {},
): Promise<{ readonly port: number; readonly received: Received[] }> {
  const received: Received[] = []
  const server = new SMTPServer({
    key: certificateKey,
    cert: certificate,
    authOptional: true,
    onAuth: ({ username, password }, _, done) => {
      if (password === 'right') done(null, { user: username })
      else done(Object.assign(new Error('wrong password'), { responseCode: 535 }))
    },
    onData: (stream, { envelope, user, secure }, done) => {
      text(stream).then((raw) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push({
          raw,
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          user: user as string | undefined,
          secure,
        })
        done(null, `queued as ${received.length}`)
      }, done)
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  return { port: portOf(server.server.address()), received }
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}

/** What a rude server does instead of answering a command. */
export type Rudeness = 'drop' | 'silence' | 'drip'

/** Answers as a plain server does until the named moment, then misbehaves. `seen` holds the mails whose final dot came. */
export async function rudeServer(
  moment: 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'content' | 'dot',
  rudeness: Rudeness,
): Promise<{ readonly port: number; readonly seen: string[] }> {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    converse(socket, moment, rudeness, seen)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: portOf(server.address()), seen }
}

function converse(socket: Socket, moment: string, rudeness: Rudeness, seen: string[]): void {
  let pending = ''
  let inData = false
  const reply = (at: string, line: string): void => {
    if (at !== moment) socket.write(`${line}\r\n`)
    else if (rudeness === 'drop') socket.destroy()
    else if (rudeness === 'drip') drip(socket)
  }
  reply('greeting', '220 rude ESMTP')
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1')
    if (inData && moment === 'content') return void socket.destroy()
    for (let end = endOf(pending, inData); end >= 0; end = endOf(pending, inData)) {
      const piece = pending.slice(0, end)
      pending = pending.slice(end + (inData ? 5 : 2))
      if (inData) {
        seen.push(piece)
        inData = false
        reply('dot', '250 queued')
        continue
      }
      const verb = piece.slice(0, 4).toUpperCase()
      inData = verb === 'DATA'
      reply(verb, verb === 'DATA' ? '354 go on' : '250 fine')
    }
  })
}

function endOf(text: string, inData: boolean): number {
  return text.indexOf(inData ? '\r\n.\r\n' : '\r\n')
}

/** A byte now and then, never a line: no time-out of silence ever ends it. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('2'), 20)
  socket.on('close', () => clearInterval(timer))
}
