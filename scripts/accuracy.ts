import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const shared = join(root, '../shared')
const extract = [process.execPath, join(root, 'bin/endpoint-drift.js'), 'extract', '--json', '--no-includes']

const measures = [
  ['pages', '--truth', 'golden', '--pages', 'pages', '--min-recall', '0.998', '--min-precision', '0.998'],
  ['history', '--truth', 'drift', '--history', 'history', '--min-exact', '0.99'],
] as const

/** Scores what the command line reads against the truth that people read by eye; without that truth there is nothing to do. */
function main(): void {
  if (!existsSync(join(shared, 'tools/score.mjs'))) {
    console.log('accuracy: the truth is not at hand (../shared is absent): nothing measured')
    return
  }
  for (const [mode, ...options] of measures) {
    const paths = options.map((option) => (/^[a-z]/.test(option) ? join(shared, option) : option))
    const run = spawnSync(process.execPath, [join(shared, 'tools/score.mjs'), mode, ...paths, '--', ...extract], {
      cwd: root,
      stdio: 'inherit',
    })
    if (run.status !== 0) process.exitCode = 1
  }
}

main()
