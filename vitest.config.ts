import { accessSync, constants } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'

/** CI reads the counts from a file that the runner itself writes. */
const countsTo = process.env.VITEST_JSON

/** Hundreds of small repositories and stores are written and flushed: in memory, where there is such a place. */
const temporary = process.env.TMPDIR === undefined && isWritable('/dev/shm') ? '/dev/shm' : tmpdir()

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Much of the time goes into waiting for children and servers, and the default leaves a core idle.
    maxWorkers: availableParallelism() + 1,
    env: { TMPDIR: temporary },
    sequence: { shuffle: { tests: true, files: true } },
    reporters: countsTo === undefined ? ['default'] : ['default', ['json', { outputFile: countsTo }]],
  },
})
