import type { Outcome } from '../../src/core/model.ts'
import { type Life, newLife } from './life.ts'
import type { Fact, Person } from './model.ts'
import { type Log, newLog, type Pages, sources } from './pages.ts'

/** What there is beside the program and its store, and what we take down of it. */
export type Outside = {
  readonly pages: Pages
  readonly log: Log
  readonly clock: { now: number; highest: number }
  readonly life: Life
  readonly people: Person[]
  /** How receivers answer, by address; those that are not there take everything. */
  readonly answers: Map<string, Outcome>
  /** What happens while the next message is on its way. */
  meanwhile: (() => Promise<void>) | null
  /** To whom the last message was sent. */
  hearing: Person | null
  /** What was published, and when by the clock. */
  readonly published: { readonly commit: string; readonly facts: readonly Fact[]; readonly at: number }[]
  /** What was broken of our promises. */
  readonly wrong: string[]
  readonly count: (what: string) => void
}

export function newOutside(count: (what: string) => void): Outside {
  const first = ['h0.example.net', 'h1.example.net', 'h2.example.net'].map((host) => [host, 443] as const)
  const lists = new Map(sources.map(({ id }) => [id, new Map(first)]))
  return {
    ...{
      pages: { lists, away: new Set(), answered: new Map() },
      log: newLog(),
      clock: { now: Date.UTC(2026, 2, 2, 8), highest: 0 },
    },
    ...{
      life: newLife(),
      people: [],
      answers: new Map(),
      meanwhile: null,
      hearing: null,
      published: [],
      wrong: [],
      count,
    },
  }
}
