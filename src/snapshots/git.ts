import { spawn } from 'node:child_process'
import { devNull } from 'node:os'

/** One call of the git binary. `dir` is given with `-C`, so that a missing folder is git's message and not "git not found". */
export type GitCall = {
  readonly dir: string
  readonly args: readonly string[]
  readonly input?: string
  /** Milliseconds; after it the whole process group is ended. */
  readonly timeout?: number
  readonly env?: Readonly<Record<string, string>>
  /** Told the process id as soon as there is one. */
  readonly started?: (pid: number) => void
}

export type GitAnswer =
  | { readonly kind: 'done'; readonly code: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'timeout'; readonly after: number }

export const gitTimeout = 60_000

/**
 * A plain commit calls fsync not once, and collects garbage in the background whenever it likes: both are turned off here, as are
 * hooks, signing and everything else by which a person's own configuration would change what is committed.
 */
const settings = [
  'core.fsync=all',
  'gc.auto=0',
  'maintenance.auto=false',
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.autocrlf=false',
  'core.safecrlf=false',
  'core.quotePath=false',
  'core.abbrev=no',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'log.showSignature=false',
  'color.ui=false',
  'advice.addIgnoredFile=false',
  'push.followTags=false',
].flatMap((setting) => ['-c', setting])

/** How git reaches a remote and which files configure it: these are for the operator to set. The rest of GIT_* would redirect us. */
const kept =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_CA\w*|PROXY_\w+|EXEC_PATH|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))$/

/** The environment for git: no foreign repository, index or author, no prompt, messages in English. */
export function gitEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && (!name.startsWith('GIT_') || kept.test(name))) clean[name] = value
  return { ...clean, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_EDITOR: 'false' }
}

/**
 * Runs git to its end and says how it ended; never throws. Git gets a process group of its own: a Ctrl-C meant for us does not
 * cut a commit short, no terminal is there to prompt on, and a time-out ends its children (ssh, remote helpers) with it.
 */
export function git(call: GitCall): Promise<GitAnswer> {
  const child = spawn('git', ['--no-pager', '-C', call.dir, ...settings, ...call.args], {
    env: { ...gitEnvironment(process.env), ...call.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const { promise, resolve } = Promise.withResolvers<GitAnswer>()
  if (child.pid !== undefined) call.started?.(child.pid)
  const after = call.timeout ?? gitTimeout
  let late = false
  const clock = setTimeout(() => {
    late = true
    endGroup(child.pid)
  }, after)
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => stdout.push(piece))
  child.stderr.on('data', (piece: Buffer) => stderr.push(piece))
  child.stdin.on('error', () => {}) // git that ends early closes the pipe: its exit code says why
  child.on('error', () => {
    clearTimeout(clock)
    resolve({ kind: 'missing' })
  })
  child.on('close', (code) => {
    clearTimeout(clock)
    if (late) resolve({ kind: 'timeout', after })
    else
      resolve({
        kind: 'done',
        code: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      })
  })
  child.stdin.end(call.input ?? '')
  return promise
}

/** First politely, so that git removes its lock files; what does not listen is killed. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  signal(pid, 'SIGTERM')
  setTimeout(() => signal(pid, 'SIGKILL'), 2_000).unref()
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name)
  } catch {
    // already gone
  }
}
