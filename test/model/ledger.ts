import type { Store } from '../../src/store/store.ts'
import { happened, owe } from './model.ts'
import type { Outside } from './outside.ts'
import type { Page } from './pages.ts'

type Committed = { readonly at: string; readonly commit: string; readonly page: Page; readonly byHand: boolean }

/** What there was at a source's commits, and how many of them were published. */
type Account = { readonly committed: Committed[]; told: number }

export type Ledger = {
  readonly reckon: (store: Store) => void
  /** What was looked at and not committed, or committed and not published, in words. What a person commits stands for a while. */
  readonly forgotten: () => readonly string[]
}

/**
 * Looks at what a process left behind, before anything else happens: a commit holds a page as it was answered, or what a person
 * made of it, and what is published by the mark is owed to whoever is subscribed now. What snapshots and messages say is not asked.
 */
export function newLedger({ pages, log, people, published, clock, wrong, count }: Outside): Ledger {
  const accounts = new Map([...pages.lists.keys()].map((id): [string, Account] => [id, { committed: [], told: 0 }]))

  function publish(source: string, before: Committed | undefined, after: Committed | undefined): void {
    if (before === undefined || after === undefined) return
    const facts = happened(before.page, after.page, source, after.at)
    published.push({ commit: after.commit, facts, at: clock.now })
    for (const person of people.filter(({ state }) => state === 'active')) {
      owe(person, after.commit, facts)
      count(person.paused ? 'published for one who is paused' : 'published for one')
    }
  }

  function pageOf(trailers: Readonly<Record<string, string>>): Page {
    const page = pages.answered.get(trailers['Endpoint-Drift-Body']?.replace('sha256:', '') ?? '')
    if (page === undefined) wrong.push('something was committed that no page had')
    return page ?? new Map()
  }

  function reckon(store: Store): void {
    for (const [source, account] of accounts) {
      const { committed } = account
      const fresh = log.commits.filter((one) => one.source === source).slice(committed.length)
      for (const { at, commit, edited, trailers } of fresh) {
        const page = edited ?? pageOf(trailers)
        const isNew = committed.length === 0 || !same(page, committed.at(-1)?.page)
        if (edited === null && !isNew) wrong.push(`${source} was committed without a change`)
        committed.push({ at, commit, page, byHand: edited !== null })
      }
      const mark = store.mark(source)
      const upTo = committed.findIndex(({ commit }) => commit === mark?.commit)
      // The first reading is where it begins, and is told to nobody.
      for (let i = account.told + 1; i <= upTo; i++) publish(source, committed[i - 1], committed[i])
      account.told = Math.max(upTo, account.told)
    }
  }

  function forgotten(): string[] {
    return [...accounts].flatMap(([source, { committed, told }]) => {
      const last = committed.at(-1)
      return [
        ...(last?.byHand || same(last?.page, pages.lists.get(source))
          ? []
          : [`what ${source} lists was not committed`]),
        ...(told === committed.length - 1 ? [] : [`what was committed of ${source} was not published`]),
      ]
    })
  }

  return { reckon, forgotten }
}

function same(a: Page = new Map(), b: Page = new Map()): boolean {
  return a.size === b.size && [...b].every(([host, port]) => a.get(host) === port)
}
