import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { mayAsk } from '../../src/worker/clock.ts'
import { run } from '../../src/worker/run.ts'
import { daily, day, hour, person, telling } from './telling-bench.ts'

test('what was owed while the clock was a year ahead is sent when it is right again', async () => {
  const it = await telling([person('_a'), person('_daily', daily)])
  it.clock.now += 400 * day
  it.publish('one')
  it.clock.now -= 400 * day
  const stop = new AbortController()
  let turns = 0
  const wait = async (): Promise<void> => {
    await turn()
    turns += 1
    if (turns > 200 || it.sent.length === 2) stop.abort()
  }
  await run(it.at, { schedule: () => ({ stop: () => {} }), wait, random: () => 0.5 }, stop.signal)
  expect(it.sent.map(({ to }) => to).toSorted()).toEqual(['https://a.example.org/', 'https://daily.example.org/'])
})

test.each([
  [null, true],
  [-hour, true],
  [0, true],
  [1, false],
  [day, false],
  [400 * day, true],
])('a source that must not be asked for %s ms from now: asked %s', (ahead, asked) => {
  expect(mayAsk(ahead === null ? null : day + ahead, day)).toBe(asked)
})
