import type { Fault } from '../core/model.ts'
import { report } from './alerts.ts'
import type { DeliveryRound, Tally } from './deliver.ts'
import type { Installation } from './installation.ts'

/** Tells operators when a channel stops delivering or messages are given up, and when it delivers again. */
export function reportChannels(at: Installation, { channels }: DeliveryRound): void {
  for (const [name, tally] of channels) {
    const place = `channel ${name}`
    const late = lateFault(place, name, tally)
    const lost = lostFault(`${place} (given up)`, tally)
    if (late !== undefined) report(at, place, late)
    if (lost !== undefined) report(at, `${place} (given up)`, lost)
  }
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
