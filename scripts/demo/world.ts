import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configText, type SourceText } from './config.ts'
import { openReceivers, type Receivers } from './receivers.ts'
import { openSite, type Site } from './site.ts'

const program = fileURLToPath(new URL('../../bin/endpoint-drift.js', import.meta.url))

export type Ran = { readonly code: number | null; readonly stdout: string; readonly output: string }

/** One installation of the program in a folder of its own, and the servers around it. */
export type World = Omit<Receivers, 'close'> & {
  readonly folder: string
  readonly config: string
  readonly snapshots: string
  readonly site: Site
  /** Runs the program as a person would in that folder: `output` is what a terminal would show. */
  readonly run: (args: readonly string[]) => Promise<Ran>
  readonly git: (args: readonly string[]) => Promise<Ran>
  readonly commits: () => Promise<number>
  readonly close: () => Promise<void>
}

/** @param signal ends a program that is running */
export async function openWorld(
  folder: string,
  sources: (base: string) => readonly SourceText[],
  signal: AbortSignal,
): Promise<World> {
  mkdirSync(folder, { recursive: true })
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const site = await openSite()
  const { close, ...receivers } = await openReceivers(folder, secret)
  const { smtpPort, hookUrl } = receivers
  const config = join(folder, 'config.yaml')
  const snapshots = join(folder, 'snapshots')
  writeFileSync(config, configText({ sources: sources(site.base), smtpPort, hookUrl, secret }))
  const git = (args: readonly string[]): Promise<Ran> =>
    runProcess('git', ['-C', snapshots, '--no-pager', '-c', 'color.ui=never', ...args], folder, signal)
  return {
    ...receivers,
    ...{ folder, config, snapshots, site, git },
    run: (args) => runProcess(process.execPath, [program, ...args], folder, signal),
    commits: async () => {
      const { code, stdout } = await git(['rev-list', '--count', 'HEAD'])
      return code === 0 ? Number(stdout) : 0
    },
    close: async () => {
      await Promise.all([site.close(), close()])
    },
  }
}

function runProcess(file: string, args: readonly string[], cwd: string, signal: AbortSignal): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, signal, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, output }))
  })
}

/** Whatever points elsewhere is left out: a proxy, another configuration, a git that works on another repository. */
function environment(): NodeJS.ProcessEnv {
  const elsewhere = /^(https?_proxy|no_proxy|all_proxy|git_.*|endpoint_drift_.*|node_options)$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !elsewhere.test(name)))
}
