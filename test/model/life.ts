import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * The life of one process, played inside ours. `kill -9` takes a process away between two of its dealings with the outside, and
 * nothing of it happens afterwards: so each dealing (a write to the store, a commit, a message, a named step) is a moment at which it
 * may die, and once it is dead everything that reaches out of it throws.
 */
export type Life = {
  /** Dies at the n-th moment from now, or at the n-th of that name; the next one is the first. */
  readonly dieIn: (n: number, name?: string) => void
  /** No death is coming any more. */
  readonly spare: () => void
  readonly isDead: () => boolean
  /** A new process takes its place. */
  readonly beginAgain: () => void
  /** Dies here if it is time. Throws when dead. */
  readonly moment: (name: string) => void
  /** Where it died, each time. */
  readonly deaths: readonly string[]
  readonly end: () => void
}

export const dead = new Error('the process is dead')

export function newLife(): Life {
  const deaths: string[] = []
  let left = Number.POSITIVE_INFINITY
  let only: string | undefined
  let isDead = false

  function pass(name: string): void {
    if (isDead || (only !== undefined && only !== name)) return
    left -= 1
    if (left > 0) return
    isDead = true
    deaths.push(name)
  }

  // Who listens on a diagnostics channel cannot throw into whoever speaks on it: the next dealing does.
  const step = (name: unknown): void => pass(String(name))
  subscribe('endpoint-drift:step', step)
  return {
    dieIn: (n, name) => {
      left = n
      only = name
    },
    spare: () => {
      left = Number.POSITIVE_INFINITY
    },
    isDead: () => isDead,
    beginAgain: () => {
      isDead = false
      left = Number.POSITIVE_INFINITY
    },
    moment: (name) => {
      pass(name)
      if (isDead) throw dead
    },
    deaths,
    end: () => {
      unsubscribe('endpoint-drift:step', step)
    },
  }
}

/**
 * Something outside as the living reach it. What changes it (`writes`) is a moment before and after, and at each look at a row while
 * it takes what it is given; reading is none, but the dead cannot read either.
 */
export function mortal<T extends object>(it: T, life: Life, writes: ReadonlySet<string>): T {
  const check = (): void => {
    if (life.isDead()) throw dead
  }
  return new Proxy(it, {
    get: (target, key) => {
      const method: unknown = Reflect.get(target, key)
      if (typeof method !== 'function') return method
      const name = String(key)
      const moment = writes.has(name) ? (when: string) => life.moment(`${when} ${name}`) : check
      return (...args: readonly unknown[]): unknown => {
        moment('before')
        const given = args.map((arg) => counted(arg, () => moment('amid')))
        const result: unknown = Reflect.apply(method, target, given)
        if (result instanceof Promise) return result.then((value) => [moment('after'), value][1])
        moment('after')
        return result
      }
    },
  })
}

/** Rows that are a moment each when they are taken. */
function counted(arg: unknown, moment: () => void): unknown {
  if (Array.isArray(arg)) return lookedAt(arg, moment)
  return typeof arg === 'object' && arg !== null && Symbol.iterator in arg ? rowByRow(arg, moment) : arg
}

/** Lists within a row are looked at row by row too. */
function lookedAt(rows: readonly unknown[], moment: () => void): readonly unknown[] {
  return new Proxy(rows, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      if (typeof key !== 'string' || !/^\d+$/.test(key)) return value
      moment()
      return hasLists(value) ? withLists(value, moment) : value
    },
  })
}

function hasLists(row: unknown): row is object {
  return typeof row === 'object' && row !== null && Object.values(row).some(Array.isArray)
}

function withLists(row: object, moment: () => void): object {
  return new Proxy(row, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      return Array.isArray(value) ? lookedAt(value, moment) : value
    },
  })
}

function* rowByRow(rows: object & { [Symbol.iterator]?: unknown }, moment: () => void): Generator<unknown> {
  for (const row of rows as Iterable<unknown>) {
    moment()
    yield row
  }
}
