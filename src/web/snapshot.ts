import type { Entry } from '../core/model.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import type { Site } from './site.ts'

/** What a source holds as it was last published. `commit` is `null` where nothing was published and git's HEAD is shown. */
export type Holding = { readonly commit: string | null; readonly entries: readonly Entry[] }

/** Looks up what a source holds; decoded once for each commit, so that a page asked for often costs little. */
export function holdings({
  store,
  snapshots,
}: Pick<Site, 'store' | 'snapshots'>): (source: string) => Promise<Holding | null> {
  const kept = new Map<string, { readonly commit: string; readonly holding: Promise<Holding> }>()

  async function published(source: string, commit: string, snapshot: string): Promise<Holding> {
    // Lines are kept in git only. Without them the list is still whole.
    const files = await snapshots.read(source, commit).catch(() => null)
    return { commit, entries: decodeSnapshot(snapshot, files?.get('lines.json') ?? null) }
  }

  async function atHead(source: string): Promise<Holding | null> {
    const files = await snapshots.read(source)
    const text = files?.get('endpoints.json')
    return text === undefined ? null : { commit: null, entries: decodeSnapshot(text, files?.get('lines.json') ?? null) }
  }

  return async (source) => {
    const mark = store.mark(source)
    if (mark === null) return atHead(source)
    const known = kept.get(source)
    if (known?.commit === mark.commit) return known.holding
    const holding = published(source, mark.commit, mark.snapshot)
    kept.set(source, { commit: mark.commit, holding })
    return holding
  }
}
