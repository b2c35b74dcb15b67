import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nextText } from '../../src/core/ago.ts'
import type { Message } from '../../src/core/model.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { newWorld, type World } from '../e2e/world.ts'

let world: World
beforeEach(async () => {
  world = await newWorld()
  world.configure({
    sources: [{ id: 'list', kind: 'learn-page', title: 'The list', url: `${world.base}/list.md` }],
    subscriptions: [{ name: 'team', channel: 'mail', to: 'team@example.org' }],
    web: { listen: '127.0.0.1:0', publicUrl: 'https://drift.example.org' },
  })
})
afterEach(() => world.close())

async function said(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await world.cli(args)
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

async function refused(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await world.cli(args)
  expect([code, stdout]).toEqual([1, ''])
  return stderr
}

function inStore<T>(work: (store: Store) => T): T {
  const store = openStore(join(world.dir, 'data', 'endpoint-drift.sqlite'))
  try {
    return work(store)
  } finally {
    store.close()
  }
}

const testMessage: Message = { kind: 'test', at: '' }

function owe(id: string, message: Message = testMessage, subscription = 'team', to = 'team@example.org'): void {
  inStore((store) => store.owe([{ id, subscription, channel: 'mail', to, message }], Date.now()))
}

const minute = 60_000

test.each([
  [-1, 'next within a minute'],
  [0, 'due now'],
  [minute - 1, 'due now'],
  [8 * minute, 'due for 8 minutes'],
  [60 * minute, 'due for 1 hour'],
  [-minute, 'next in 1 minute'],
])('what was due %i ms ago is "%s"', (late, text) => {
  expect(nextText(0, late)).toBe(text)
})

test('what is owed to a paused subscription is not sent because it is named, and it is said what to do; once resumed it is', async () => {
  owe('one')
  owe('done')
  inStore((store) =>
    store.attempted(
      'done',
      { at: Date.now(), outcome: 'delivered', answer: '250' },
      { state: 'delivered', notBefore: 0 },
    ),
  )
  await said('subscriptions', 'pause', 'team', '--why', 'on holiday')
  for (const id of ['one', 'done']) {
    const why = await refused('deliveries', 'retry', id)
    expect(why).toContain('team is paused: on holiday')
    expect(why).toContain('endpoint-drift subscriptions resume team')
  }
  expect(inStore((store) => [store.isDue('one'), store.isDue('done')])).toEqual([null, null])
  expect(await said('deliveries', 'retry', '--all')).toContain('nothing is due again')
  expect(await said('subscriptions', 'resume', 'team')).toMatch(/1 due, 0 kept\n {2}next now/)
  expect(await said('deliveries', 'retry', 'done')).toBe('1 due again; the worker sends it, or the next check\n')
})

test('a mail that asks to confirm may be sent again to one whose receiver seemed gone', async () => {
  const id = /^_\w+/.exec(
    await said('subscriptions', 'add', '--channel', 'mail', '--to', 'a@example.org', '--ask'),
  )?.[0]
  const delivery = inStore((store) => {
    const [asking] = store.deliveries({ limit: 9 })
    store.halt(id ?? '', { kind: 'stopped', by: 'receiver', why: '550', at: Date.now() })
    return asking?.id ?? ''
  })
  expect(await said('deliveries', 'retry', delivery)).toContain('1 due again')
  const why = await refused('subscriptions', 'resume', id ?? '')
  expect(why).toContain('It was never confirmed')
  expect(inStore((store) => store.subscription(id ?? '')?.halt?.kind)).toBe('stopped')
})

test('where nothing is owed nothing is promised', async () => {
  await said('subscriptions', 'pause', 'team')
  expect(await said('subscriptions', 'resume', 'team')).toBe('team is told again\n  nothing is owed\n')
  expect(await said('subscriptions', 'show', 'team')).toContain('  nothing is owed\n')
})

test('a delivery that was made due again is shown with all its attempts, and what is due is not called next', async () => {
  owe('one')
  inStore((store) => {
    const failed = { at: Date.now(), outcome: 'retry', answer: '451' }
    for (let i = 0; i < 2; i += 1) store.attempted('one', failed, { state: 'dead', notBefore: 0 })
    store.retry('one', Date.now() - 8 * minute)
  })
  expect(await said('deliveries', 'show', 'one')).toMatch(/ 2 attempts {2}due for 8 minutes {2}451\n(.*451\n){2}$/)
  expect(await said('deliveries')).toContain('due for 8 minutes')
})

test('one of the store has the same id in the list as in the export; one of the configuration has none', async () => {
  await said('subscriptions', 'add', '--channel', 'mail', '--to', 'ann@example.org')
  const exported: { id: string } = JSON.parse(await said('subscriptions', 'export'))
  const rows = (await said('subscriptions', 'list', '--json')).trim().split('\n')
  expect(rows.map((row) => JSON.parse(row))).toMatchObject([
    { id: null, name: 'team' },
    { id: exported.id, name: exported.id },
  ])
})

test('an export holds who is paused or stopped too, and says how many it leaves out because they never said yes', async () => {
  const add = async (to: string, ...more: readonly string[]): Promise<string> =>
    /^_\w+/.exec(await said('subscriptions', 'add', '--channel', 'mail', '--to', to, ...more))?.[0] ?? ''
  const ids = [await add('a@example.org'), await add('b@example.org'), await add('c@example.org')]
  const exported = await world.cli(['subscriptions', 'export'])
  expect([exported.stderr, exported.stdout.match(/"id":"/g)?.length]).toEqual(['', 3])
  await add('d@example.org', '--ask')
  inStore((store) => {
    store.halt(ids[1] ?? '', { kind: 'paused', by: 'person', why: 'away', at: 0 })
    store.halt(ids[2] ?? '', { kind: 'stopped', by: 'receiver', why: '550', at: 0 })
  })
  const { code, stdout, stderr } = await world.cli(['subscriptions', 'export'])
  expect([code, stderr]).toEqual([0, 'left out: 1 that was never confirmed\n'])
  const lines = stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line)).map(({ to, halt }) => [to, halt?.kind])).toEqual([
    ['a@example.org', undefined],
    ['b@example.org', 'paused'],
    ['c@example.org', 'stopped'],
  ])
})
