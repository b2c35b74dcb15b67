import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { long } from '../long.ts'
import { type Bench, everything, newBench } from '../worker/installation.ts'
import { action, people } from './actions.ts'
import { differences, keyOf, type Person } from './model.ts'
import { sources } from './pages.ts'
import { type Action, endWell, play, type Simple } from './play.ts'
import { newWorld } from './world.ts'

let bench: Bench
beforeAll(async () => {
  bench = await newBench(sources, {
    subscriptions: [{ name: 'team', channel: 'hook', to: 'team@example.org', ...everything }],
    web: { listen: { host: null, port: 0 }, publicUrl: 'https://drift.example.org', proxies: [] },
  })
})
afterAll(() => bench.close())

const team = (): Person => ({
  ...{ id: 'team', channel: 'hook', to: 'team@example.org', wishes: everything, state: 'active', paused: false },
  ...{ again: 0, owed: new Set(), commits: new Set(), told: new Map() },
})

/** Plays all actions from a first reading on, brings everything to a good end, and says what is wrong then. */
async function wrongAfter(actions: readonly Action[], count: (what: string) => void): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'endpoint-drift-model-'))
  const world = newWorld(bench.config, dir, count)
  world.people.push(team())
  try {
    await world.check(null)
    for (const one of actions) await play(world, one)
    await endWell(world)
    const happened = new Set(world.published.flatMap(({ facts }) => facts.map(keyOf)))
    return [...world.wrong, ...world.people.flatMap((one) => differences(one, happened, world.life.deaths.length))]
  } finally {
    world.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

const day = 86_400_000
const guest: Action = { do: 'subscribe', channel: 'hook', wishes: everything, confirmed: true }
const daily = { ...everything, timing: { ...everything.timing, when: 'daily' as const } }
const reader: Action = { ...guest, wishes: daily }
const news = { do: 'publish', source: 'lake', host: 3, port: 443 } as const
const noNews = { ...news, port: null }
const away: Action = { do: 'page', source: 'lake', away: true }
const check: Action = { do: 'check', only: null }
const deliver: Action = { do: 'deliver' }
const wait = (ms: number): Action => ({ do: 'wait', ms })
const dieAt = (at: string, nth = 1): Action => ({ do: 'die', in: nth, at })
const meanwhile = (act: Simple): Action => ({ do: 'meanwhile', act })

/** What once went wrong, and what chance seldom brings. */
test.each<[string, readonly Action[]]>([
  [
    'leaves while the first message to somebody else is on its way',
    [guest, guest, news, meanwhile({ do: 'leave', who: 2 }), deliver],
  ],
  [
    'pauses while the first message to somebody else is on its way',
    [guest, news, meanwhile({ do: 'pause', who: 1 }), deliver],
  ],
  [
    'pauses while the message is on its way to him',
    [
      guest,
      news,
      meanwhile({ do: 'pause', who: null }),
      deliver,
      { do: 'resume', who: 0 },
      { do: 'resume', who: 1 },
      wait(day),
    ],
  ],
  [
    'cannot be reached for a week',
    [
      guest,
      { do: 'answer', who: 1, outcome: { kind: 'retry', why: '503' } },
      news,
      wait(3 * day),
      noNews,
      wait(4 * day),
    ],
  ],
  [
    'gets digests from one who dies at every moment of making them up',
    [reader, ...range(14).flatMap((n) => [n % 2 ? noNews : news, dieAt('amid gatheredAll', n + 1), wait(day)])],
  ],
  [
    'reads a page that is as it was before the death of whoever committed its change',
    [news, dieAt('before publish'), noNews, news],
  ],
  [
    'reads the same, where the page could not be reached in between',
    [news, dieAt('before publish'), noNews, away, check, news],
  ],
  [
    'reads a list that a person changed while only others were looked at',
    [
      { ...news, do: 'edit' },
      { do: 'list', source: 'river', host: 1, port: null },
      { do: 'check', only: 'river' },
    ],
  ],
])('nothing is lost to one who %s', async (_, actions) => {
  expect(await wrongAfter(actions, () => {})).toEqual([])
})

function range(count: number): number[] {
  return [...Array(count).keys()]
}

/** Without these the property would mean little. */
const matters = [
  ...['changes delivered', 'digest delivered', 'changes retry', 'changes refused', 'changes gone', 'digest retry'],
  ...['published for one who is paused', 'left when something was due', 'taken again', 'told as taken back'],
  ...['accepted what was held', 'replay', 'move', 'died amid publish', 'died sent', 'died before attemptedAll'],
  ...['died before gatheredAll'],
]

test('whatever happens, everybody is told exactly what he is owed under one id, and whoever left gets nothing more', async () => {
  const counts = new Map<string, number>()
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1)
  const actions = fc.array(action, { maxLength: 80, size: 'max' })
  await fc.assert(
    fc.asyncProperty(people, actions, async (first, rest) => {
      expect(await wrongAfter([...first, ...rest], count)).toEqual([])
    }),
    { numRuns: long ? 5_000 : 250 },
  )
  expect(matters.filter((what) => !counts.has(what))).toEqual([])
  if (long) console.log(counts)
}, 3_600_000)
