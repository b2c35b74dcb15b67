import type { CheckResult } from './check-source.ts'

type Outcome = CheckResult['outcome']

/** What a running worker shows of itself, since it was started. Times in milliseconds since the epoch. */
export type PulseFacts = {
  readonly startedAt: number
  /** When its loop last came round: some seconds ago, however much there is to do. */
  readonly turnedAt: number
  /** The last cycle, and how long it took; `null` before the first has ended. */
  readonly cycle: { readonly endedAt: number; readonly took: number } | null
  readonly checks: readonly { readonly source: string; readonly outcome: Outcome; readonly count: number }[]
}

export type Pulse = {
  readonly turned: (now: number) => void
  readonly cycled: (results: readonly CheckResult[], startedAt: number, endedAt: number) => void
  readonly facts: () => PulseFacts
}

export function newPulse(startedAt: number): Pulse {
  const checks = new Map<string, { source: string; outcome: Outcome; count: number }>()
  let turnedAt = startedAt
  let cycle: PulseFacts['cycle'] = null
  return {
    turned: (now) => {
      turnedAt = now
    },
    cycled: (results, began, endedAt) => {
      cycle = { endedAt, took: endedAt - began }
      for (const { source, outcome } of results) {
        const key = `${source} ${outcome}`
        checks.set(key, { source, outcome, count: (checks.get(key)?.count ?? 0) + 1 })
      }
    },
    facts: () => ({ startedAt, turnedAt, cycle, checks: [...checks.values()] }),
  }
}
