import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { setImmediate as breath } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { takeLock } from '../../src/store/lock.ts'
import { freshStore, idsOf } from './memory.ts'
import { freshPath } from './place.ts'
import { changeSet, delivery, monday, owedTo } from './samples.ts'

const each = 60

test('others read and write while the holder of the lock publishes and delivers, and nothing of either is lost', async () => {
  const path = freshPath('store.db')
  const lock = takeLock(join(dirname(path), 'run.lock'), 'run')
  if (lock.kind === 'held') onTestFinished(lock.release)
  expect(lock.kind).toBe('held')
  const s = freshStore(path)
  const script = new URL('./children/share.ts', import.meta.url).pathname
  const others = ['a', 'b'].map((name) => {
    const child = spawn(process.execPath, [script, path, String(each), name], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    return child
  })
  let running = others.length
  const codes = Promise.all(
    others.map(async (child) => {
      const [code] = await once(child, 'close')
      running -= 1
      return code
    }),
  )
  await once(others[0]?.stdout ?? process, 'data')
  let published = 0
  const sent = new Set<string>()
  for (; running > 0 || published < 20; published++) {
    const set = changeSet(`set-${published}`)
    const everybody = function* () {
      yield delivery(`own-${published}`)
      for (const { id } of s.eachSubscription()) yield owedTo(id, `${set.id}-${id}`)
    }
    if (published < 20) s.publish({ source: 'printers', commit: set.commit, snapshot: '' }, set, everybody(), monday)
    for (const { id } of s.due(monday, 50, 'mail', [])) {
      if (s.isDue(id) === null) continue
      sent.add(id)
      s.attempted(id, { at: monday, outcome: 'delivered', answer: '' }, { state: 'delivered', notBefore: monday })
    }
    await breath()
  }
  expect(await codes).toEqual([0, 0])
  const stayed = ['a', 'b'].flatMap((name) =>
    [...Array(each).keys()].filter((n) => n % 3 > 0).map((n) => `_${name}${n}`),
  )
  expect(idsOf(s.subscriptions({ limit: 999 })).toSorted()).toEqual(stayed.toSorted())
  expect(s.changeSets({ limit: 99 })).toHaveLength(20)
  const told = new Set([...sent, ...idsOf(s.deliveries({ state: 'due', limit: 9999 }))])
  for (const id of stayed) expect(told).toContain(`owed-${id}`)
  for (let n = 0; n < 20; n++) expect(told).toContain(`own-${n}`)
  expect(s.deliveries({ limit: 9999 }).filter(({ id, state }) => state === 'delivered' && !sent.has(id))).toEqual([])
})
