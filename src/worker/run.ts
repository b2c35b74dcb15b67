import type { Channels } from '../channels/open.ts'
import type { SourceConfig } from '../config/config.ts'
import { report } from './alerts.ts'
import { type Bell, newBell } from './bell.ts'
import { reportChannels } from './channel-trouble.ts'
import { bringForward, hourly, mayAsk } from './clock.ts'
import { check } from './cycle.ts'
import { deliverDue } from './deliver.ts'
import { gather } from './gather.ts'
import { beat } from './heartbeat.ts'
import type { Installation } from './installation.ts'
import { readdress } from './subscribers.ts'

/** Calls `work` by a cron expression until `stop` is called. */
export type Schedule = (expression: string, work: () => void) => { readonly stop: () => void }

/** Waits for a number of milliseconds, or until `stop` of the worker is called. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

export type Clockwork = {
  readonly schedule: Schedule
  readonly wait: Wait
  /** In [0, 1). */
  readonly random: () => number
}

/** How often the worker looks for what another process asked of it: accepted readings, deliveries to retry. */
const glance = 15_000

/** What is overdue on a channel that is being worked off is looked at again after this time. */
const shortest = 500

/**
 * The worker: every source on its schedule, deliveries when they are due, until `signal` aborts. Sources with the same schedule
 * are checked in one cycle, so that they share calls. What is under way when the signal comes is finished or, past the caller's
 * patience, left to the next start: nothing is lost either way.
 */
export async function run(
  at: Installation & { readonly channels: Channels },
  clockwork: Clockwork,
  signal: AbortSignal,
): Promise<void> {
  readdress(at)
  const watched = at.config.sources.filter((source) => source.retired === null)
  const cycles = queue()
  const bell = at.bell ?? newBell()
  const checkThese = (sources: readonly SourceConfig[]): Promise<void> =>
    cycles(() => oneCycle(at, sources, signal, bell.ring))
  const jobs = [...groups(watched)].map(([, sources]) =>
    clockwork.schedule(sources[0]?.schedule ?? '', () => {
      const late = (sources[0]?.jitter ?? 0) * clockwork.random()
      void clockwork.wait(late, signal).then(() => checkThese(sources))
    }),
  )
  const first = checkThese(watched)
  await deliverUntil(at, clockwork, signal, checkThese, bell)
  for (const job of jobs) job.stop()
  await first
  await cycles(() => Promise.resolve())
}

async function oneCycle(
  at: Installation,
  sources: readonly SourceConfig[],
  signal: AbortSignal,
  ring: () => void,
): Promise<void> {
  if (signal.aborted) return
  try {
    const records = at.store.sources()
    const open = sources.filter((source) => mayAsk(records.get(source.id)?.notBefore, at.now()))
    const began = at.now()
    const results = await check(at, open, false, ring)
    at.pulse?.cycled(results, began, at.now())
    for (const { source, outcome, changeSets } of results)
      at.log.info({ source, outcome, changeSets: changeSets.length }, 'checked')
    // Not waited for: who listens for the heartbeat must not delay a cycle.
    void beat(at)
    await tidy(at)
  } catch (error) {
    // The store itself fails: there is nowhere to write it down, and the next tick may fare better.
    at.log.warn({ error: String(error) }, 'a check failed as a whole; the next one tries again')
  }
}

const day = 86_400_000

/** Forgets what nobody confirmed in time; once a day git collects its garbage. */
async function tidy(at: Installation): Promise<void> {
  at.store.expire(at.now())
  const last = Number(at.store.setting('tidied-at') ?? 0)
  if (Math.abs(at.now() - last) < day) return
  report(at, 'git garbage collection', await at.snapshots.tidy())
  at.store.setSetting('tidied-at', String(at.now()))
}

async function deliverUntil(
  at: Installation & { readonly channels: Channels },
  { wait, random }: Clockwork,
  signal: AbortSignal,
  checkThese: (sources: readonly SourceConfig[]) => Promise<void>,
  bell: Bell,
): Promise<void> {
  let passing: Promise<void> | null = null
  let gathering: Promise<void> | null = null
  const rounds = new Set<Promise<void>>()
  const isHour = hourly()
  while (!signal.aborted) {
    at.pulse?.turned(at.now())
    if (isHour(at.now())) bringForward(at)
    const rung = bell.next()
    const accepted = new Set(at.store.holding().flatMap(({ source, accepted }) => (accepted ? [source] : [])))
    const waiting = at.config.sources.filter((source) => accepted.has(source.id))
    if (waiting.length > 0 && passing === null)
      passing = checkThese(waiting).finally(() => {
        passing = null
      })
    // Not waited for: what is due goes out whatever becomes of the digests.
    gathering ??= gather(at, signal)
      .then((made) => {
        if (made > 0) bell.ring()
      }, failureTo(at))
      .finally(() => {
        gathering = null
      })
    // Nor this: a slow channel must not keep the others from what is published meanwhile.
    const round = deliverDue({ ...at, random, signal })
      .then((done) => {
        reportChannels(at, done)
        if (done.channels.size > 0) bell.ring()
      })
      .catch(failureTo(at))
    rounds.add(round)
    void round.finally(() => rounds.delete(round))
    const until = Math.min(glance, Math.max(shortest, nextTime(at) - at.now()))
    await Promise.race([wait(until, signal), rung])
  }
  await Promise.all([...rounds, passing, gathering])
}

/** When something is to be sent or made up next. */
function nextTime({ store }: Installation): number {
  const never = Number.POSITIVE_INFINITY
  return Math.min(store.nextDue() ?? never, store.nextKept() ?? never)
}

function failureTo(at: Installation): (error: unknown) => void {
  return (error) => at.log.warn({ error: String(error) }, 'a round of deliveries or digests failed; it is tried again')
}

/** Sources that are checked together: the same schedule and the same jitter. */
function groups(sources: readonly SourceConfig[]): Map<string, SourceConfig[]> {
  const found = new Map<string, SourceConfig[]>()
  for (const source of sources) {
    const key = `${source.schedule}\n${source.jitter}`
    found.set(key, [...(found.get(key) ?? []), source])
  }
  return found
}

/** One after the other, in the order asked for; a failure does not stop the next. */
function queue(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
