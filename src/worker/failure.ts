import type { SourceConfig } from '../config/config.ts'
import { backoff } from '../core/backoff.ts'
import type { Fault } from '../core/model.ts'
import { SnapshotError } from '../snapshots/snapshots.ts'
import { report } from './alerts.ts'
import type { CheckResult } from './check-source.ts'
import type { Installation } from './installation.ts'

const hour = 3_600_000

/** Trouble: the snapshot stays, operators are told once, the schedule backs off. */
export function failed(at: Installation, source: SourceConfig, fault: Fault, notBefore: number | null): CheckResult {
  const failures = (at.store.sources().get(source.id)?.failures ?? 0) + 1
  const now = at.now()
  const wait = backoff(failures)
  at.store.failed(source.id, now, notBefore ?? (wait > 0 ? now + wait : null))
  const rarely = `It failed ${failures} times in a row and is asked again in ${wait / hour} hours at the latest.`
  report(at, source.id, wait > 0 ? { ...fault, next: `${fault.next} ${rarely}` } : fault, source.gate.remindAfter)
  return { source: source.id, outcome: 'fault', changeSets: [], faults: [fault] }
}

/** Trouble that came as an exception: git, the disk, or a slip of ours. */
export function faultOf(place: string, error: unknown): Fault {
  if (error instanceof SnapshotError) return error.fault
  const why = error instanceof Error ? error.message : String(error)
  return {
    code: 'internal',
    place,
    why,
    next: 'It is tried again at the next check. If it stays, report it with this text.',
  }
}
