import type { SourceConfig } from '../config/config.ts'
import { gate } from '../core/gate.ts'
import type { ChangeSet } from '../core/model.ts'
import { beginsWith } from './body.ts'
import { type CheckResult, snapshotEntries } from './check-source.ts'
import { faultOf } from './failure.ts'
import { holdFault } from './hold.ts'
import type { Installation } from './installation.ts'
import { isNews, labelOf, tellingOf } from './publish.ts'

/** What a check would say, without recording, committing or sending anything. Sources are asked for the whole body. */
export async function dryRun(at: Installation, sources: readonly SourceConfig[]): Promise<CheckResult[]> {
  const memo = new Map<string, Promise<unknown>>()
  return Promise.all(
    sources.map((source) =>
      tryOut(at, source, memo).catch((error: unknown) =>
        result(source, 'fault', { faults: [faultOf(source.id, error)] }),
      ),
    ),
  )
}

async function tryOut(
  at: Installation,
  source: SourceConfig,
  memo: Map<string, Promise<unknown>>,
): Promise<CheckResult> {
  const kind = at.kindOf(source)
  const settings = { ...source.settings, id: source.id }
  const io = { http: at.http, now: at.now, clientId: at.store.clientId, lastBody: () => null, memo, asked: true }
  const fetched = await kind.fetch(settings, null, io)
  if (fetched.kind === 'fault') return result(source, 'fault', { faults: [fetched.fault] })
  if (fetched.kind === 'unchanged') return result(source, 'unchanged', {})
  const read = await kind.read(settings, fetched.body)
  if (read.kind === 'fault') return result(source, 'fault', { faults: [read.fault] })
  const previous = await snapshotEntries(at, source)
  if (previous === null) return result(source, 'baseline', {})
  const last = at.store.lastBody(source.id)
  const complaintsBefore = at.store.sources().get(source.id)?.complaints ?? null
  const cutShort = last !== null && beginsWith(last, fetched.body)
  const verdict = gate({ reading: read.reading, complaintsBefore, previous, cutShort }, source.gate)
  const files = (await at.snapshots.read(source.id)) ?? new Map<string, string>()
  const beside = (await kind.beside?.(settings, fetched.body, files)) ?? {}
  const { revision } = fetched.body.parts[0]
  const after = {
    entries: read.reading.entries,
    files: new Map([...Object.entries(beside), ['source.json', JSON.stringify({ revision })] as const]),
  }
  const today = new Date(at.now()).toISOString().slice(0, 10)
  const since = await at.snapshots.head()
  const { disagreements: _, ...news } = await tellingOf(at, source, { entries: previous, files }, after, {
    since,
    today,
  })
  const changeSets: ChangeSet[] = isNews(news) ? [{ ...unpublished(at, source, read.reading.date), ...news }] : []
  if (verdict.kind === 'hold')
    return result(source, 'held', { changeSets, faults: [holdFault(source, verdict.reasons, 'the page')] })
  return result(source, changeSets.length === 0 ? 'unchanged' : 'changed', { changeSets })
}

function unpublished(at: Installation, source: SourceConfig, pageDate: string | null): Omit<ChangeSet, 'changes'> {
  const seenAt = new Date(at.now()).toISOString()
  return { id: 'dry-run', source: labelOf(source), commit: '', previousCommit: null, seenAt, pageDate }
}

function result(source: SourceConfig, outcome: CheckResult['outcome'], more: Partial<CheckResult>): CheckResult {
  return { source: source.id, outcome, changeSets: [], faults: [], ...more }
}
