import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newWorld, page, type World } from '../e2e/world.ts'
import { long } from '../long.ts'

let world: World
beforeEach(async () => {
  world = await newWorld()
  world.configure({
    sources: [
      {
        id: 'desktop',
        kind: 'learn-page',
        title: 'Cloud desktop',
        page: 'https://learn.example.com/d',
        url: `${world.base}/desktop.md`,
      },
    ],
    subscriptions: [{ name: 'robot', channel: 'hook', to: world.hookUrl }],
  })
})
afterEach(() => world.close())

const hosts = ['b.skyhost.net', 'c.skyhost.net', 'd.skyhost.net']
const version = (n: number) => page([...hosts.slice(0, 1), `n${n}.skyhost.net`, ...hosts.slice(1)])

const whens = ['before', 'after'] as const

/** A `git` before the real one: the call with this number kills the program that made it, before or after doing its work. */
function gitThatKills(): {
  readonly env: (call: number, when: 'before' | 'after') => Record<string, string>
  readonly calls: () => number
} {
  const bin = join(world.dir, 'bin')
  const tickets = join(world.dir, 'tickets')
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim()
  mkdirSync(bin)
  writeFileSync(
    join(bin, 'git'),
    `#!/bin/sh
n=1; while ! mkdir "${tickets}/$n" 2>/dev/null; do n=$((n + 1)); done
if [ "$n" = "$KILL_AT" ] && [ "$KILL_WHEN" = before ]; then kill -9 $PPID; fi
"${real}" "$@"; code=$?
if [ "$n" = "$KILL_AT" ] && [ "$KILL_WHEN" = after ]; then kill -9 $PPID; fi
exit $code
`,
  )
  chmodSync(join(bin, 'git'), 0o755)
  return {
    env: (call, when) => {
      rmSync(tickets, { recursive: true, force: true })
      mkdirSync(tickets)
      return { PATH: `${bin}:${process.env.PATH}`, KILL_AT: String(call), KILL_WHEN: when }
    },
    calls: () => readdirSync(tickets).length,
  }
}

/** What the receiver was told, repeats of one id counted once, in the order of the first telling. */
function told(): string[] {
  const byId = new Map(world.hooks.map(({ id, body }) => [id, body.data]))
  return [...byId.values()].map((data) => `+${data.added} -${data.removed}`)
}
const steps = (count: number) => Array.from({ length: count }, (_, i) => `+n${i + 1}.skyhost.net -n${i}.skyhost.net`)

describe('the program is killed (SIGKILL) and started again', () => {
  test('at calls of git, before and after them: each change is told, none twice under two ids, and git is whole', async () => {
    const git = gitThatKills()
    world.pages.set('/desktop.md', version(0))
    await world.cli(['check'])
    world.pages.set('/desktop.md', version(1))
    await world.cli(['check'], git.env(0, 'before'))
    const calls = git.calls()
    expect(calls).toBeGreaterThan(5)
    let changes = 1
    let kills = 0
    // A plain run takes every other call, in turn before and after it.
    for (let call = 1; call <= calls; call += long ? 1 : 2)
      for (const when of long ? whens : [whens[(call >> 1) % 2] ?? 'after']) {
        changes += 1
        world.pages.set('/desktop.md', version(changes))
        const killed = await world.cli(['check'], git.env(call, when))
        if (killed.code === -1) kills += 1
        await world.cli(['check'])
      }
    expect(kills).toBeGreaterThan(calls / 3)
    expect(told()).toEqual(steps(changes))
    expect(world.hooks.length - changes).toBeLessThanOrEqual(kills)
    expect(await world.git('rev-list', '--count', 'HEAD')).toBe(String(changes + 1))
    expect(await world.git('status', '--porcelain')).toBe('')
    await world.git('fsck', '--strict')
  }, 180_000)

  test('while the page is fetched, while the receiver has the message, and just after it answered', async () => {
    world.pages.set('/desktop.md', version(0))
    await world.cli(['check'])
    world.pages.set('/desktop.md', version(1))
    const child = world.start(['check'])
    const ended = new Promise((resolve) => child.once('exit', resolve))
    world.pages.set('/desktop.md', () => child.kill('SIGKILL'))
    await ended

    for (const n of [1, 2, 3]) {
      world.pages.set('/desktop.md', version(n))
      const victim = world.start(['check'])
      const over = new Promise((resolve) => victim.once('exit', resolve))
      world.onHook = n === 2 ? () => setImmediate(() => victim.kill('SIGKILL')) : () => victim.kill('SIGKILL')
      await over
      world.onHook = null
      await world.cli(['check'])
    }
    expect(told()).toEqual(steps(3))
    expect(world.hooks.length).toBeLessThanOrEqual(6)
  })
})
