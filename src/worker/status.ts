import type { Config } from '../config/config.ts'
import { type Freshness, freshnessOf } from '../core/freshness.ts'
import type { Fault } from '../core/model.ts'
import type { Store } from '../store/store.ts'

/** Trouble that is open: what an operator sees of it. `since` in milliseconds. */
export type OpenTrouble = Fault & { readonly since: number }

export type Status = { readonly sources: readonly Freshness[]; readonly trouble: readonly OpenTrouble[] }

type Seen = Pick<Store, 'sources' | 'holding' | 'changeTotals' | 'openAlerts'>

/** How every source of the configuration stands now, in its order, and the trouble that is open. `now` in milliseconds. */
export function statusOf({ sources, stale }: Pick<Config, 'sources' | 'stale'>, store: Seen, now: number): Status {
  const records = store.sources()
  const held = new Map(store.holding().map((one) => [one.source, one]))
  const totals = store.changeTotals()
  return {
    sources: sources.map((source) => {
      const lastSeenAt = totals.get(source.id)?.lastSeenAt
      return freshnessOf(source, { record: records.get(source.id), held: held.get(source.id), lastSeenAt }, stale, now)
    }),
    trouble: store.openAlerts().map(({ place, fault, since }) => ({ ...fault, place, since })),
  }
}

/** A watched source that nobody should rely on without a look: not verified in time, or never. */
export function isStale({ state, verifiedAt }: Freshness): boolean {
  return state === 'stale' || (state !== 'retired' && verifiedAt === null)
}

/** As JSON shows it, on the command line and at `/status.json`: times as ISO 8601 UTC. */
export function statusJson({ sources, trouble }: Status): object {
  return {
    sources: sources.map(({ verifiedAt, changedAt, notBefore, held, ...rest }) => ({
      ...rest,
      verifiedAt: isoOrNull(verifiedAt),
      changedAt: isoOrNull(changedAt),
      notBefore: isoOrNull(notBefore),
      held: held && { ...held, since: isoOrNull(held.since) },
    })),
    trouble: trouble.map(({ since, ...fault }) => ({ ...fault, since: isoOrNull(since) })),
  }
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
