import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { serve } from '../sources/http-server.ts'
import { type Ended, root, run } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'drift-quiet-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const page = '# Endpoints\n\n| Address | Port |\n| --- | --- |\n| `*.windows.net` | 443 |\n'

/** A git that writes down what it is asked before it does it. */
function gitThatCounts(place: string, calls: string): string {
  const bin = join(place, 'bin')
  const real = (process.env.PATH ?? '').split(delimiter).map((one) => join(one, 'git'))
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$@" >> '${calls}'\nexec '${real.find(existsSync)}' "$@"\n`)
  chmodSync(join(bin, 'git'), 0o755)
  return `${bin}${delimiter}${process.env.PATH}`
}

/** Everything that loads more when there is something to tell: channels of both kinds, a subscription, an operator. */
function configuration(url: string): string {
  const sources = Array.from({ length: 5 }, (_, i) => `  - { id: page-${i}, kind: learn-page, url: '${url}/${i}.md' }`)
  return `
data: data
snapshots: { path: snapshots }
sources:
${sources.join('\n')}
channels:
  mail: { kind: email, from: drift@example.org, host: 127.0.0.1, port: 9, security: none }
  hook: { kind: webhook, secret: whsec_${Buffer.alloc(32, 1).toString('base64')} }
subscriptions:
  - { name: team, channel: mail, to: team@example.org }
  - { name: robot, channel: hook, to: 'https://hooks.example.org/' }
operator: { channel: mail, to: ops@example.org }
`
}

/** What is for readings that changed, and for what is owed. */
const changeOnly = /reader-thread|src\/reading\/(index|page|table)|src\/worker\/(check-source|deliver)\.ts/

type Seen = Ended & {
  readonly packages: readonly string[]
  readonly own: readonly string[]
  readonly git: readonly string[]
}

async function check(place: string): Promise<Seen> {
  const [calls, loaded] = [join(place, 'calls'), join(place, 'loaded')]
  for (const file of [calls, loaded]) rmSync(file, { force: true })
  const args = ['--import', join(import.meta.dirname, 'preload.ts'), join(root, 'bin/endpoint-drift.js'), 'check']
  const env = { PATH: gitThatCounts(place, calls), LOADED: loaded }
  const ended = await run(process.execPath, [...args, '--config', join(place, 'endpoint-drift.yaml')], { env })
  const modules = readFileSync(loaded, 'utf8').split('\n')
  const packages = modules.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  const own = modules.flatMap((url) => /\/(src\/.*)$/.exec(url)?.[1] ?? [])
  const git = existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []
  return { ...ended, packages: [...new Set(packages)].sort(), own, git }
}

test.skipIf(process.platform === 'win32').each([
  { title: 'answers 304', etag: '"one"' },
  { title: 'sends the same bytes again', etag: null },
])(
  'Where each page $title, no parser, mailer, scheduler or logger is loaded and nothing is committed.',
  async ({ etag }) => {
    const site = await serve((request, response) => {
      if (etag !== null) response.setHeader('etag', etag)
      if (etag !== null && request.headers['if-none-match'] === etag) response.writeHead(304).end()
      else response.end(page)
    })
    const place = mkdtempSync(join(folder, 'run-'))
    writeFileSync(join(place, 'endpoint-drift.yaml'), configuration(site.url))

    const first = await check(place)
    expect(first, first.stderr).toMatchObject({ code: 0, stdout: '' })
    // The parser runs in a thread of its own, which this starts.
    expect(first.own).toContain('src/sources/reader-thread/reader-thread.ts')
    expect(first.own).toContain('src/worker/check-source.ts')
    expect(first.git.filter((call) => call.includes(' commit ')).length).toBe(5)

    const quiet = await check(place)
    await site.close()
    expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(site.seen.length).toBe(10)
    // ipaddr.js is small, and the web service's answers are checked with it.
    expect(quiet.packages.filter((name) => name !== 'ipaddr.js')).toEqual(['commander', 'undici', 'yaml', 'zod'])
    expect(quiet.own.filter((name) => changeOnly.test(name))).toEqual([])
    expect(quiet.git.map((call) => / -c \S+ (?!-)(\S+)/.exec(call)?.[1])).toEqual(['rev-parse', 'rev-parse'])
  },
)
