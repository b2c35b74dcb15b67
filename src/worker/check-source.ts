import { join } from 'node:path'
import type { SourceConfig } from '../config/config.ts'
import { gate } from '../core/gate.ts'
import type { ChangeSet, Entry, Fault } from '../core/model.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import { type Body, type Fetched, readerOf } from '../sources/kind.ts'
import type { Held, SourceRecord } from '../store/store.ts'
import { report } from './alerts.ts'
import { beginsWith, digestOf, isKnown, isSettled } from './body.ts'
import { failed } from './failure.ts'
import { holdFault, keepEvidence } from './hold.ts'
import type { Installation } from './installation.ts'
import { commitAndPublish, passAccepted, readAgain, readingOf } from './pass.ts'
import { publishPending } from './publish.ts'

/** What one check of one source came to. */
export type CheckResult = {
  readonly source: string
  readonly outcome: 'unchanged' | 'baseline' | 'changed' | 'held' | 'fault'
  /** What was published by this check: more than one when an earlier run died before telling. */
  readonly changeSets: readonly ChangeSet[]
  readonly faults: readonly Fault[]
}

/**
 * Deals with one source whose answer is not simply "as before": tells what git holds and nobody was told, reads again what an
 * older reader read, lets an accepted reading pass, and takes in what came. It can die anywhere and be run again.
 *
 * @throws when git or the disk fails; the store then still holds the old marks, and the next check does it again.
 */
export async function process(
  at: Installation,
  source: SourceConfig,
  held: Held | undefined,
  fetched: Fetched,
): Promise<CheckResult> {
  const told = await publishPending(at, source)
  await readAgain(at, source)
  const accepted = held?.accepted ? await passAccepted(at, source, held) : null
  const waiting = accepted === null ? held : undefined
  const result = await takeIn(at, source, waiting, fetched)
  const changeSets = [...told, ...(accepted ?? []), ...result.changeSets]
  return {
    ...result,
    changeSets,
    outcome: changeSets.length > 0 && result.outcome === 'unchanged' ? 'changed' : result.outcome,
  }
}

async function takeIn(
  at: Installation,
  source: SourceConfig,
  held: Held | undefined,
  fetched: Fetched,
): Promise<CheckResult> {
  if (fetched.kind === 'fault') return failed(at, source, fetched.fault, fetched.notBefore ?? null)
  const record = at.store.sources().get(source.id)
  const reader = readerOf(at.kindOf(source), source.settings)
  const digest = fetched.kind === 'body' ? digestOf(fetched.body) : null
  if (held !== undefined && (digest === null || digest === held.digest)) return stillHeld(at, source, held)
  const again = fetched.kind === 'unchanged' ? toReadAgain(at, record, fetched) : null
  if (again !== null) return readAndPass(at, source, again, digestOf(again.body))
  if (fetched.kind === 'unchanged' || isKnown(record, digest ?? '', reader)) return back(at, source, fetched)
  return readAndPass(at, source, fetched, digest ?? '')
}

/** Unchanged, but nobody knows what was committed since: the body that the answer means is dealt with once more. */
function toReadAgain(
  at: Installation,
  record: SourceRecord | undefined,
  { state }: Fetched & { kind: 'unchanged' },
): (Fetched & { kind: 'body' }) | null {
  const body = record !== undefined && !isSettled(record) ? at.store.lastBody(record.id) : null
  return body === null ? null : { kind: 'body', body, state: state ?? record?.state ?? '', notices: [] }
}

async function readAndPass(
  at: Installation,
  source: SourceConfig,
  fetched: Fetched & { kind: 'body' },
  digest: string,
): Promise<CheckResult> {
  const { body, state } = fetched
  const read = await at.kindOf(source).read({ ...source.settings, id: source.id }, body)
  if (read.kind === 'fault') return failed(at, source, read.fault, null)
  const previous = await snapshotEntries(at, source)
  const last = at.store.lastBody(source.id)
  const complaintsBefore = at.store.sources().get(source.id)?.complaints ?? null
  const cutShort = last !== null && beginsWith(last, body)
  const verdict = gate({ reading: read.reading, complaintsBefore, previous, cutShort }, source.gate)
  if (verdict.kind === 'hold') return hold(at, source, { body, state, digest, reasons: verdict.reasons })
  const changeSets = await commitAndPublish(at, source, { reading: read.reading, body, digest, state })
  const outcome = previous === null ? 'baseline' : changeSets.length > 0 ? 'changed' : 'unchanged'
  return { source: source.id, outcome, changeSets, faults: [] }
}

/** The page answers as it did before the trouble. */
function back(at: Installation, source: SourceConfig, fetched: Fetched): CheckResult {
  const state = fetched.kind === 'fault' ? undefined : fetched.state
  at.store.release(source.id)
  at.store.verified([{ id: source.id, ...(state !== undefined && { state }) }], at.now())
  report(at, source.id, null)
  report(at, readingOf(source), null)
  return { source: source.id, outcome: 'unchanged', changeSets: [], faults: [] }
}

function stillHeld(at: Installation, source: SourceConfig, held: Held): CheckResult {
  const fault = holdFault(source, held.reasons, join(at.config.data, 'held', source.id))
  report(at, source.id, null)
  report(at, readingOf(source), fault, source.gate.remindAfter)
  return { source: source.id, outcome: 'held', changeSets: [], faults: [fault] }
}

type Refused = {
  readonly body: Body
  readonly state: string
  readonly digest: string
  readonly reasons: readonly string[]
}

async function hold(at: Installation, source: SourceConfig, refused: Refused): Promise<CheckResult> {
  const now = at.now()
  const since = at.store.held().find((held) => held.source === source.id)?.since ?? now
  const evidence = await keepEvidence(at.config.data, source.id, refused.body, at.store.lastBody(source.id), now)
  at.store.hold({ source: source.id, since, ...refused })
  const fault = holdFault(source, refused.reasons, evidence)
  report(at, source.id, null)
  report(at, readingOf(source), fault)
  return { source: source.id, outcome: 'held', changeSets: [], faults: [fault] }
}

/** The last good snapshot: what is at HEAD, not what lies in the work tree. */
export async function snapshotEntries(at: Installation, source: SourceConfig): Promise<Entry[] | null> {
  const files = await at.snapshots.read(source.id)
  const text = files?.get('endpoints.json')
  return text === undefined ? null : decodeSnapshot(text, files?.get('lines.json') ?? null)
}
