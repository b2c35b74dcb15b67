import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { stringify } from 'yaml'

const program = new URL('../../bin/endpoint-drift.js', import.meta.url).pathname
const run = promisify(execFile)

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }
export type Hook = {
  readonly id: string
  readonly body: { readonly type: string; readonly data: Record<string, unknown> }
}

/** A page server, a mail server and a webhook receiver on loopback, a folder for one installation, and the program as a child. */
export type World = {
  readonly dir: string
  /** What the page server answers, by path; a function may do as it likes. Missing paths are 404. */
  readonly pages: Map<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>
  readonly requests: string[]
  readonly hooks: Hook[]
  /** Paths of the posts that came. */
  readonly posts: string[]
  readonly mails: Email[]
  readonly base: string
  readonly hookUrl: string
  /** Called when a webhook arrives, before it is answered. */
  onHook: (() => void) | null
  /** Called when a mail has come. */
  onMail: (() => void) | null
  readonly configure: (config: object) => void
  readonly cli: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ChildProcess
  readonly git: (...args: readonly string[]) => Promise<string>
  readonly close: () => Promise<void>
}

export async function newWorld(): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'endpoint drift '))
  const pages: World['pages'] = new Map()
  const requests: string[] = []
  const hooks: Hook[] = []
  const posts: string[] = []
  const mails: Email[] = []
  const server = createServer((request, response) => {
    if (request.method === 'POST') receive(request, response)
    else answer(request, response)
  })

  function answer(request: IncomingMessage, response: ServerResponse): void {
    requests.push(request.url ?? '')
    const page = pages.get((request.url ?? '').replace(/\?.*/, ''))
    if (typeof page === 'function') page(request, response)
    else if (page === undefined) response.writeHead(404).end('not here')
    else response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(page)
  }

  function receive(request: IncomingMessage, response: ServerResponse): void {
    posts.push(request.url ?? '')
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      hooks.push({ id: String(request.headers['webhook-id']), body: JSON.parse(Buffer.concat(chunks).toString()) })
      world.onHook?.()
      response.writeHead(204).end()
    })
  }

  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          mails.push(mail)
          done()
          world.onMail?.()
        })
      })
    },
  })
  // A program that is killed leaves its connections as they are.
  smtp.on('error', () => undefined)
  const base = `http://127.0.0.1:${await listening(server)}`
  const smtpPort = await listening(smtp)
  const snapshots = join(dir, 'snapshots')

  const environment = (extra: Readonly<Record<string, string>> = {}) => {
    const { HTTP_PROXY: _, HTTPS_PROXY: __, http_proxy: ___, https_proxy: ____, ...inherited } = process.env
    return { ...inherited, ENDPOINT_DRIFT_CONFIG: join(dir, 'config.yaml'), ...extra }
  }
  const world: World = {
    ...{ dir, pages, requests, hooks, posts, mails, base, hookUrl: `${base}/hook`, onHook: null, onMail: null },
    configure: (config) => {
      mkdirSync(dir, { recursive: true })
      const whole = {
        data: './data',
        snapshots: { path: './snapshots' },
        fetch: { retries: 0, timeout: '10s' },
        channels: {
          mail: {
            kind: 'email',
            from: 'Drift <drift@example.org>',
            host: '127.0.0.1',
            port: smtpPort,
            security: 'none',
          },
          hook: {
            kind: 'webhook',
            secret: `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`,
            allowHttp: true,
            allowNetworks: ['127.0.0.0/8'],
          },
        },
        ...config,
      }
      writeFileSync(join(dir, 'config.yaml'), stringify(whole))
    },
    cli: async (args, env) => {
      try {
        const { stdout, stderr } = await run(process.execPath, [program, ...args], {
          env: environment(env),
          cwd: dir,
          maxBuffer: 1 << 28,
        })
        return { code: 0, stdout, stderr }
      } catch (error) {
        return failure(error)
      }
    },
    start: (args, env) =>
      spawn(process.execPath, [program, ...args], {
        env: environment(env),
        cwd: dir,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    git: async (...args) => (await run('git', ['-C', snapshots, ...args])).stdout.trim(),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await new Promise<void>((resolve) => smtp.close(() => resolve()))
      rmSync(dir, { recursive: true, force: true })
    },
  }
  return world
}

function failure(error: unknown): Ran {
  if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error
  const code = 'code' in error && typeof error.code === 'number' ? error.code : -1
  return { code, stdout: String(error.stdout), stderr: String(error.stderr) }
}

async function listening(server: Server | SMTPServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const listener = server instanceof SMTPServer ? server.server : server
  return (listener.address() as AddressInfo).port
}

/** A page with one table, as a documentation page has it. */
export function page(hosts: readonly string[], note = 'Allow these endpoints.'): string {
  const rows = hosts.map((host) => `| \`${host}\` | TCP | 443 | Service traffic |`)
  return [
    '---',
    'title: Required endpoints',
    'ms.date: 01/02/2026',
    '---',
    '',
    '# Required endpoints',
    '',
    note,
    '',
    '## Session hosts',
    '',
    '| Address | Protocol | Outbound port | Purpose |',
    '|--|--|--|--|',
    ...rows,
    '',
  ].join('\n')
}
