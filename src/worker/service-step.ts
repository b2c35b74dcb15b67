import type { SourceConfig } from '../config/config.ts'
import { diffEntries } from '../core/diff.ts'
import type { PastStep } from '../core/endpoint-set-diff.ts'
import type { Disagreement } from '../core/endpoint-set-records.ts'
import { endpointSetsOf } from '../core/endpoint-set-snapshot.ts'
import { describeSetChanges, pastStep } from '../core/endpoint-set-terms.ts'
import type { Entry } from '../core/model.ts'
import { disagreements } from '../core/service-disagreements.ts'
import { decodeRecords, decodeSets, recordsFile, setsFile } from '../core/service-files.ts'
import { commonGround } from '../core/service-selection.ts'
import { type Annotated, annotated, newRecords } from '../core/service-step.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import type { PastCommit } from '../snapshots/snapshots.ts'
import { report } from './alerts.ts'
import type { Installation } from './installation.ts'
import { rereadTrailer } from './trailer.ts'

/** A snapshot with what lies beside it. */
export type Side = { readonly entries: readonly Entry[]; readonly files: ReadonlyMap<string, string> }

/** How many earlier steps "taken back" and "announced" look at. Microsoft took 65 names back with the next version. */
const remembered = 6

/** What a step of a list of endpoint sets comes to. `disagreements`: for operators; `null` when there was nothing to compare. */
export type ServiceTelling = Annotated & { readonly disagreements: readonly Disagreement[] | null }

/**
 * Annotates the step between two snapshots. Everything comes out of git: killed and begun again, it comes to the same.
 * `since`: the commit of `before`; `null` when it is in no commit. `today`: YYYY-MM-DD.
 */
export async function serviceStep(
  at: Installation,
  source: SourceConfig,
  { before, after, since, today }: { before: Side; after: Side; since: string | null; today: string },
): Promise<ServiceTelling> {
  const past = since === null ? [] : await pastOf(at, source, since)
  const sets = { before: decodeSets(before.files.get(setsFile)), after: decodeSets(after.files.get(setsFile)) }
  const kept = { before: keptIn(before), after: keptIn(after) }
  const ground = commonGround(
    { entries: before.entries, selection: sets.before.selection },
    { entries: after.entries, selection: sets.after.selection },
  )
  const step = {
    ...ground,
    versions: { before: versionOf(before.files), after: versionOf(after.files) },
    kept,
    names: new Map([...sets.before.names, ...sets.after.names]),
    history: historyOf(past),
    today,
  }
  const told = annotated(diffEntries(ground.before, ground.after), step)
  if (told.service.records !== 'joined' || told.service.odd !== null) return { ...told, disagreements: null }
  const sides = { before: endpointSetsOf(ground.before), after: endpointSetsOf(ground.after) }
  const found = disagreements({ ...sides, records: newRecords(step) }, sets.after.selection)
  const settled = found.length > 0 && isSettled(past, sides.after, kept.after.records, sets.after.selection)
  return { ...told, disagreements: settled ? [] : found }
}

function keptIn({ files }: Side) {
  return decodeRecords(files.get(recordsFile))
}

/**
 * /version, /endpoints and /changes are cached apart, so that a record can come one version after its change. What agrees
 * over this step and the one before it together is none.
 */
function isSettled(
  past: readonly PastCommit[],
  after: ReturnType<typeof endpointSetsOf>,
  records: ReturnType<typeof decodeRecords>['records'],
  selection: ReturnType<typeof decodeSets>['selection'],
): boolean {
  const earlier = past.at(-2)
  if (earlier === undefined) return false
  const old = new Set(decodeRecords(earlier.files.get(recordsFile)).records.map(({ id }) => id))
  const before = endpointSetsOf(decodeSnapshot(earlier.snapshot))
  return disagreements({ before, after, records: records.filter(({ id }) => !old.has(id)) }, selection).length === 0
}

async function pastOf(at: Installation, source: SourceConfig, since: string): Promise<readonly PastCommit[]> {
  // A history that was written anew, or a clone without it: then nothing is known of earlier steps.
  if ((await at.snapshots.resolve(since)) === null) return []
  return at.snapshots.history(source.id, since, remembered + 1)
}

function historyOf(past: readonly PastCommit[]): readonly PastStep[] {
  const sets = past.map(({ snapshot }) => endpointSetsOf(decodeSnapshot(snapshot)))
  return past.slice(1).flatMap((step, i) => {
    const [before, after] = [sets[i], sets[i + 1]]
    const same = past[i]?.snapshot === step.snapshot || rereadTrailer in step.trailers
    if (same || before === undefined || after === undefined) return []
    return [pastStep(versionOf(step.files) ?? step.at.slice(0, 10), describeSetChanges(before, after))]
  })
}

/** The version of the list as the service numbers it. */
export function versionOf(files: ReadonlyMap<string, string>): string | null {
  const text = files.get('source.json')
  const facts: unknown = text === undefined ? null : JSON.parse(text)
  return typeof facts === 'object' && facts !== null && 'revision' in facts && typeof facts.revision === 'string'
    ? facts.revision
    : null
}

/** Operators hear of it with both sides; the change is told as the lists have it. A step that agrees ends the alarm. */
export function reportDisagreements(
  at: Installation,
  source: SourceConfig,
  version: string | null,
  found: readonly Disagreement[],
): void {
  const place = `${source.id} /changes`
  if (found.length === 0) {
    report(at, place, null)
    return
  }
  const shown = found.slice(0, 10).map(({ set, about, list, service, records }) => {
    const by = records.length === 0 ? 'no record' : `record ${records.join(', ')}`
    return `set ${set}, ${about}: the list says ${list || 'nothing'}, the service's records say ${service || 'nothing'} (${by})`
  })
  const more = found.length > shown.length ? [`and ${found.length - shown.length} more`] : []
  const why = `the lists and the change records of version ${version ?? 'unknown'} disagree: ${[...shown, ...more].join('; ')}`
  const next =
    'What the lists say was told. Nothing needs to be done; if it stays, ask Microsoft which of the two is right.'
  report(at, place, { code: 'records-disagree', place, why, next }, undefined, true)
}
