import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { freshPath } from './place.ts'
import { changeSet } from './samples.ts'

function publisher(path: string, from: number): ChildProcess {
  const child = new URL('./children/publish.ts', import.meta.url).pathname
  return spawn(process.execPath, [child, path, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Kills the child with SIGKILL once it has acknowledged `count` publishes; returns the last number that was acknowledged. */
async function killAfter(child: ChildProcess, count: number): Promise<number> {
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.split('\n').length > count) child.kill('SIGKILL')
  })
  const [, signal] = await once(child, 'close')
  expect(signal).toBe('SIGKILL')
  // The last line may be cut: only whole lines are acknowledgements.
  return Number(said.split('\n').at(-2))
}

function numbersThere(path: string): {
  readonly whole: readonly number[]
  readonly broken: readonly number[]
  readonly mark: number
} {
  const store = openStore(path)
  const sets = store.changeSets({ limit: 1_000_000 })
  const deliveries = new Map<number, number>()
  for (const { id } of store.deliveries({ limit: 10_000_000 })) {
    const n = Number(id.split('-')[1])
    deliveries.set(n, (deliveries.get(n) ?? 0) + 1)
  }
  const mark = store.mark('printers')
  store.close()
  const numbers = new Set([...deliveries.keys(), ...sets.map((set) => Number(set.id.slice(4)))])
  const isWhole = (n: number) => deliveries.get(n) === 20 && sets.some((set) => set.id === changeSet(`set-${n}`).id)
  expect(mark?.snapshot).toBe(`snapshot ${mark?.commit.slice(7)}`)
  return {
    whole: [...numbers].filter(isWhole).toSorted((a, b) => a - b),
    broken: [...numbers].filter((n) => !isWhole(n)),
    mark: Number(mark?.commit.slice(7)),
  }
}

test('whatever moment the process is killed at, every acknowledged publish is there whole, and no other in part', async () => {
  const path = freshPath('store.db')
  let next = 0
  for (const count of [1, 2, 5, 11, 23, 37]) {
    const acknowledged = await killAfter(publisher(path, next), count)
    const { whole, broken, mark } = numbersThere(path)
    expect(broken).toEqual([])
    expect(acknowledged).toBeGreaterThanOrEqual(next + count - 1)
    expect(whole).toEqual([...Array(mark + 1).keys()])
    // At most one was committed and not yet acknowledged.
    expect([acknowledged, acknowledged + 1]).toContain(mark)
    next = mark + 1
  }
})
