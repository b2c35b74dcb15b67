import type { SourceConfig } from '../config/config.ts'
import { type Fetched, readerOf } from '../sources/kind.ts'
import { reached } from '../steps.ts'
import type { Held, SourceRecord } from '../store/store.ts'
import { report } from './alerts.ts'
import { digestOf, isKnown, isSettled } from './body.ts'
import type { CheckResult } from './check-source.ts'
import { failed, faultOf } from './failure.ts'
import type { Installation } from './installation.ts'

/** Name of the setting that holds the commit up to which everything in the git log has been published. */
const publishedHead = 'published-head'

/**
 * Checks sources once: all are fetched side by side within the client's limits; what changed goes through one after the
 * other. One source's trouble touches no other. The unchanged way parses nothing, commits nothing and is recorded in one
 * transaction.
 *
 * @param asked `true` when a person asked: the source is asked even if its schedule would leave it alone for now.
 */
export async function check(
  at: Installation,
  sources: readonly SourceConfig[],
  asked: boolean,
  done: (result: CheckResult) => void = () => undefined,
): Promise<CheckResult[]> {
  try {
    const results = await cycleOf(at, sources, asked, done)
    report(at, wholeCheck, null)
    return results
  } catch (error) {
    const fault = faultOf(wholeCheck, error)
    report(at, wholeCheck, fault)
    return sources.map((source) => ({ source: source.id, outcome: 'fault', changeSets: [], faults: [fault] }))
  }
}

/** Place of trouble that touches every source: git, the disk. */
const wholeCheck = 'check'

async function cycleOf(
  at: Installation,
  sources: readonly SourceConfig[],
  asked: boolean,
  done: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const head = await at.snapshots.head()
  const seen = at.store.setting(publishedHead)
  const behind = head === null || head === seen ? new Set<string>() : await at.snapshots.touched(seen, head)
  const cycle: Cycle = {
    at,
    asked,
    behind,
    records: at.store.sources(),
    held: new Map(at.store.held().map((one) => [one.source, one])),
    memo: new Map(),
    troubled: new Set(at.store.openAlerts().map(({ place }) => place)),
    quiet: [],
    published: new Set(),
    line: Promise.resolve(),
  }
  const results = await Promise.all(
    sources.map(async (source) => {
      const result = await checkOne(cycle, source)
      done(result)
      return result
    }),
  )
  at.store.verified(cycle.quiet, at.now())
  await rememberHead(cycle, seen)
  await pushCommits(at, cycle.published.size > 0)
  if (at.config.subscriptions.some(({ reminders }) => reminders.length > 0) || at.store.countSubscriptions().active > 0)
    await (await import('./remind.ts')).remind(at)
  return results
}

type Cycle = {
  readonly at: Installation
  readonly asked: boolean
  /** Sources whose snapshot was changed in git since everything was last published. */
  readonly behind: ReadonlySet<string>
  readonly records: ReadonlyMap<string, SourceRecord>
  readonly held: ReadonlyMap<string, Held>
  readonly memo: Map<string, Promise<unknown>>
  /** Places of open trouble, so that what is well costs no look into the store. */
  readonly troubled: ReadonlySet<string>
  readonly quiet: { id: string; state?: string }[]
  /** Sources that had their turn in this cycle. */
  readonly published: Set<string>
  /** What changed is dealt with one source at a time: git has one index. */
  line: Promise<unknown>
}

async function checkOne(cycle: Cycle, source: SourceConfig): Promise<CheckResult> {
  const { at } = cycle
  const fetched = await fetchOne(cycle, source)
  reached('fetched')
  if (fetched.kind !== 'fault') tellNotices(cycle, source, fetched)
  if (isQuiet(cycle, source, fetched)) {
    const state = fetched.kind === 'fault' ? undefined : fetched.state
    cycle.quiet.push({ id: source.id, ...(state !== undefined && { state }) })
    if (cycle.troubled.has(source.id)) report(at, source.id, null)
    return { source: source.id, outcome: 'unchanged', changeSets: [], faults: [] }
  }
  const turn = cycle.line.then(async () => {
    const { process } = await import('./check-source.ts')
    const result = await process(at, source, cycle.held.get(source.id), fetched)
    cycle.published.add(source.id)
    return result
  })
  cycle.line = turn.catch(() => undefined)
  return turn.catch((error: unknown) => failed(at, source, faultOf(source.id, error), null))
}

function isQuiet({ at, records, held, behind }: Cycle, source: SourceConfig, fetched: Fetched): boolean {
  const record = records.get(source.id)
  const reader = readerOf(at.kindOf(source), source.settings)
  if (fetched.kind === 'fault' || held.has(source.id) || behind.has(source.id)) return false
  if (fetched.kind === 'unchanged') return record?.digest === null || (isSettled(record) && record?.reader === reader)
  return isKnown(record, digestOf(fetched.body), reader)
}

async function fetchOne({ at, asked, records, held, memo }: Cycle, source: SourceConfig): Promise<Fetched> {
  const waiting = held.get(source.id)
  const io = {
    http: at.http,
    now: at.now,
    clientId: at.store.clientId,
    lastBody: () => waiting?.body ?? at.store.lastBody(source.id),
    memo,
    asked,
    held: waiting !== undefined,
  }
  const state = waiting?.state ?? records.get(source.id)?.state ?? null
  try {
    return await at.kindOf(source).fetch({ ...source.settings, id: source.id }, state, io)
  } catch (error) {
    return { kind: 'fault', fault: faultOf(source.id, error) }
  }
}

/** What a source answered with an answer that operators should know of: it moved, it was cut in part. Each kind is a place of its own. */
function tellNotices(
  { at, troubled }: Cycle,
  source: SourceConfig,
  fetched: Exclude<Fetched, { kind: 'fault' }>,
): void {
  if (fetched.notices.length === 0 && ![...troubled].some((place) => place.startsWith(`${source.id} (`))) return
  const places = new Map(fetched.notices.map((notice) => [`${source.id} (${notice.code})`, notice]))
  for (const [place, notice] of places) report(at, place, notice, source.gate.remindAfter)
  const over = at.store
    .openAlerts()
    .filter(({ place, fault }) => place === `${source.id} (${fault.code})` && !places.has(place))
  for (const { place } of over) report(at, place, null)
}

/**
 * Only when nothing lies past the mark of any source that the new commits touch: else the next cycle looks again. A person may have
 * committed to a source after its turn in this cycle.
 */
async function rememberHead({ at, published }: Cycle, seen: string | null): Promise<void> {
  if (published.size === 0) return
  const head = await at.snapshots.head()
  if (head === null || head === seen) return
  const touched = await at.snapshots.touched(seen, head)
  for (const { id } of at.config.sources.filter((source) => touched.has(source.id))) {
    const mark = at.store.mark(id)
    if (mark !== null && (await at.snapshots.log(id, mark.commit)).commits.length > 0) return
  }
  at.store.setSetting(publishedHead, head)
}

/** After commits, and as long as an earlier push has failed. Failing to push delays nothing else. */
async function pushCommits(at: Installation, committed: boolean): Promise<void> {
  const place = 'push of the snapshots'
  if (at.config.snapshots.push === null) return
  if (!committed && !at.store.openAlerts().some((open) => open.place === place)) return
  report(at, place, await at.snapshots.push())
}
