import type { Fault } from '../core/model.ts'
import { gitFault, withoutCredentials } from './faults.ts'
import { git } from './git.ts'
import type { Repository } from './repository.ts'

export type PushTarget = {
  /** Name of a remote, or its URL. */
  readonly remote: string
  readonly branch: string
}

const pushTimeout = 120_000

/** See `Snapshots.push`. */
export async function push(repository: Repository, target: PushTarget, timeout = pushTimeout): Promise<Fault | null> {
  const slow = ['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=60', '-c', 'push.gpgSign=false']
  const ref = `HEAD:refs/heads/${target.branch}`
  const args = [...slow, 'push', '--no-verify', '--porcelain', '--end-of-options', target.remote, ref]
  const answer = await git({ dir: repository.path, args, timeout })
  if (answer.kind === 'done' && answer.code === 0) return null
  const fault = gitFault(answer, repository.path, 'push')
  if (answer.kind === 'missing') return fault
  const place = `${repository.path} -> ${withoutCredentials(target.remote)} ${target.branch}`
  if (answer.kind === 'timeout')
    return {
      code: 'push-failed',
      place,
      why: `the push was not done after ${answer.after / 1000} s and was ended`,
      next: 'see whether the remote can be reached from here; commits are kept and pushed with the next try',
    }
  const said = withoutCredentials(`${answer.stderr}\n${answer.stdout.toString()}`)
  const rule = rules.find(({ sign }) => sign.test(said))
  return {
    code: rule?.code ?? 'push-failed',
    place,
    why: rule ? `${rule.why}: ${lastWords(said)}` : lastWords(said),
    next:
      rule?.next(repository.path, target.branch) ?? 'try it by hand with "git push" in that folder; commits are kept',
  }
}

type Rule = {
  readonly sign: RegExp
  readonly code: string
  readonly why: string
  readonly next: (dir: string, branch: string) => string
}

const rules: readonly Rule[] = [
  {
    sign: /\(fetch first\)|\(non-fast-forward\)/,
    code: 'push-behind',
    why: 'the remote has commits that are not here',
    next: (dir, branch) => `merge them: git -C '${dir}' pull --no-rebase REMOTE ${branch}; the next try pushes both`,
  },
  {
    sign: /\[remote rejected\]|\(pre-receive hook declined\)|protected branch/i,
    code: 'push-refused',
    why: 'the remote does not take the commits',
    next: () => 'see why it refuses (protected branch, hook, quota), or name another branch under snapshots.push',
  },
  {
    sign: /Authentication failed|could not read Username|Permission denied|HTTP 40[13]|403|Host key verification failed/i,
    code: 'push-not-allowed',
    why: 'the remote does not let us in',
    next: () =>
      'give git credentials that need no prompt (deploy key with its known_hosts, credential helper, GIT_ASKPASS) and the right to push',
  },
  {
    sign: /does not appear to be a git repository|No such remote|Repository not found|does not exist|strange pathname/i,
    code: 'push-no-remote',
    why: 'there is no such remote',
    next: (dir) => `add it (git -C '${dir}' remote add NAME URL) or correct snapshots.push.remote`,
  },
  {
    sign: /src refspec HEAD does not match any/,
    code: 'push-nothing',
    why: 'there is no commit to push yet',
    next: () => 'wait for the first commit',
  },
]

function lastWords(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line !== '' && !/^(hint:|Done$|To )/.test(line))
    .slice(0, 3)
    .join(' ')
    .slice(0, 400)
}
