import type { Fault } from '../core/model.ts'
import { report } from './alerts.ts'
import type { DeliveryRound, Tally } from './deliver.ts'
import type { Installation } from './installation.ts'

/** Tells operators when a channel stops delivering, and when it delivers again. */
export function reportChannels(at: Installation, { channels }: DeliveryRound): void {
  for (const [name, tally] of channels) {
    const fault = faultOf(name, tally)
    if (fault !== undefined) report(at, placeOf(name), fault)
  }
}

/** `undefined`: the round says nothing about the channel itself; `null`: it works. */
function faultOf(name: string, { delivered, retried, dead, last }: Tally): Fault | null | undefined {
  if (delivered > 0) return null
  if (retried + dead === 0) return undefined
  return {
    code: 'not-delivered',
    place: placeOf(name),
    why: `nothing was delivered in the last round: ${last ?? 'no reason given'}`,
    next: `Try: endpoint-drift test-channel ${name}. What is owed is tried again for five days; see: endpoint-drift deliveries`,
  }
}

function placeOf(name: string): string {
  return `channel ${name}`
}
