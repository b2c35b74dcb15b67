import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newWorld, page, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await newWorld()
})
afterEach(() => world.close())

const hosts = ['a.skyhost.net', 'b.skyhost.net', 'c.skyhost.net', 'd.skyhost.net', 'e.skyhost.net']

function watchOnePage(more: object = {}): void {
  world.configure({
    sources: [
      {
        id: 'desktop',
        kind: 'learn-page',
        title: 'Cloud desktop',
        page: 'https://learn.example.com/desktop',
        url: `${world.base}/desktop.md`,
      },
    ],
    subscriptions: [
      { name: 'team', channel: 'mail', to: 'team@example.org' },
      { name: 'robot', channel: 'hook', to: world.hookUrl },
    ],
    operator: [{ channel: 'mail', to: 'ops@example.org' }],
    ...more,
  })
}

const to = (address: string) => world.mails.filter((mail) => mail.to?.some((one) => one.address === address))
/** Resolves when the program has said something; rejects with its words when it ends before. */
function saying(child: ChildProcess, words: string): Promise<void> {
  let heard = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        heard += String(text)
        if (heard.includes(words)) resolve()
      })
    child.once('exit', () => reject(new Error(heard)))
  })
}

/** Mail programs make links of hosts unless a mail keeps them from it: that is markup, not text. */
const plain = (html: string | undefined) => html?.replace(/<wbr>|&#8203;|&zwnj;|<\/?span[^>]*>|\u200b/g, '')
const told = () => world.hooks.map(({ body }) => [body.data.added, body.data.removed])

test('the first reading tells nobody; a change is told once to each subscriber, and committed with its list', async () => {
  watchOnePage()
  world.pages.set('/desktop.md', page(hosts))
  expect(await world.cli(['check'])).toMatchObject({ code: 0 })
  expect([world.mails, world.hooks]).toEqual([[], []])

  world.pages.set('/desktop.md', page([...hosts.slice(1), 'new.skyhost.net']))
  const changed = await world.cli(['check'])
  expect(changed.code).toBe(2)
  expect(changed.stderr).toContain('+ new.skyhost.net  (Session hosts, TCP 443, line 18)')
  expect(told()).toEqual([[['new.skyhost.net'], ['a.skyhost.net']]])
  expect(to('team@example.org').map((mail) => mail.subject)).toEqual([expect.stringContaining('1 added, 1 removed')])
  expect(to('team@example.org')[0]?.text).toContain('new.skyhost.net')
  expect(plain(to('team@example.org')[0]?.html)).toContain('a.skyhost.net')
  expect(await world.git('log', '-1', '--format=%s%n%b')).toMatch(
    /^desktop: 1 added, 1 removed\n\+ new\.skyhost\.net .*line 18\)\n- a\.skyhost\.net/,
  )

  expect(await world.cli(['check'])).toMatchObject({ code: 0 })
  expect(world.hooks).toHaveLength(1)
  expect(to('ops@example.org')).toEqual([])
})

test('wording, order, escapes and ticks are committed by nobody and told to nobody', async () => {
  watchOnePage()
  world.pages.set('/desktop.md', page(hosts))
  await world.cli(['check'])
  world.pages.set('/desktop.md', page([...hosts].reverse(), 'Please allow **these** endpoints.').replaceAll('`', ''))
  expect(await world.cli(['check'])).toMatchObject({ code: 0 })
  expect(world.hooks).toEqual([])
  expect(await world.git('rev-list', '--count', 'HEAD')).toBe('1')
})

test('what is not the page is a fault: the operator hears of it once and of its end, subscribers never', async () => {
  watchOnePage()
  world.pages.set('/desktop.md', page(hosts))
  await world.cli(['check'])
  const bad: [string, string][] = [
    ['an error page', '<!doctype html><html><body>Something went wrong</body></html>'],
    ['nothing', ''],
    ['binary', 'PK\u0003\u0004\0\0\0'],
  ]
  for (const [, body] of bad) {
    world.pages.set('/desktop.md', body)
    expect((await world.cli(['check'])).code).toBe(1)
    expect((await world.cli(['check'])).code).toBe(1)
  }
  world.pages.delete('/desktop.md')
  expect((await world.cli(['check'])).stderr).toContain('answered 404')
  expect(to('ops@example.org')).toHaveLength(4)
  world.pages.set('/desktop.md', page(hosts))
  expect((await world.cli(['check'])).code).toBe(0)
  expect(to('ops@example.org')).toHaveLength(5)
  expect([world.hooks, to('team@example.org')]).toEqual([[], []])
  expect(await world.git('rev-list', '--count', 'HEAD')).toBe('1')
})

test('a page that lost most of its list is held with its body as evidence until it is accepted', async () => {
  watchOnePage()
  world.pages.set('/desktop.md', page(hosts))
  await world.cli(['check'])
  world.pages.set('/desktop.md', page(hosts.slice(3)))
  const held = await world.cli(['check'])
  expect(held.code).toBe(1)
  expect(held.stderr).toContain('3 of 5 endpoints are gone')
  await world.cli(['check'])
  expect([world.hooks.length, to('ops@example.org').length]).toEqual([0, 1])

  const accepted = await world.cli(['accept', 'desktop'])
  expect(accepted.stdout).toContain('3 removed')
  expect(told()).toEqual([[[], ['a.skyhost.net', 'b.skyhost.net', 'c.skyhost.net']]])
  expect(to('ops@example.org')).toHaveLength(2)
  expect((await world.cli(['accept', 'desktop'])).stderr).toContain('nothing to accept')
})

test('a held page that comes back as it was ends the trouble and tells no change', async () => {
  watchOnePage()
  world.pages.set('/desktop.md', page(hosts))
  await world.cli(['check'])
  world.pages.set('/desktop.md', page(hosts.slice(4)))
  await world.cli(['check'])
  world.pages.set('/desktop.md', page(hosts))
  expect((await world.cli(['check'])).code).toBe(0)
  expect([world.hooks.length, to('ops@example.org').length]).toEqual([0, 2])
})

test('a change taken back is two changes, both told under different ids', async () => {
  watchOnePage()
  for (const list of [hosts, ['x.skyhost.net', ...hosts], hosts, ['x.skyhost.net', ...hosts]]) {
    world.pages.set('/desktop.md', page(list))
    await world.cli(['check'])
  }
  expect(told()).toEqual([
    [['x.skyhost.net'], []],
    [[], ['x.skyhost.net']],
    [['x.skyhost.net'], []],
  ])
  expect(new Set(world.hooks.map(({ id }) => id)).size).toBe(3)
})

test('a snapshot that a person edits and commits is told like any other change', async () => {
  watchOnePage()
  world.pages.set('/desktop.md', page(hosts))
  await world.cli(['check'])
  const file = join(world.dir, 'snapshots/desktop/endpoints.json')
  const text = await world.git('show', 'HEAD:desktop/endpoints.json')
  writeFileSync(
    file,
    `${text
      .split('\n')
      .filter((line) => !line.includes('c.skyhost.net'))
      .join('\n')}\n`,
  )
  await world.git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '-qam', 'c is ours alone')
  expect((await world.cli(['check'])).code).toBe(2)
  expect(told()[0]).toEqual([[], ['c.skyhost.net']])
})

test('a mail server that is away delays nothing else and loses nothing', async () => {
  watchOnePage({
    channels: {
      away: { kind: 'email', from: 'Drift <drift@example.org>', host: '127.0.0.1', port: 1, security: 'none' },
      hook: {
        kind: 'webhook',
        secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        allowHttp: true,
        allowNetworks: ['127.0.0.0/8'],
      },
    },
    subscriptions: [
      { name: 'team', channel: 'away', to: 'team@example.org' },
      { name: 'robot', channel: 'hook', to: world.hookUrl },
    ],
    operator: [],
  })
  world.pages.set('/desktop.md', page(hosts))
  await world.cli(['check'])
  world.pages.set('/desktop.md', page([...hosts, 'x.skyhost.net']))
  expect((await world.cli(['check'])).stderr).toContain('tried again later')
  expect(told()).toEqual([[['x.skyhost.net'], []]])
  const due = (await world.cli(['deliveries', '--state', 'due', '--json'])).stdout
  expect(JSON.parse(due)).toMatchObject({ subscription: 'team', attempts: 1, channel: 'away' })
})

test('who left gets nothing more, and what is owed goes to the address of today', async () => {
  const subscribed = (...names: readonly string[]) => ({
    channels: {
      hook: {
        kind: 'webhook',
        secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        allowHttp: true,
        allowNetworks: ['127.0.0.0/8'],
      },
    },
    subscriptions: names.map((name) => ({ name, channel: 'hook', to: `${world.base}/hook-of-${name}` })),
    operator: [],
  })
  const away = (...names: readonly string[]) => {
    const { subscriptions, ...rest } = subscribed(...names)
    return { ...rest, subscriptions: subscriptions.map((one) => ({ ...one, to: 'http://127.0.0.1:1/away' })) }
  }
  watchOnePage(away('stays', 'leaves'))
  world.pages.set('/desktop.md', page(hosts))
  await world.cli(['check'])
  world.pages.set('/desktop.md', page([...hosts, 'x.skyhost.net']))
  await world.cli(['check'])
  watchOnePage(subscribed('stays'))
  await world.cli(['deliveries', 'retry', '--all'])
  const due = (await world.cli(['deliveries', '--state', 'due', '--json'])).stdout
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row))
  await world.cli(['deliveries', 'retry', ...due.map(({ id }) => id)])
  await world.cli(['check'])
  expect(world.posts).toEqual(['/hook-of-stays'])
  expect((await world.cli(['deliveries', '--subscription', 'leaves'])).stdout).toContain('no longer subscribed')
})

test('commits are pushed; a push that fails is told, delays nothing, and is made up for', async () => {
  const remote = join(world.dir, 'remote.git')
  watchOnePage({ snapshots: { path: './snapshots', push: { remote, branch: 'main' } } })
  world.pages.set('/desktop.md', page(hosts))
  expect((await world.cli(['check'])).code).toBe(0)
  expect(to('ops@example.org').map((mail) => mail.text)).toEqual([expect.stringContaining('remote.git')])
  await world.git('init', '--quiet', '--bare', remote)
  expect((await world.cli(['check'])).code).toBe(0)
  expect(await world.git('ls-remote', remote, 'main')).toContain(await world.git('rev-parse', 'HEAD'))
  expect(to('ops@example.org')).toHaveLength(2)
})

test('the worker checks on its schedule and tells without being asked', async () => {
  watchOnePage({ schedule: '* * * * * *', jitter: '0s' })
  world.pages.set('/desktop.md', page(hosts))
  const worker = world.start(['run'])
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  await saying(worker, '"checked"')
  world.pages.set('/desktop.md', page(['x.skyhost.net', ...hosts]))
  await new Promise<void>((resolve) => {
    world.onHook = resolve
  })
  expect(told()).toEqual([[['x.skyhost.net'], []]])
  worker.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('a check beside a running worker is refused with its process id', async () => {
  watchOnePage()
  world.pages.set('/desktop.md', page(hosts))
  const worker = world.start(['run'])
  await saying(worker, '"checked"')
  const refused = await world.cli(['check'])
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toContain(`process ${worker.pid}`)
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill('SIGTERM')
  expect(await ended).toBe(0)
})
