import { afterEach, beforeEach, expect, test } from 'vitest'
import { receiver } from '../channels/webhook/receiver.ts'
import { newWorld, page, type World } from './world.ts'

let world: World

beforeEach(async () => {
  world = await newWorld()
})

afterEach(() => world.close())

const hosts = ['a.skyhost.net', 'b.skyhost.net', '*.c.skyhost.net']

test('a change goes out on every kind of channel, and no listing shows where to', async () => {
  const { url, posts } = await receiver((response) => response.end('ok'))
  const inside = { allowHttp: true, allowNetworks: ['127.0.0.0/8'] }
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  world.pages.set('/list.md', page(hosts))
  world.configure({
    sources: [{ id: 'list', kind: 'learn-page', url: `${world.base}/list.md` }],
    channels: {
      hook: { kind: 'webhook', secret, ...inside },
      chat: { kind: 'slack', ...inside },
      work: { kind: 'teams', ...inside },
      door: { kind: 'apprise', url, allowHttp: true },
      closed: { kind: 'slack', allowHttp: true },
    },
    subscriptions: [
      { name: 'one', channel: 'hook', to: `${url}/hooks/S3CRET-1` },
      { name: 'two', channel: 'chat', to: `${url}/services/S3CRET-2` },
      { name: 'three', channel: 'work', to: `${url}/workflows?sig=S3CRET-3` },
      { name: 'four', channel: 'door', to: 'S3CRET-4' },
    ],
  })
  expect(await world.cli(['check'])).toMatchObject({ code: 0 })
  world.pages.set('/list.md', page([...hosts, '*.new.skyhost.net']))
  expect(await world.cli(['check'])).toMatchObject({ code: 2 })

  expect(posts.map(({ path }) => path).sort()).toEqual([
    '/hooks/S3CRET-1',
    '/notify/S3CRET-4',
    '/services/S3CRET-2',
    '/workflows?sig=S3CRET-3',
  ])
  for (const { body } of posts) expect(body).toContain('*.new.skyhost.net')
  const listings = [['deliveries'], ['deliveries', '--json'], ['test-channel', 'two'], ['test-channel', 'four']]
  for (const args of listings) {
    const { stdout, stderr, code } = await world.cli(args)
    expect([code, stdout.length > 0]).toEqual([0, true])
    expect(stdout + stderr).not.toContain('S3CRET')
  }
})

test('an address inside is a fault of the configuration that says which key would allow it', async () => {
  world.pages.set('/list.md', page(hosts))
  world.configure({
    sources: [{ id: 'list', kind: 'learn-page', url: `${world.base}/list.md` }],
    channels: { chat: { kind: 'slack', allowHttp: true } },
    subscriptions: [{ name: 'one', channel: 'chat', to: `${world.base}/services/S3CRET` }],
  })
  const { code, stdout, stderr } = await world.cli(['check-config'])
  expect(code).not.toBe(0)
  expect(stdout + stderr).toContain('allowNetworks: ["127.0.0.1/32"]')
  expect(stdout + stderr).not.toContain('S3CRET')
})
