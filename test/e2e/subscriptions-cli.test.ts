import { once } from 'node:events'
import { copyFileSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { receiver } from '../channels/webhook/receiver.ts'
import { newWorld, page, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await newWorld()
  world.configure({
    sources: [{ id: 'list', kind: 'learn-page', title: 'The list', url: `${world.base}/list.md` }],
    subscriptions: [{ name: 'robot', channel: 'hook', to: world.hookUrl }],
  })
})
afterEach(() => world.close())

const hosts = ['a.skyhost.net', 'b.skyhost.net', 'c.skyhost.net']

/** Adds one more host to the page and checks it. */
async function change(host: string): Promise<void> {
  world.pages.set('/list.md', page([...hosts, host]))
  expect(await world.cli(['check'])).toMatchObject({ code: 2 })
}

async function baseline(): Promise<void> {
  world.pages.set('/list.md', page(hosts))
  expect(await world.cli(['check'])).toMatchObject({ code: 0 })
}

async function said(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await world.cli(args)
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

const told = () => world.hooks.map(({ body }) => body.data.added)

test('who is added is told, signed with a secret of its own; while it is paused it is kept, and sent when it is resumed', async () => {
  const { url, posts } = await receiver((response) => response.end('ok'))
  await baseline()
  const added = await said('subscriptions', 'add', '--channel', 'hook', '--to', `${url}/x`, '--own-secret')
  const [id = '', secret = ''] = [/^_\w+/.exec(added)?.[0], /whsec_\S+/.exec(added)?.[0]]
  await change('one.skyhost.net')
  const [post] = posts
  const headers = Object.fromEntries(Object.entries(post?.headers ?? {}).map(([key, value]) => [key, String(value)]))
  expect(new Webhook(secret).verify(post?.body ?? '', headers)).toMatchObject({ data: { added: ['one.skyhost.net'] } })

  await said('subscriptions', 'pause', id)
  await change('two.skyhost.net')
  expect([posts.length, told()]).toEqual([1, [['one.skyhost.net'], ['two.skyhost.net']]])
  expect(await said('subscriptions', 'show', id)).toContain('1 kept')
  expect(await said('subscriptions', 'resume', id)).toContain('1 kept')
  await said('check')
  expect(posts.map(({ body }) => JSON.parse(body).data.added)).toEqual([['one.skyhost.net'], ['two.skyhost.net']])

  await said('subscriptions', 'remove', id)
  await change('three.skyhost.net')
  expect(posts).toHaveLength(2)
})

test('everything since a day is sent again under the ids it had', async () => {
  await baseline()
  await change('one.skyhost.net')
  await change('two.skyhost.net')
  const ids = world.hooks.map(({ id }) => id)
  const today = new Date().toISOString().slice(0, 10)
  const since = ['deliveries', 'replay', '--subscription', 'robot', '--since']
  expect(await said(...since, today, '--dry-run')).toContain('2 would be due again')
  expect(await said(...since, today)).toContain('2 due again')
  expect((await world.cli(['deliveries', '--state', 'retrying'])).stdout).toContain('no deliveries')
  await said('check')
  expect(world.hooks.map(({ id }) => id)).toEqual([...ids, ...ids])
  expect(world.hooks[2]?.body).toEqual(world.hooks[0]?.body)

  expect((await world.cli([...since, 'July'])).stderr).toContain('neither a date nor a time')
  await said('subscriptions', 'pause', 'robot')
  expect((await world.cli([...since, today])).stderr).toContain('subscriptions resume robot')
})

test('a store that was backed up while the program ran, lost and put back tells nothing twice and loses nothing', async () => {
  await baseline()
  await said('subscriptions', 'add', '--channel', 'hook', '--to', `${world.hookUrl}/digest`, '--when', 'daily')
  await change('one.skyhost.net')
  const child = world.start(['run'])
  const file = join(world.dir, 'store.backup')
  try {
    await once(child.stdout ?? child, 'data')
    expect(await said('backup', file)).toContain('1 subscriptions')
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const again = await world.cli(['backup', file])
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('[backup-exists]')])

  rmSync(join(world.dir, 'data'), { recursive: true })
  mkdirSync(join(world.dir, 'data'))
  copyFileSync(file, join(world.dir, 'data', 'endpoint-drift.sqlite'))
  expect(await world.cli(['check'])).toMatchObject({ code: 0 })
  expect(told()).toEqual([['one.skyhost.net']])
  await change('two.skyhost.net')
  expect(told()).toEqual([['one.skyhost.net'], ['two.skyhost.net']])
  const [, line = ''] = (await said('subscriptions', '--json')).split('\n')
  expect(await said('subscriptions', 'show', JSON.parse(line).name)).toContain('2 kept')
})
