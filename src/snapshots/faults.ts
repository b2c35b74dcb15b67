import type { Fault } from '../core/model.ts'
import type { GitAnswer } from './git.ts'

/** Thrown where a repository that was opened has become unusable since: carries what to tell the operator. */
export class SnapshotError extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(`${fault.place}: ${fault.why}`)
    this.fault = fault
  }
}

export type Failed = Exclude<GitAnswer, { kind: 'done' }> | { readonly kind: 'done'; code: number; stderr: string }

/** `https://user:token@host` -> `https://host`: remotes are printed without credentials, and so is what git says about them. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi, '$1')
}

type Rule = { readonly sign: RegExp; readonly code: string; readonly next: (dir: string) => string }

const rules: readonly Rule[] = [
  {
    sign: /dubious ownership/,
    code: 'git-ownership',
    next: (dir) =>
      `make the folder belong to the user who runs this (chown -R), or, if you trust it: git config --global --add safe.directory '${dir}'`,
  },
  {
    sign: /\.lock'?: File exists|cannot lock ref|could not lock/i,
    code: 'git-locked',
    next: (dir) => `make sure that no other git works in ${dir}, then delete the lock file that the message names`,
  },
  {
    sign: /Permission denied|Read-only file system|insufficient permission/i,
    code: 'snapshots-not-writable',
    next: (dir) => `let the user who runs this write to ${dir}, or name another folder under snapshots.path`,
  },
  {
    sign: /No space left|Disk quota exceeded/i,
    code: 'disk-full',
    next: (dir) => `free some space on the disk that holds ${dir}; the next run commits again`,
  },
  {
    sign: /gpg failed|failed to sign|error: Couldn't (load|get) .*key/i,
    code: 'git-signing',
    next: () => 'make the signing key usable without a prompt, or set snapshots.sign to false',
  },
]

/** What a git call that did not succeed means for a person. */
export function gitFault(answer: Failed, dir: string, doing: string): Fault {
  if (answer.kind === 'missing') return gitMissing(dir)
  if (answer.kind === 'timeout')
    return {
      code: 'git-timeout',
      place: dir,
      why: `git took longer than ${answer.after / 1000} s to ${doing} and was ended`,
      next: 'look whether the disk is slow or full and whether git works there by hand; the next run tries again',
    }
  const said = withoutCredentials(answer.stderr.trim())
  const rule = rules.find(({ sign }) => sign.test(said))
  return {
    code: rule?.code ?? 'git-failed',
    place: dir,
    why: `git could not ${doing}: ${firstLines(said) || `exit code ${answer.code}`}`,
    next: rule?.next(dir) ?? `run "git -C '${dir}' status" and put right what it reports; the next run tries again`,
  }
}

export function gitMissing(dir: string): Fault {
  return {
    code: 'git-missing',
    place: dir,
    why: 'the program git was not found, and snapshots are kept with it',
    next: 'install git (apt-get install git, apk add git, brew install git) or add its folder to PATH',
  }
}

function firstLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'))
  return lines.slice(0, 3).join(' ').slice(0, 400)
}
