import { onTestFinished } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'

/** A store that is closed when the test ends; without a path it is in memory. */
export function freshStore(path = ':memory:'): Store {
  const opened = openStore(path)
  onTestFinished(opened.close)
  return opened
}

export function idsOf(rows: Iterable<{ readonly id: string }>): readonly string[] {
  return [...rows].map((row) => row.id)
}
