import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newWorld, page, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await newWorld()
})
afterEach(() => world.close())

const hosts = ['a.skyhost.net', 'b.skyhost.net', 'c.skyhost.net']

function configure(listen: string): void {
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
    subscriptions: [{ name: 'robot', channel: 'hook', to: `${world.base}/hook/token-of-the-robot` }],
    operator: [{ channel: 'mail', to: 'ops@example.org' }],
    web: { listen, publicUrl: 'https://drift.example.org' },
    heartbeat: { url: `${world.base}/heartbeat/of-this-installation`, every: 0 },
  })
}

/** Calls `seen` with all that the program has said, whenever it says more, until that is true. */
function until(child: ChildProcess, seen: (heard: string) => boolean): Promise<string> {
  let heard = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        heard += String(text)
        if (seen(heard)) resolve(heard)
      })
    child.once('exit', () => reject(new Error(heard)))
  })
}

test('a running worker serves what it knows, is heard while all is well, and ends in order', async () => {
  world.pages.set('/desktop.md', page(hosts))
  world.pages.set('/heartbeat/of-this-installation', 'ok')
  configure('127.0.0.1:0')
  await world.cli(['check'])
  world.pages.set('/desktop.md', page([...hosts, 'new.skyhost.net']))
  const child = world.start(['run'])
  const beating = new Promise<void>((resolve) => {
    world.pages.set('/heartbeat/of-this-installation', (_request, response) => {
      response.writeHead(200).end('ok')
      resolve()
    })
  })
  const heard = await until(child, (said) => said.includes('"checked"') && said.includes('"delivered"'))
  const base = `http://127.0.0.1:${/"port":(\d+)/.exec(heard)?.[1]}`
  expect(await (await fetch(`${base}/readyz`)).text()).toBe('ready\n')
  expect(await (await fetch(`${base}/healthz`)).text()).toBe('alive\n')
  const feed: unknown = await (await fetch(`${base}/feed.json`)).json()
  expect(feed).toMatchObject({
    items: [
      { title: 'Cloud desktop: 1 added', url: expect.stringMatching(/^https:\/\/drift\.example\.org\/changes\//) },
    ],
  })
  expect(await (await fetch(`${base}/sources/desktop?q=new.skyhost.net`)).text()).toContain('</code> is listed')
  expect(await (await fetch(`${base}/metrics`)).text()).toContain(
    'endpoint_drift_delivery_attempts_total{channel="hook",result="delivered"} 1\n',
  )
  await beating
  expect(heard).not.toMatch(/token-of-the-robot|ops@|of-this-installation/)
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
  await expect(fetch(`${base}/healthz`)).rejects.toThrow()
})

test('a port that is taken is said at the start, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const address = other.address()
  configure(`127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
  const { code, stderr } = await world.cli(['run'])
  other.close()
  expect(code).toBe(1)
  expect(stderr).toMatch(/another program listens there \[web-listen\]\n {2}Next: stop it/)
})
