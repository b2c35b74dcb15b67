import type { Site } from './site.ts'

export type Health = { readonly well: boolean; readonly text: string }

/** The worker's loop comes round every 15 seconds at the latest. */
const longestTurn = 120_000

/** Whether the process lives: it answers, and its loop turns. What is ill here is cured by a restart. */
export function alive({ pulse, now }: Pick<Site, 'pulse' | 'now'>): Health {
  const turned = pulse?.facts().turnedAt
  if (turned === undefined || now() - turned <= longestTurn) return { well: true, text: 'alive' }
  return { well: false, text: `the loop has not turned for ${Math.round((now() - turned) / 1000)} seconds` }
}

/** Whether it can be asked: the store answers and the first cycle has ended. */
export function ready({ pulse, store, log }: Pick<Site, 'pulse' | 'store' | 'log'>): Health {
  try {
    store.sources()
  } catch (error) {
    log.warn({ error: String(error) }, 'not ready: the store cannot be read')
    return { well: false, text: 'the store cannot be read; the log says why' }
  }
  if (pulse !== undefined && pulse.facts().cycle === null) return { well: false, text: 'the first cycle has not ended' }
  return { well: true, text: 'ready' }
}
