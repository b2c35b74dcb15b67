import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A path for a file in a fresh directory that goes when the test ends. */
export function freshPath(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'endpoint-drift-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, name)
}
