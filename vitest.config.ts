import { defineConfig } from 'vitest/config'

/** CI reads the counts from a file that the runner itself writes. */
const countsTo = process.env.VITEST_JSON

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    sequence: { shuffle: { tests: true, files: true } },
    reporters: countsTo === undefined ? ['default'] : ['default', ['json', { outputFile: countsTo }]],
  },
})
