import type { SourceConfig } from '../config/config.ts'
import { diffEntries } from '../core/diff.ts'
import type { Disagreement } from '../core/endpoint-set-records.ts'
import { hasSets } from '../core/endpoint-set-snapshot.ts'
import type { Change, ChangeSet, SourceLabel } from '../core/model.ts'
import type { ServiceFacts } from '../core/service-facts.ts'
import { recordsFile } from '../core/service-files.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import type { SnapshotCommit } from '../snapshots/snapshots.ts'
import { reached } from '../steps.ts'
import type { Mark, Owed } from '../store/store.ts'
import { stableId } from './alerts.ts'
import type { Installation } from './installation.ts'
import { owedFor } from './owed.ts'
import { reportDisagreements, type Side, serviceStep } from './service-step.ts'
import { rereadTrailer } from './trailer.ts'

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
    at.store.publish(next, changeSet, changeSet === null ? [] : announced(owedFor(at, changeSet)), at.now())
    reached('published')
    if (changeSet !== null) published.push(changeSet)
    before = next
  }
  return published
}

/** Within the transaction, with the change set written and nobody's row yet. */
function* announced(owed: Iterable<Owed>): Generator<Owed> {
  reached('publishing')
  yield* owed
}

async function changeSetOf(
  at: Installation,
  source: SourceConfig,
  before: Mark,
  step: SnapshotCommit,
): Promise<ChangeSet | null> {
  const [old = null, now = null] = await Promise.all([
    at.snapshots.read(source.id, before.commit),
    at.snapshots.read(source.id, step.commit),
  ])
  if (before.snapshot === step.snapshot && old?.get(recordsFile) === now?.get(recordsFile)) return null
  const told = await tellingOf(at, source, side(before.snapshot, old), side(step.snapshot, now), {
    since: before.commit,
    today: step.at.slice(0, 10),
  })
  const { disagreements, ...news } = told
  if (disagreements !== null) reportDisagreements(at, source, news.service?.version ?? null, disagreements)
  if (!isNews(news)) return null
  return {
    id: stableId('change-set', source.id, before.commit, step.commit),
    source: labelOf(source),
    commit: step.commit,
    previousCommit: before.commit,
    seenAt: step.at,
    pageDate: dateOf(now?.get('source.json')),
    ...news,
  }
}

function side(snapshot: string, files: ReadonlyMap<string, string> | null): Side {
  return { entries: decodeSnapshot(snapshot, files?.get('lines.json') ?? null), files: files ?? new Map() }
}

type News = { readonly changes: readonly Change[]; readonly service?: ServiceFacts }

/** What is told of a step: the changes, and set by set where the list has endpoint sets. `since`: the commit of `before`. */
export async function tellingOf(
  at: Installation,
  source: SourceConfig,
  before: Side,
  after: Side,
  when: { readonly since: string | null; readonly today: string },
): Promise<News & { readonly disagreements: readonly Disagreement[] | null }> {
  if (hasSets(before.entries) || hasSets(after.entries)) return serviceStep(at, source, { before, after, ...when })
  return { changes: diffEntries(before.entries, after.entries), disagreements: null }
}

/** Changes, or dates for what was told before. */
export function isNews({ changes, service }: News): boolean {
  return changes.length > 0 || service?.sets.some(({ dated }) => dated.length > 0) === true
}

function dateOf(sourceFile: string | undefined): string | null {
  const facts: unknown = sourceFile === undefined ? null : JSON.parse(sourceFile)
  return typeof facts === 'object' && facts !== null && 'date' in facts && typeof facts.date === 'string'
    ? facts.date
    : null
}

export function labelOf(source: SourceConfig): SourceLabel {
  return { id: source.id, title: source.title, page: source.page }
}
