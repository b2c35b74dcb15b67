import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { receiver } from '../channels/webhook/receiver.ts'
import { freshPath } from '../store/place.ts'
import { changeSet, delivery, monday } from '../store/samples.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const script = new URL('./children/deliver.ts', import.meta.url).pathname

/** When the process is killed: as the request comes, or as soon as the answer has been written. */
type Moment = 'before the answer' | 'after the answer'

test('a process killed while it sends loses nothing, and repeats at most the message it was sending, under its id', async () => {
  const path = freshPath('store.db')
  const ids = [...Array(20).keys()].map((n) => `delivery-${n}`)
  let kill: { readonly moment: Moment; readonly at: number; readonly now: () => void } | null = null
  const accepted: string[] = []
  let count = 0

  const { url, posts } = await receiver((response, _, request) => {
    const id = String(request.headers['webhook-id'])
    count++
    const dies = kill !== null && count === kill.at ? kill : null
    if (dies?.moment === 'before the answer') return dies.now()
    accepted.push(id)
    response.writeHead(200).end('ok', () => dies?.now())
  })

  const store = openStore(path)
  const rows = ids.map((id, n) => delivery(id, { subscription: `s${n % 4}`, channel: 'hook', to: `${url}/${n % 4}` }))
  store.publish({ source: 'printers', commit: 'c', snapshot: '' }, changeSet('x'), rows, monday)
  store.close()

  async function run(killing: { readonly moment: Moment; readonly at: number } | null): Promise<NodeJS.Signals | null> {
    const child = spawn(process.execPath, [script, path, secret], { stdio: ['ignore', 'ignore', 'inherit'] })
    count = 0
    kill = killing && { ...killing, now: () => void child.kill('SIGKILL') }
    const [, signal] = await once(child, 'close')
    return signal
  }

  const plan = [1, 2, 4].flatMap((at) => [
    { moment: 'before the answer', at } as const,
    { moment: 'after the answer', at } as const,
  ])
  let kills = 0
  for (const killing of plan) if ((await run(killing)) === 'SIGKILL') kills++
  expect(await run(null)).toBeNull()

  expect(kills).toBe(plan.length)
  expect(new Set(accepted)).toEqual(new Set(ids))
  expect(accepted.length - ids.length).toBeLessThanOrEqual(kills)
  expect(new Set(posts.map((post) => post.body)).size).toBe(ids.length)
  const after = openStore(path)
  expect(after.deliveries({ state: 'delivered', limit: 99 })).toHaveLength(ids.length)
  expect(after.nextDue()).toBeNull()
  after.close()
})
