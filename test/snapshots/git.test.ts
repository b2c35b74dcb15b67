import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitFault, withoutCredentials } from '../../src/snapshots/faults.ts'
import { git, gitEnvironment } from '../../src/snapshots/git.ts'
import { openSnapshots } from '../../src/snapshots/snapshots.ts'
import { folder, get, put, scene } from './scene.ts'

test('of the environment git gets what reaches a remote, and nothing that names another repository, index or person', () => {
  const env = gitEnvironment({
    PATH: '/bin',
    HOME: '/home/x',
    GIT_DIR: '/x',
    GIT_INDEX_FILE: '/x',
    GIT_WORK_TREE: '/x',
    GIT_OBJECT_DIRECTORY: '/x',
    GIT_AUTHOR_NAME: 'x',
    GIT_CONFIG_PARAMETERS: 'x',
    GIT_TRACE: '1',
    GIT_SSL_NO_VERIFY: '1',
    GIT_SSH_COMMAND: 'ssh -i key',
    GIT_ASKPASS: '/ask',
    GIT_SSL_CAINFO: '/ca.pem',
    GIT_CONFIG_COUNT: '0',
  })
  expect(Object.keys(env).sort()).toEqual(
    ['PATH', 'HOME', 'LC_ALL', 'GIT_TERMINAL_PROMPT', 'GIT_OPTIONAL_LOCKS', 'GIT_EDITOR']
      .concat(['GIT_SSH_COMMAND', 'GIT_ASKPASS', 'GIT_SSL_CAINFO', 'GIT_CONFIG_COUNT'])
      .sort(),
  )
  expect(env.GIT_TERMINAL_PROMPT).toBe('0')
})

/** A `git` of our own on the PATH while `work` runs. */
async function withGit<T>(script: string, work: () => Promise<T>): Promise<T> {
  const bin = folder('bin')
  put(bin, 'git', `#!/bin/sh\n${script}\n`, 0o755)
  const path = process.env.PATH
  process.env.PATH = `${bin}:${path}`
  try {
    return await work()
  } finally {
    process.env.PATH = path
  }
}

test('git that does not end is ended with its children when its time is over', async () => {
  const dir = folder()
  const call = (): ReturnType<typeof git> => git({ dir, args: ['status'], timeout: 200 })
  const answer = await withGit(`(sleep 30; touch '${dir}/survived') & wait`, call)
  expect(answer).toEqual({ kind: 'timeout', after: 200 })
  expect(existsSync(join(dir, 'survived'))).toBe(false)
  expect(gitFault({ kind: 'timeout', after: 200 }, dir, 'commit')).toMatchObject({ code: 'git-timeout', place: dir })
})

test('every object of a commit is asked to be forced to the disk, and no garbage is collected behind our back', async () => {
  const { top, options } = await scene()
  await withGit(`echo "$@" >> '${top}/.git/calls'; exec '${realGit()}' "$@"`, async () => {
    const snapshots = await openSnapshots(options)
    await snapshots.commit('intune', { 'endpoints.json': '[]\n' }, { summary: 'x' })
  })
  const commits = get(top, '.git/calls')
    .split('\n')
    .filter((line) => / commit | add /.test(line))
  expect(commits).toHaveLength(2)
  for (const line of commits)
    for (const setting of ['core.fsync=all', 'gc.auto=0', 'maintenance.auto=false']) expect(line).toContain(setting)
})

function realGit(): string {
  const found = (process.env.PATH ?? '').split(':').find((dir) => existsSync(join(dir, 'git')))
  return join(found ?? '/usr/bin', 'git')
}

test.each([
  ['https://user:token@example.org/x.git', 'https://example.org/x.git'],
  [
    "fatal: unable to access 'https://ghp_abc@github.com/x/': 403",
    "fatal: unable to access 'https://github.com/x/': 403",
  ],
  ['ssh://git@example.org:22/x and http://a:b%40c@d/e', 'ssh://example.org:22/x and http://d/e'],
  ['git@example.org:x.git', 'git@example.org:x.git'],
  ['a@b.example wrote https://example.org/@x', 'a@b.example wrote https://example.org/@x'],
])('%s is printed as %s', (said, printed) => {
  expect(withoutCredentials(said)).toBe(printed)
})

test.each([
  ["fatal: Unable to create '/x/.git/index.lock': File exists.", 'git-locked'],
  ["fatal: cannot lock ref 'HEAD': is at 1 but expected 2", 'git-locked'],
  ['error: insufficient permission for adding an object to repository database .git/objects', 'snapshots-not-writable'],
  ['fatal: write error: No space left on device', 'disk-full'],
  ['error: gpg failed to sign the data', 'git-signing'],
  ["fatal: detected dubious ownership in repository at '/x'", 'git-ownership'],
  ['fatal: something new', 'git-failed'],
])('%s means %s', (stderr, code) => {
  const fault = gitFault({ kind: 'done', code: 128, stderr }, '/x', 'commit')
  expect(fault.code).toBe(code)
  expect(fault.next.length).toBeGreaterThan(20)
})
