import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/core/model.ts'
import { withoutAddresses } from '../../src/worker/without-addresses.ts'
import { day, down, hour, minute, person, telling } from './telling-bench.ts'

const ours: Outcome = { kind: 'retry', why: 'our relay is away', ours: true }
const gone: Outcome = { kind: 'gone', why: '550 5.1.1 <jane@small.example>: no such user' }
const refused: Outcome = { kind: 'refused', why: '413 from jane@small.example at https://a.example.org/hook?key=1' }

/** Publishes every six hours for some days. */
async function days(it: Awaited<ReturnType<typeof telling>>, count: number): Promise<void> {
  for (let n = 0; n < count * 4; n++) {
    it.publish(`s${it.clock.now}`)
    await it.until(it.clock.now + 6 * hour)
  }
}

describe('a channel', () => {
  test('is not in trouble because one receiver fails for days; that one is paused, and told once', async () => {
    const it = await telling([person('_a'), person('_b')])
    it.answers.set('https://a.example.org/', down)
    await days(it, 6)
    expect(it.alerts()).toEqual([{ state: 'begins', place: 'subscriptions', why: '_a is paused: 503' }])
  })

  test('that delivers nothing to anybody is, until it does', async () => {
    const people = ['_a', '_b', '_c'].map((id) => person(id))
    const it = await telling(people)
    for (const { to } of people) it.answers.set(to, down)
    it.publish('one')
    await it.round()
    it.answers.clear()
    await it.until(it.clock.now + hour)
    expect(it.alerts().map(({ state, place }) => [state, place])).toEqual([
      ['begins', 'channel hook'],
      ['ends', 'channel hook'],
    ])
  })

  test('that cannot deliver for a fault of ours is, whoever it is for; one that comes and goes is told twice, and over after a day', async () => {
    const it = await telling([person('_a')])
    for (let n = 0; n < 20; n++) {
      it.answers.set('https://a.example.org/', ours)
      it.publish(`s${n}`)
      await it.round()
      it.answers.clear()
      await it.until(it.clock.now + hour)
    }
    expect(it.alerts().map(({ state }) => state)).toEqual(['begins', 'ends', 'begins'])
    await days(it, 2)
    expect(it.alerts().map(({ state }) => state)).toEqual(['begins', 'ends', 'begins', 'ends'])
  })

  test('on which one receiver refuses every message is told of once, and when a day has passed without', async () => {
    const it = await telling([person('_a'), person('_b')])
    it.answers.set('https://a.example.org/', refused)
    await days(it, 5)
    expect(it.alerts().map(({ state, place }) => [state, place])).toEqual([['begins', 'channel hook (given up)']])
    it.answers.clear()
    await days(it, 2)
    expect(it.alerts().map(({ state }) => state)).toEqual(['begins', 'ends'])
  })

  test('on which an operator has no address any more says so to the others, once, and when he has one again', async () => {
    const operator = ['ops', 'former'].map((to) => ({ channel: 'hook', to }))
    const it = await telling([person('_a')], { operator })
    it.answers.set('former', gone)
    it.answers.set('https://a.example.org/', refused)
    await days(it, 1)
    it.answers.delete('https://a.example.org/')
    await days(it, 5)
    const places = (): readonly string[] => it.alerts().map(({ state, place }) => `${state} ${place}`)
    const told = ['begins channel hook (given up)', 'begins channel hook (operators)', 'ends channel hook (given up)']
    expect(places()).toEqual(told)
    it.answers.clear()
    it.answers.set('https://a.example.org/', refused)
    await days(it, 1)
    expect(places()).toEqual([...told, 'begins channel hook (given up)', 'ends channel hook (operators)'])
  })
})

describe('what operators are told of receivers', () => {
  test('holds no address, also when its owner has left', async () => {
    const it = await telling([person('_a'), person('_b')])
    it.answers.set('https://a.example.org/', gone)
    it.answers.set('https://b.example.org/', refused)
    it.publish('one')
    await it.until(it.clock.now + 2 * hour)
    it.store.leave('_a', 'left', it.clock.now)
    expect(it.store.openAlerts().map(({ place }) => place)).toEqual(['channel hook (given up)', 'subscriptions'])
    expect(JSON.stringify([it.store.openAlerts(), it.alerts()])).not.toMatch(/jane|small\.example|example\.org/)
    expect(it.alerts().map(({ why }) => why)).toContain('_a is stopped: 550 5.1.1 <…>: no such user')
  })

  test.each([
    ['550 5.1.1 <Jane.Doe+x@small.example>: no such user', '550 5.1.1 <…>: no such user'],
    ['POST https://a.example.org/hook/T0KEN?x=1: 500.', 'POST …: 500.'],
    ['getaddrinfo ENOTFOUND hooks.jané.example', 'getaddrinfo ENOTFOUND …'],
    ['connect ECONNREFUSED 192.0.2.1:443', 'connect ECONNREFUSED 192.0.2.1:443'],
    ['the receiver answered 503', 'the receiver answered 503'],
  ])('%s', (text, shown) => {
    expect(withoutAddresses(text)).toBe(shown)
  })

  test('names each that is halted once, though the clock was a year ahead', async () => {
    const it = await telling([person('_a'), person('_b'), person('_c')])
    it.answers.set('https://a.example.org/', gone)
    it.clock.now += 400 * day
    it.publish('one')
    await it.until(it.clock.now + 2 * hour)
    it.clock.now -= 400 * day
    it.answers.set('https://b.example.org/', gone)
    it.publish('two')
    await it.until(it.clock.now + day)
    expect(it.alerts().map(({ why }) => why.slice(0, 13))).toEqual(['_a is stopped', '_b is stopped'])
    it.store.resume('_b', it.clock.now, it.clock.now)
    await it.until(it.clock.now + 2 * hour + minute)
    expect(it.alerts().map(({ why }) => why.slice(0, 13))).toEqual(['_a is stopped', '_b is stopped', '_b is stopped'])
  })
})
