import type { Fault } from '../core/model.ts'
import { report } from './alerts.ts'
import type { DeliveryRound, Tally } from './deliver.ts'
import type { Installation } from './installation.ts'

/** Tells operators when a channel stops delivering, messages are given up or receivers are lost, and when it is over. */
export function reportChannels(at: Installation, { channels }: DeliveryRound): void {
  if (channels.size > 0) reportHalts(at)
  for (const [name, tally] of channels) {
    const place = `channel ${name}`
    const late = lateFault(place, name, tally)
    const lost = lostFault(`${place} (given up)`, tally)
    if (late !== undefined) report(at, place, late)
    if (lost !== undefined) report(at, `${place} (given up)`, lost)
  }
}

/** Up to which halt operators were told: milliseconds since the epoch. */
const haltsTold = 'halts-told'
const mostNamed = 20

/** Those that were halted since operators last heard of it, in one message; it is over when none is left. */
function reportHalts(at: Installation): void {
  const place = 'subscriptions'
  const halts = [...at.store.halted()].filter(([, { by }]) => by === 'receiver')
  const told = Number(at.store.setting(haltsTold) ?? 0)
  const fresh = halts.filter(([, halt]) => halt.at > told)
  if (halts.length === 0) report(at, place, null)
  if (fresh.length === 0) return
  const named = fresh.slice(0, mostNamed).map(([name, { kind, why }]) => `${name} is ${kind}: ${why}`)
  const more = fresh.length > named.length ? `; and ${fresh.length - named.length} more` : ''
  const fault = {
    code: 'halted',
    place,
    why: `${named.join('; ')}${more}`,
    next: 'See: endpoint-drift subscriptions list --state stopped (or paused). Put the address right or the receiver, then: endpoint-drift subscriptions resume NAME. What is published meanwhile is kept',
  }
  report(at, place, fault, Number.POSITIVE_INFINITY, true)
  at.store.setSetting(haltsTold, String(Math.max(...fresh.map(([, halt]) => halt.at))))
}

/** `undefined`: the round says nothing about it; `null`: it is well. */
function lateFault(place: string, name: string, { delivered, retried, last }: Tally): Fault | null | undefined {
  if (delivered > 0) return null
  if (retried === 0) return undefined
  return {
    code: 'not-delivered',
    place,
    why: `nothing was delivered in the last round: ${last ?? 'no reason given'}`,
    next: `Try: endpoint-drift test-channel ${name}. What is owed is tried again for five days; see: endpoint-drift deliveries`,
  }
}

function lostFault(place: string, { delivered, refused, gone, dead, last }: Tally): Fault | null | undefined {
  const count = refused + gone + dead
  if (count === 0) return delivered > 0 ? null : undefined
  return {
    code: 'given-up',
    place,
    why: `${count} messages were given up in the last round: ${last ?? 'no reason given'}`,
    next: 'See: endpoint-drift deliveries --state refused (or gone, dead). Put the address right, then: endpoint-drift deliveries retry ID',
  }
}
