import type { SourceConfig } from '../config/config.ts'
import type { ChangeSet, Complaint, Reading } from '../core/model.ts'
import { type Body, readerOf } from '../sources/kind.ts'
import { unsettled } from '../store/source.ts'
import type { Held } from '../store/store.ts'
import { report, stableId } from './alerts.ts'
import { commitReading } from './commit.ts'
import type { Installation } from './installation.ts'
import { publishPending } from './publish.ts'

type Accepted = { readonly reading: Reading; readonly body: Body; readonly digest: string; readonly state: string }

/**
 * Commits a reading that may be published, publishes it, and only then remembers the body with its validators. Before that, the last
 * one is remembered no more: were the page as it was then after a death in between, it would count as unchanged, and what was
 * committed would stand.
 */
export async function commitAndPublish(at: Installation, source: SourceConfig, it: Accepted): Promise<ChangeSet[]> {
  at.store.unsettle(source.id)
  const commit = await commitReading(at, source, { ...it, reread: false })
  const changeSets = commit === null ? [] : await publishPending(at, source)
  const changed = changeSets.length > 0
  const reader = readerOf(at.kindOf(source), source.settings)
  const facts = {
    state: it.state,
    digest: it.digest,
    reader,
    at: at.now(),
    changed,
    complaints: it.reading.complaints.length,
  }
  at.store.dealtWith(source.id, it.body, facts)
  at.store.release(source.id)
  report(at, source.id, null)
  report(at, readingOf(source), null)
  reportComplaints(at, source, it.reading.complaints)
  return changeSets
}

const mostNamed = 20

/** What was not understood of a list that passed: other pieces are other trouble, the same ones on other lines are not. */
function reportComplaints(at: Installation, source: SourceConfig, complaints: readonly Complaint[]): void {
  const place = `${source.id} (not understood)`
  const texts = [...new Set(complaints.map(({ text }) => JSON.stringify(text.slice(0, 80))))].sort()
  const open = at.store.openAlerts().find((one) => one.place === place)
  const code = `not-understood-${stableId(...texts).slice(0, 8)}`
  if (complaints.length === 0 || open?.fault.code === code) {
    if (complaints.length === 0) report(at, place, null)
    return
  }
  const lines = complaints.slice(0, mostNamed).map(({ file, line, reason }) => `${file ?? 'line'} ${line}: ${reason}`)
  report(at, place, {
    code,
    place,
    why: `${complaints.length} pieces of the list were not understood: ${texts.slice(0, mostNamed).join(', ')}`,
    next: `The rest was read and is watched. Look at ${source.page}, ${lines.join('; ')}. If these are endpoints, report them.`,
  })
}

/** An operator has looked at what was held and let it pass. `null`: it cannot be read any more and is no longer held. */
export async function passAccepted(at: Installation, source: SourceConfig, held: Held): Promise<ChangeSet[] | null> {
  const read = await at.kindOf(source).read({ ...source.settings, id: source.id }, held.body)
  if (read.kind === 'fault') {
    at.store.release(source.id)
    return null
  }
  return commitAndPublish(at, source, {
    reading: read.reading,
    body: held.body,
    digest: held.digest,
    state: held.state,
  })
}

/**
 * A newer reader may read the same body better. That is no change of the page: the snapshot is committed with a trailer
 * that keeps it from being told, and the log says so.
 */
export async function readAgain(at: Installation, source: SourceConfig): Promise<void> {
  const record = at.store.sources().get(source.id)
  const kind = at.kindOf(source)
  if (
    record?.digest == null ||
    record.digest === unsettled ||
    record.state === null ||
    record.reader === readerOf(kind, source.settings)
  )
    return
  const body = at.store.lastBody(source.id)
  const read = body === null ? null : await kind.read({ ...source.settings, id: source.id }, body)
  if (body === null || read?.kind !== 'reading') return
  const { digest, state } = record
  const commit = await commitReading(at, source, { reading: read.reading, body, digest, reread: true })
  if (commit !== null) at.log.info({ source: source.id, commit }, 'read again by a newer reader; nobody is told')
  if (commit !== null) await publishPending(at, source)
  const complaints = read.reading.complaints.length
  at.store.dealtWith(source.id, body, {
    state,
    digest,
    reader: readerOf(kind, source.settings),
    at: at.now(),
    changed: false,
    complaints,
  })
}

/** Where the trouble with a held reading stands; a source can be held and unreachable at once. */
export function readingOf(source: SourceConfig): string {
  return `${source.id} (reading)`
}
