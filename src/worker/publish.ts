import type { SourceConfig } from '../config/config.ts'
import { diffEntries } from '../core/diff.ts'
import { filtered } from '../core/filter.ts'
import type { ChangeSet, SourceLabel } from '../core/model.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import type { SnapshotCommit } from '../snapshots/snapshots.ts'
import type { Mark, NewDelivery } from '../store/store.ts'
import { stableId } from './alerts.ts'
import type { Installation } from './installation.ts'

/** Trailer of a commit that only reads the same body again with a newer reader: no change of the page. */
export const rereadTrailer = 'Endpoint-Drift-Reread'

/**
 * Publishes what the git log holds of a source and nobody has been told yet, commit by commit from the published mark on:
 * our own commits, and what a human merged. Without a mark, what is at HEAD is the baseline and nobody is told.
 *
 * Each step is one store transaction, so this can die anywhere and be run again.
 */
export async function publishPending(at: Installation, source: SourceConfig): Promise<ChangeSet[]> {
  const mark = at.store.mark(source.id)
  const log = await at.snapshots.log(source.id, mark?.commit ?? null)
  const published: ChangeSet[] = []
  let before = mark
  for (const step of mark === null ? log.commits.slice(-1) : log.commits) {
    const next = { source: source.id, commit: step.commit, snapshot: step.snapshot }
    const told = before !== null && !(rereadTrailer in step.trailers)
    const changeSet = told && before !== null ? await changeSetOf(at, source, before, step) : null
    at.store.publish(next, changeSet, changeSet === null ? [] : deliveriesOf(at, changeSet), at.now())
    if (changeSet !== null) published.push(changeSet)
    before = next
  }
  return published
}

async function changeSetOf(
  at: Installation,
  source: SourceConfig,
  before: Mark,
  step: SnapshotCommit,
): Promise<ChangeSet | null> {
  if (before.snapshot === step.snapshot) return null
  const [old, now] = await Promise.all([
    at.snapshots.read(source.id, before.commit),
    at.snapshots.read(source.id, step.commit),
  ])
  const changes = diffEntries(
    decodeSnapshot(before.snapshot, old?.get('lines.json') ?? null),
    decodeSnapshot(step.snapshot, now?.get('lines.json') ?? null),
  )
  if (changes.length === 0) return null
  return {
    id: stableId('change-set', source.id, before.commit, step.commit),
    source: labelOf(source),
    commit: step.commit,
    previousCommit: before.commit,
    seenAt: step.at,
    pageDate: dateOf(now?.get('source.json')),
    changes,
  }
}

function dateOf(sourceFile: string | undefined): string | null {
  const facts: unknown = sourceFile === undefined ? null : JSON.parse(sourceFile)
  return typeof facts === 'object' && facts !== null && 'date' in facts && typeof facts.date === 'string'
    ? facts.date
    : null
}

/** One delivery for each subscription that wants something of the change set. */
export function deliveriesOf(at: Installation, changeSet: ChangeSet): NewDelivery[] {
  return at.config.subscriptions.flatMap(({ name, channel, to, filter }) => {
    const wanted = filtered(changeSet, filter)
    if (wanted === null) return []
    const id = stableId('delivery', changeSet.id, name)
    return [{ id, subscription: name, channel, to, message: { kind: 'changes' as const, changeSet: wanted } }]
  })
}

export function labelOf(source: SourceConfig): SourceLabel {
  return { id: source.id, title: source.title, page: source.page }
}
