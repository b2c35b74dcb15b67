import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const exim = '/usr/sbin/exim4'
const owner = 'Debian-exim'

/** Why there is no Exim to test with; `null` when there is one. */
export function whyNoExim(): string | null {
  if (!answers(exim, '-bV')) return 'exim4-daemon-light is not installed'
  if (!answers('id', owner)) return `there is no user ${owner}`
  if (!answers('openssl', 'version')) return 'openssl is not installed, so nothing makes a certificate'
  return process.getuid?.() === 0 ? null : `only root can start Exim as ${owner}`
}

function answers(command: string, argument: string): boolean {
  try {
    execFileSync(command, [argument], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A mail as it lies in the Maildir; `to` is the recipient of its envelope. */
export type Delivered = { readonly to: string; readonly raw: Buffer }

export type EximOptions = {
  /** How one may log in; both ways when absent. */
  readonly mechanisms?: readonly ('PLAIN' | 'LOGIN')[]
  /** Bytes that a mail may have; 10 million when absent. */
  readonly limit?: number
}

/** A private Exim on a loopback port that asks for STARTTLS and a password, and puts whatever it takes into one Maildir. */
export type Exim = {
  readonly port: number
  readonly user: string
  readonly password: string
  /** The authority (PEM) that signed its certificate. */
  readonly ca: string
  /** Another one, which signed nothing. */
  readonly strangeCa: string
  /** What was delivered, once every session has ended: who sends must have closed its connections. */
  readonly mails: () => Promise<readonly Delivered[]>
  /** Lines of its log: whom it took mail for, whom it refused, and sessions in which no mail was named. */
  readonly log: () => readonly string[]
  /** Ends every process of it and takes its folder away. */
  readonly close: () => Promise<void>
}

/**
 * Started as inetd would: this process listens and gives each connection to an Exim of its own. So the system chooses the port,
 * nobody waits for a daemon to be up, and an Exim ends with its connection, when all it took is delivered (`-odf`).
 */
export async function newExim({
  mechanisms = ['PLAIN', 'LOGIN'],
  limit = 10_000_000,
}: EximOptions = {}): Promise<Exim> {
  const dir = mkdtempSync(join(tmpdir(), 'exim-'))
  const account = { user: 'drift@example.org', password: 'p\u00e4ss {$w\u00f6rd} "1": #2' }
  prepare(dir, account)
  const authorities = { ca: authority(dir, 'server'), strangeCa: authority(dir, 'stranger') }
  const configuration = join(dir, 'exim.conf')
  const macros = { DIR: dir, OWNER: owner, OFFERED: mechanisms.join(':'), LIMIT: limit }
  const lines = Object.entries(macros).map(([name, value]) => `${name} = ${value}\n`)
  writeFileSync(configuration, lines.join('') + readFileSync(new URL('exim.conf', import.meta.url), 'utf8'))
  const sessions = new Map<ChildProcess, Promise<unknown>>()

  function session(socket: Socket): void {
    const child = spawn(exim, ['-C', configuration, '-bs', '-odf'], { stdio: [socket, socket, 'inherit'] })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    sessions.set(child, ended)
    void ended.then(() => sessions.delete(child))
    socket.destroy()
  }

  const server = createServer({ pauseOnConnect: true }, session)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const log = (name = 'main') => linesOf(join(dir, 'log', name))
  return {
    ...{ port: address.port, ...account, ...authorities, log: () => log() },
    mails: async () => {
      await Promise.all(sessions.values())
      if (log('panic').length > 0) throw new Error(log('panic').join('\n'))
      return mailsIn(join(dir, 'mail/new'))
    },
    close: async () => {
      await new Promise((resolve) => server.close(resolve))
      for (const child of sessions.keys()) child.kill()
      await Promise.all(sessions.values())
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function prepare(dir: string, { user, password }: { readonly user: string; readonly password: string }): void {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, owner], { encoding: 'utf8' })))
  for (const name of ['', 'spool', 'log', 'mail', 'mail/new', 'mail/cur', 'mail/tmp']) {
    mkdirSync(join(dir, name), { recursive: true })
    chownSync(join(dir, name), uid ?? 0, gid ?? 0)
  }
  writeFileSync(join(dir, 'users'), `${user}: ${password}\n`)
}

/** Makes an authority with one certificate for this machine; returns the authority's own (PEM). */
function authority(dir: string, name: string): string {
  const file = (suffix: string) => join(dir, `${name}${suffix}`)
  const make = (...args: readonly string[]) =>
    execFileSync(
      'openssl',
      ['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', ...args],
      {
        stdio: 'ignore',
      },
    )
  make('-subj', `/CN=Authority of ${name}`, '-keyout', file('-ca.key'), '-out', file('-ca.pem'))
  make(
    ...['-CA', file('-ca.pem'), '-CAkey', file('-ca.key'), '-subj', '/CN=mx.example.org'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-keyout', file('.key'), '-out', file('.pem')],
  )
  execFileSync('chown', [owner, file('.key')])
  return readFileSync(file('-ca.pem'), 'utf8')
}

function mailsIn(folder: string): readonly Delivered[] {
  return readdirSync(folder).map((name) => {
    const raw = readFileSync(join(folder, name))
    const [, to = ''] = /^Envelope-to: (.*)$/im.exec(raw.toString()) ?? []
    return { to, raw }
  })
}

function linesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
}
