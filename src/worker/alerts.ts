import { createHash } from 'node:crypto'
import type { Alert, Fault } from '../core/model.ts'
import type { NewDelivery } from '../store/store.ts'
import type { Installation } from './installation.ts'

/**
 * Tells operators of trouble at a place: when it begins, when its code changes, when it ends (`fault` null), and as a
 * reminder when it has lasted `remindAfter` milliseconds since the last word. Anything else is silence.
 * `event`: each `why` is trouble of its own and is told, also while the last one is open.
 */
export function report(
  at: Installation,
  place: string,
  fault: Fault | null,
  remindAfter = Number.POSITIVE_INFINITY,
  event = false,
): void {
  const now = at.now()
  const open = at.store.openAlerts().find((alert) => alert.place === place)
  const another = event && fault !== null && open !== undefined && fault.why !== open.fault.why
  const state = another ? 'changes' : stateOf(open, fault, now, remindAfter)
  if (state === null) return
  const told = fault ?? open?.fault
  if (told === undefined) return
  const since = open?.since ?? now
  const id = stableId('alert', place, told.code, state, String(now))
  const alert: Alert = { id, state, fault: told, since: iso(since), at: iso(now) }
  at.log.warn({ place, code: told.code, state }, told.why)
  at.store.alert(place, fault, alert, toOperators(at, alert), now)
}

type Open = { readonly fault: Fault; readonly since: number; readonly toldAt?: number }

function stateOf(open: Open | undefined, fault: Fault | null, now: number, remindAfter: number): Alert['state'] | null {
  if (open === undefined) return fault === null ? null : 'begins'
  if (fault === null) return 'ends'
  if (fault.code !== open.fault.code) return 'changes'
  return now - (open.toldAt ?? open.since) >= remindAfter ? 'reminder' : null
}

function toOperators(at: Installation, alert: Alert): NewDelivery[] {
  return at.config.operator.map(({ channel, to }) => ({
    id: stableId('delivery', alert.id, channel, to),
    subscription: 'operator',
    channel,
    to,
    message: { kind: 'alert', alert },
  }))
}

/** A short id that the same parts always give. */
export function stableId(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 26)
}

export function iso(ms: number): string {
  return new Date(ms).toISOString()
}
