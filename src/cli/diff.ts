import { existsSync } from 'node:fs'
import { summary } from '../core/change-set.ts'
import { diffEntries } from '../core/diff.ts'
import { hasSets } from '../core/endpoint-set-snapshot.ts'
import type { ChangeSet, Reading } from '../core/model.ts'
import { changesPayload } from '../core/payload.ts'
import { annotated, bareStep } from '../core/service-step.ts'
import { serviceSummary } from '../core/service-words.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import { openSnapshots } from '../snapshots/snapshots.ts'
import { stableId } from '../worker/alerts.ts'
import { changesText } from './changes-text.ts'
import { CommandFault } from './fault.ts'
import { readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { readingOf, readPlace } from './place.ts'
import { err, out } from './print.ts'

/** What changed between two places. Exit code: 0 nothing, 2 changes, 1 a fault. */
export async function diff(
  globals: Globals,
  before: string,
  after: string,
  options: { readonly json?: boolean },
): Promise<number> {
  const [old, now] = await Promise.all([readSide(globals, before), readSide(globals, after)])
  const seenAt = new Date().toISOString()
  const plain = diffEntries(old.entries, now.entries)
  const isService = hasSets(old.entries) || hasSets(now.entries)
  const told = isService
    ? annotated(plain, bareStep(old.entries, now.entries, seenAt.slice(0, 10)))
    : { changes: plain }
  const changeSet: ChangeSet = {
    id: stableId('diff', before, after),
    source: { id: after.replace(/@[^@]*$/, ''), title: now.title ?? after, page: after },
    commit: after,
    previousCommit: before,
    seenAt,
    pageDate: now.date,
    ...told,
  }
  if (options.json) out(JSON.stringify(changesPayload(changeSet), null, 2))
  else print(changeSet, [...old.complaints, ...now.complaints].length)
  return plain.length === 0 ? 0 : 2
}

/** The list at a place: a file, a URL, or SOURCE@REVISION. @throws CommandFault when it cannot be read. */
export async function readSide(globals: Globals, place: string): Promise<Reading> {
  const revision = /^([a-z0-9][a-z0-9-]*)@(.+)$/.exec(place)
  if (revision !== null && !existsSync(place)) return readRevision(globals, revision[1] ?? '', revision[2] ?? '')
  const read = await readPlace(place, { includes: true })
  if (read.kind === 'fault') throw new CommandFault(read.fault)
  return read.reading
}

async function readRevision(globals: Globals, source: string, revision: string): Promise<Reading> {
  const config = await readConfig(globals)
  const snapshots = await openSnapshots({ ...config.snapshots, data: config.data, now: Date.now })
  const files = await snapshots.read(source, revision)
  const text = files?.get('endpoints.json')
  if (text === undefined) {
    const next = `See: git -C ${config.snapshots.path} log -- ${source}`
    throw new CommandFault({
      code: 'no-snapshot',
      place: `${source}@${revision}`,
      why: 'There is no snapshot at that revision.',
      next,
    })
  }
  return readingOf(decodeSnapshot(text, files?.get('lines.json') ?? null))
}

function print(changeSet: ChangeSet, complaints: number): void {
  const { changes, service } = changeSet
  const text = changesText(changeSet)
  if (text !== '') out(text)
  err(changes.length === 0 ? 'no difference' : service === undefined ? summary(changes) : serviceSummary(changeSet))
  if (complaints > 0) err(`${complaints} pieces were not understood; see extract`)
}
