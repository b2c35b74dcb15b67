import { openSnapshots } from '../../src/snapshots/snapshots.ts'

/** Commits texts `from`, `from + 1` ... one after the other and says so, until it is killed. */
const [path = '', data = '', from = '0'] = process.argv.slice(2)
const author = { name: 'Endpoint Drift', email: 'drift@example.org' }
const snapshots = await openSnapshots({ path, data, author })
for (let i = Number(from); ; i += 1) {
  const text = String(i)
  process.stdout.write(`start ${text}\n`)
  const files: Record<string, string> = { 'endpoints.json': `${text}\n`, 'lines.json': `${text}\n` }
  if (i % 2 === 0) files['changes.json'] = `${text}\n`
  const commit = await snapshots.commit('intune', files, { summary: text })
  process.stdout.write(`done ${text} ${commit}\n`)
}
