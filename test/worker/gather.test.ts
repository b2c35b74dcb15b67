import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Clockwork, run } from '../../src/worker/run.ts'
import { daily, day, hour, minute, person, type Telling, telling } from './telling-bench.ts'

/** What is kept so far cannot be read any more. */
function damage({ config }: Telling): () => void {
  const db = new DatabaseSync(`${config.data}/store.sqlite`)
  const kept = 'where hash in (select message from kept where part_of is null)'
  const rows = db.prepare(`select hash, message_json from message ${kept}`).all()
  db.prepare(`update message set message_json = '{' ${kept}`).run()
  return () => {
    for (const { hash, message_json } of rows)
      db.prepare('update message set message_json = ? where hash = ?').run(message_json ?? '', hash ?? '')
    db.close()
  }
}

/** Runs the worker until something is so, a turn of the event loop for each of its waits; at most 2,000 of them. */
async function work(it: Telling, until: () => boolean): Promise<void> {
  const stop = new AbortController()
  let turns = 0
  const clockwork: Clockwork = {
    schedule: () => ({ stop: () => {} }),
    wait: async () => {
      await turn()
      turns += 1
      if (turns > 2_000 || until()) stop.abort()
    },
    random: () => 0.5,
  }
  await run(it.at, clockwork, stop.signal)
}

test('what is kept and cannot be read holds up nothing else; operators are told once, and when it is over', async () => {
  const it = await telling([person('_broken', daily)])
  it.publish('one')
  it.publish('two')
  const repair = damage(it)
  it.clock.now += 9 * hour
  it.store.subscribe([person('_well', daily), person('_now')], [], it.clock.now)
  it.publish('three')
  await work(it, () => it.alerts().length > 0)
  expect(it.bodiesTo('https://now.example.org/')).toHaveLength(1)
  expect(it.alerts()).toMatchObject([{ state: 'begins', place: 'digests', why: expect.stringContaining('_broken') }])
  expect(it.store.nextKept()).toBe(it.clock.now + hour)

  await it.until(it.clock.now + 3 * day)
  expect(it.bodiesTo('https://well.example.org/').map((body) => body.includes('three'))).toEqual([true])
  expect(it.alerts()).toHaveLength(1)
  repair()
  await it.until(it.clock.now + 2 * hour)
  const [digest] = it.bodiesTo('https://broken.example.org/')
  expect([digest?.includes('"one"'), digest?.includes('"two"')]).toEqual([true, true])
  expect(it.alerts().map(({ state }) => state)).toEqual(['begins', 'ends'])
})

test('what is due at once goes out before thousands of digests are made up', async () => {
  const people = [...Array(1_500).keys()].map((n) => person(`_d${n}`, daily))
  const it = await telling(people)
  it.publish('one')
  it.clock.now += 9 * hour
  it.store.subscribe([person('_now')], [], it.clock.now)
  it.publish('two')
  let waiting: number | null = null
  await work(it, () => {
    if (it.bodiesTo('https://now.example.org/').length === 0) return false
    waiting ??= it.store.nextKept()
    return true
  })
  expect(waiting).toBeLessThan(it.clock.now)
  await it.until(it.clock.now + minute)
  expect(it.sent).toHaveLength(1_501)
})
