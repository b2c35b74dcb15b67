import { daysBetween } from '../core/endpoint-set-urgency.ts'
import type { Deadline } from '../core/service-facts.ts'
import { openSnapshots } from '../snapshots/snapshots.ts'
import { deadlinesOf } from '../worker/deadlines.ts'
import { chosen, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { out } from './print.ts'

type Options = { readonly json?: boolean }
type Row = Deadline & { readonly source: string; readonly days: number }

/** What takes effect and when, over all sources, from today on: out of the snapshots, so it asks nobody. */
export async function pending(globals: Globals, ids: readonly string[], { json }: Options): Promise<number> {
  const config = await readConfig(globals)
  const snapshots = await openSnapshots({ ...config.snapshots, data: config.data, now: Date.now })
  const today = new Date().toISOString().slice(0, 10)
  const rows: Row[] = []
  for (const source of chosen(config, ids))
    for (const deadline of await deadlinesOf(snapshots, source))
      if (deadline.date >= today) rows.push({ source: source.id, days: daysBetween(today, deadline.date), ...deadline })
  rows.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  if (json) out(JSON.stringify({ today, pending: rows }, null, 2))
  else print(rows)
  return 0
}

function print(rows: readonly Row[]): void {
  if (rows.length === 0) out('nothing takes effect from today on')
  const dates = [...new Set(rows.map(({ date }) => date))]
  for (const date of dates) {
    const due = rows.filter((row) => row.date === date)
    out(`${date}  ${whenText(due[0]?.days ?? 0)}`)
    for (const { source, set, title, terms, addresses, version } of due) {
      const { category, required, ports } = terms
      out(`  ${source}, set ${set}: ${title}`)
      out(
        `    ${terms.area}, ${category}, ${required ? 'required' : 'optional'}, ${ports.join(', ')}; version ${version}`,
      )
      for (const { address } of addresses) out(`    + ${address}`)
    }
  }
}

function whenText(days: number): string {
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
}
