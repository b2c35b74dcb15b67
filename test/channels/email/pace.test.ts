import { expect, test } from 'vitest'
import { type Clock, pacer } from '../../../src/channels/email/pace.ts'

/** A clock that stands still until it is put forward. */
function paperClock() {
  let time = 0
  const waiting: { readonly until: number; readonly wake: () => void }[] = []
  const clock: Clock = {
    now: () => time,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        waiting.push({ until: time + ms, wake: () => resolve(null) })
        signal.addEventListener('abort', () => reject(new Error('ended')))
      }),
  }
  const forward = async (ms: number) => {
    time += ms
    for (const { until, wake } of waiting) if (until <= time) wake()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, forward }
}

test('turns come one after the other, in order, however many ask at once', async () => {
  const { clock, forward } = paperClock()
  const { turn } = pacer(100, clock)
  const seen: string[] = []
  for (let i = 0; i < 5; i++) void turn().then(() => seen.push(`${i} at ${clock.now()}`))
  await forward(0)
  for (let i = 0; i < 50; i++) await forward(10)
  expect(seen).toEqual(['0 at 0', '1 at 100', '2 at 200', '3 at 300', '4 at 400'])
})

test('a pause is not saved up', async () => {
  const { clock, forward } = paperClock()
  const { turn } = pacer(100, clock)
  const seen: number[] = []
  const ask = () => void turn().then(() => seen.push(clock.now()))
  ask()
  await forward(0)
  await forward(1_000)
  ask()
  ask()
  ask()
  await forward(0)
  for (let i = 0; i < 30; i++) await forward(10)
  expect(seen).toEqual([0, 1_000, 1_100, 1_200])
})

test('whoever waits when it ends is told so, and whoever comes later', async () => {
  const { clock } = paperClock()
  const { turn, end } = pacer(100, clock)
  const turns = [turn(), turn(), turn()]
  end()
  expect(await Promise.all([...turns, turn()])).toEqual([true, false, false, false])
})
