import { reached } from '../steps.ts'
import type { AfterAttempt, Attempt, Store } from '../store/store.ts'

export type Attempted = {
  readonly id: string
  readonly attempt: Attempt
  readonly next: AfterAttempt
}

type Waiting = { readonly row: Attempted; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/**
 * Records attempts; a promise settles when its attempt is on the disk. Those that end while the disk is busy with others
 * are written together: one wait for the disk each would be most of the work of sending.
 */
export function recorder(store: Store): (row: Attempted) => Promise<void> {
  let waiting: Waiting[] = []

  function write(): void {
    const batch = waiting
    waiting = []
    try {
      reached('recording')
      store.attemptedAll(batch.map(({ row }) => row))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (row) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(write)
      waiting.push({ row, resolve, reject })
    })
}
