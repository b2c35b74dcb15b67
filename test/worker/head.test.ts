import { expect, onTestFinished, test } from 'vitest'
import { check } from '../../src/worker/cycle.ts'
import { kindOf, newLog, type Page, sources } from '../model/pages.ts'
import { everything, newBench } from './installation.ts'

const hour = 3_600_000

function page(...hosts: readonly string[]): Page {
  return new Map(hosts.map((host) => [`${host}.example.net`, 443]))
}

test('what a person commits to a list after its turn, before the check of the others has ended, is told at the next check', async () => {
  const log = newLog()
  const lists = new Map([
    ['lake', page('a')],
    ['river', page('r')],
  ])
  const pages = { lists, away: new Set<string>(), answered: new Map() }
  const kind = kindOf(pages)
  let before: Promise<unknown> = Promise.resolve()
  const slow = {
    ...kind,
    fetch: async (...[settings, ...rest]: Parameters<typeof kind.fetch>) => {
      if (settings.id === 'river') await before
      return kind.fetch(settings, ...rest)
    },
  }
  const bench = await newBench(sources, {
    subscriptions: [{ name: 'all', channel: 'hook', to: 'https://all.example.org/', ...everything }],
    operator: [],
  })
  onTestFinished(bench.close)
  const at = { ...bench, snapshots: log, kindOf: () => slow }
  const told = async (done?: () => void): Promise<string[]> => {
    bench.clock.now += hour
    const results = await check(at, sources, true, done)
    return results
      .flatMap(({ changeSets }) => changeSets)
      .flatMap(({ changes }) => changes.map(({ address }) => address))
      .toSorted()
  }
  expect(await told()).toEqual([])

  const turn = Promise.withResolvers<void>()
  before = turn.promise
  lists.set('lake', page('a', 'b'))
  lists.set('river', page('r', 'r2'))
  const first = await told(() => {
    if (log.commits.some(({ edited }) => edited !== null)) return
    // The lake's turn is over, the river has not even answered.
    log.edit('lake', page('a', 'b', 'person'))
    turn.resolve()
  })
  expect(first).toEqual(['b.example.net', 'r2.example.net'])
  expect(await told()).toContain('person.example.net')
  expect(await told()).toEqual([])
  expect(bench.store.setting('published-head')).toBe(await log.head())
})
