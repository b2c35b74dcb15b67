/**
 * How long a whole process of `endpoint-drift check` takes over unchanged sources, next to urlwatch doing the same work in the same
 * run; where urlwatch is not installed, next to a bare script that only asks for the same addresses. Two servers on loopback: one
 * that knows ETags and answers 304, one that sends the same bytes again each time.
 *
 *     npm run bench:check [-- --sources 300 --rounds 7]
 *
 * Exit 1 when a median is above urlwatch's.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

type Site = { readonly server: Server; readonly url: string; readonly asked: () => number }
type Command = readonly [string, ...string[]]
type Contestant = { readonly name: string; readonly command: Command; readonly milliseconds: number[] }

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { sources: { type: 'string', default: '300' }, rounds: { type: 'string', default: '7' } },
})
const count = Number(values.sources)
const rounds = Number(values.rounds)

/** About 20 kB, as a small documentation page; each its own, so that nothing is shared between sources. */
function page(name: string): string {
  const rows = Array.from(
    { length: 200 },
    (_, i) =>
      `| Service ${i} of ${name} | \`host-${i}.${name}.bench-cloud.net\`<br>\`*.cdn-${i}.bench-cloud.net\` | TCP 443, 80 |`,
  )
  return ['# Network endpoints', '', '| Service | Address | Ports |', '| --- | --- | --- |', ...rows, ''].join('\n')
}

/** The pages are made beforehand: what the server takes for an answer is not what is measured. */
async function site(validators: boolean): Promise<Site> {
  const pages = new Map(
    Array.from({ length: count }, (_, i) => {
      const body = Buffer.from(page(`page${i}`))
      return [`/page-${i}.md`, { body, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"` }]
    }),
  )
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    const { body, etag } = pages.get(request.url ?? '') ?? { body: '', etag: '' }
    response.setHeader('content-type', 'text/plain; charset=utf-8')
    if (validators) response.setHeader('etag', etag)
    if (validators && request.headers['if-none-match'] === etag) response.writeHead(304).end()
    else response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}`, asked: () => asked }
}

function addresses(url: string): string[] {
  return Array.from({ length: count }, (_, i) => `${url}/page-${i}.md`)
}

/** Runs a command to its end, without a proxy on the way to loopback; answers with the milliseconds of the whole process. */
async function timed(command: Command, allowed: readonly number[]): Promise<number> {
  const [file, ...args] = command
  const env = { ...process.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' }
  const began = performance.now()
  const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString()
  })
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (!allowed.includes(code ?? -1)) throw new Error(`${command.join(' ')} ended with ${code}: ${said.slice(0, 1_000)}`)
  return performance.now() - began
}

function ours(folder: string, url: string): Contestant {
  const sources = addresses(url).map((address, i) => `  - { id: page-${i}, kind: learn-page, url: '${address}' }`)
  const config = join(folder, 'endpoint-drift.yaml')
  writeFileSync(config, ['data: data', 'snapshots: { path: snapshots }', 'sources:', ...sources, ''].join('\n'))
  const command: Command = [process.execPath, join(root, 'bin/endpoint-drift.js'), 'check', '--config', config]
  return { name: 'endpoint-drift', command, milliseconds: [] }
}

async function peer(folder: string, url: string): Promise<Contestant> {
  const installed = await timed(['urlwatch', '--version'], [0]).catch(() => null)
  if (installed === null) return bare(folder, url)
  const urls = addresses(url).map((address, i) => `name: page ${i}\nurl: ${address}\n`)
  writeFileSync(join(folder, 'urls.yaml'), urls.join('---\n'))
  writeFileSync(join(folder, 'urlwatch.yaml'), 'report:\n  stdout:\n    enabled: true\n')
  const place = (name: string): string => join(folder, name)
  const files = ['--urls', place('urls.yaml'), '--config', place('urlwatch.yaml'), '--hooks', place('hooks.py')]
  return { name: 'urlwatch', command: ['urlwatch', ...files, '--cache', place('cache.db')], milliseconds: [] }
}

/** The least that asking can cost: one connection, one request after the other, no condition, nothing kept. */
function bare(folder: string, url: string): Contestant {
  const script = join(folder, 'bare.mjs')
  const undici = join(root, 'node_modules/undici/index.js')
  const lines = [
    `import { Client } from ${JSON.stringify(undici)}`,
    `const client = new Client(${JSON.stringify(url)})`,
    `for (let i = 0; i < ${count}; i++)`,
    '  await (await client.request({ path: "/page-" + i + ".md", method: "GET" })).body.bytes()',
    'await client.close()',
  ]
  writeFileSync(script, lines.join('\n'))
  return { name: 'bare requests', command: [process.execPath, script], milliseconds: [] }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

/** The first run of each makes what the others compare with; then they take turns, so that a busy machine is busy for both. */
async function contest(folder: string, validators: boolean): Promise<boolean> {
  const { server, url, asked } = await site(validators)
  const both = [ours(folder, url), await peer(folder, url)]
  try {
    for (const { command } of both) await timed(command, [0])
    for (let round = 0; round < rounds; round++) {
      for (const { name, command, milliseconds } of both) {
        const before = asked()
        milliseconds.push(await timed(command, [0]))
        if (asked() - before !== count) throw new Error(`${name} made ${asked() - before} requests instead of ${count}`)
      }
    }
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return judge(validators ? 'ETag and 304' : 'the same bytes, 200', both)
}

function judge(title: string, both: readonly Contestant[]): boolean {
  const [mine = Number.NaN, other = Number.NaN] = both.map(({ milliseconds }) => median(milliseconds))
  const shown = both.map(({ name, milliseconds }) => {
    const [least, most] = [Math.min(...milliseconds), Math.max(...milliseconds)].map(Math.round)
    return `${name} ${Math.round(median(milliseconds))} ms (${least}-${most})`
  })
  console.log(`${count} unchanged sources, ${title}: ${shown.join(', ')}; ratio ${(mine / other).toFixed(2)}`)
  return both[1]?.name !== 'urlwatch' || mine <= other
}

const folder = mkdtempSync(join(tmpdir(), 'drift-bench-'))
try {
  const held: boolean[] = []
  for (const validators of [true, false]) {
    const place = join(folder, String(validators))
    mkdirSync(place)
    held.push(await contest(place, validators))
  }
  process.exitCode = held.every(Boolean) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
