import { z } from 'zod'
import type { SourceConfig } from '../../src/config/config.ts'
import type { Entry } from '../../src/core/model.ts'
import { encodeSnapshot } from '../../src/core/snapshot.ts'
import type { PastCommit, Snapshots } from '../../src/snapshots/snapshots.ts'
import type { SourceKind } from '../../src/sources/kind.ts'
import { reached } from '../../src/steps.ts'
import { digestOf } from '../../src/worker/body.ts'
import { source } from '../worker/installation.ts'

/** What a page lists: a port for each host. */
export type Page = ReadonlyMap<string, number>

/** The pages of the world, by source, which of them cannot be reached, and what was answered, by digest. */
export type Pages = {
  readonly lists: Map<string, Page>
  readonly away: Set<string>
  readonly answered: Map<string, Page>
}

/** Two sources; a reading that lost most of what there was is held. */
export const sources: readonly SourceConfig[] = ['lake', 'river'].map((id) =>
  source({ id, kind: 'page', gate: { maxLost: 0.6, minEntries: 0, maxNewComplaints: 99, remindAfter: 3_600_000 } }),
)

const written = z.record(z.string(), z.number())

/** A kind of source whose body is the page as JSON. */
export function kindOf(pages: Pages): SourceKind<unknown> {
  return {
    ...{ id: 'page', readerVersion: 1, schema: z.unknown() },
    fetch: async ({ id }) => {
      const page = pages.lists.get(id)
      if (page === undefined || pages.away.has(id))
        return { kind: 'fault', fault: { code: 'http-503', place: id, why: 'away', next: 'Wait.' } }
      const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...page].sort())))
      const part = { url: `https://learn.example.com/${id}`, path: null, bytes, contentType: null, revision: null }
      pages.answered.set(digestOf({ parts: [part] }), page)
      return { kind: 'body', body: { parts: [part] }, state: '', notices: [] }
    },
    read: async (_, { parts }) => {
      const page = written.parse(JSON.parse(new TextDecoder().decode(parts[0].bytes)))
      const entries = entriesOf(new Map(Object.entries(page)))
      return { kind: 'reading', reading: { title: null, date: null, entries, complaints: [] } }
    },
  }
}

function entriesOf(page: Page): Entry[] {
  const place = { line: null, section: [], tab: null, protocols: [], service: null, required: null }
  return [...page].map(([address, port]) => ({ address, type: 'fqdn', occurrences: [{ ...place, ports: [port] }] }))
}

/** `edited`: what a person made the list. */
type Commit = PastCommit & { readonly source: string; readonly edited: Page | null }

/** A git log in memory: it outlives every process, and each commit has a time of its own. */
export type Log = Snapshots & {
  readonly commits: readonly Commit[]
  /** As a person does it. */
  readonly edit: (source: string, page: Page) => void
}

type Files = Readonly<Record<string, string>>

export function newLog(): Log {
  const commits: Commit[] = []
  const upTo = (revision: string) => commits.slice(0, commits.findIndex(({ commit }) => commit === revision) + 1)
  const of = (source: string, revision = 'HEAD') =>
    (revision === 'HEAD' ? commits : upTo(revision)).filter((one) => one.source === source)
  const after = (since: string | null) => commits.slice(since === null ? 0 : upTo(since).length)
  function add(source: string, files: Files, trailers: Files, edited: Page | null): string {
    const commit = `c${commits.length + 1}`
    const at = new Date(Date.UTC(2026, 0, 1) + commits.length * 1000).toISOString()
    const snapshot = files['endpoints.json'] ?? ''
    const facts = { subject: source, trailers, files: new Map(Object.entries(files)) }
    commits.push({ source, commit, at, snapshot, edited, ...facts })
    return commit
  }
  return {
    ...{ path: '', commits, resolve: async (revision) => revision, push: async () => null, tidy: async () => null },
    head: async () => commits.at(-1)?.commit ?? null,
    read: async (id, revision) => of(id, revision).at(-1)?.files ?? null,
    commit: async (id, files, { trailers = {} }) => {
      reached('committing')
      const commit = add(id, files, trailers, null)
      reached('committed')
      return commit
    },
    edit: (id, page) => void add(id, { 'endpoints.json': encodeSnapshot(entriesOf(page)) }, {}, page),
    log: async (id, since) => ({ kind: 'steps', commits: after(since).filter((one) => one.source === id) }),
    history: async (id, until, count) => of(id, until).slice(-count),
    touched: async (since) => new Set(after(since).map((one) => one.source)),
  }
}
