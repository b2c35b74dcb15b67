import { channel } from 'node:diagnostics_channel'

/** Moments of the way from a body to a message that somebody got, in their order. */
export type Step =
  | 'fetched'
  | 'snapshot-written'
  | 'committing'
  | 'committed'
  | 'publishing'
  | 'published'
  | 'gathering'
  | 'sending'
  | 'sent'
  | 'recording'
  | 'recorded'

const steps = channel('endpoint-drift:step')

/**
 * Says on the diagnostics channel `endpoint-drift:step` that a step was reached; nothing listens in production. The tests that
 * kill the program do, and so can whoever traces it.
 */
export function reached(step: Step): void {
  if (steps.hasSubscribers) steps.publish(step)
}
