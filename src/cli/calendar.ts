import { calendarEvents, calendarText } from '../core/calendar.ts'
import { deadlines } from '../core/deadlines.ts'
import { openSnapshots, type Snapshots } from '../snapshots/snapshots.ts'
import { datedList } from '../worker/deadlines.ts'
import { chosen, readConfig } from './open.ts'
import type { Globals } from './options.ts'

/** How many steps of a source's history the calendar looks back: years, at Microsoft's pace. */
const lookedAt = 60

/** Effective dates as an iCalendar file on stdout; the same history gives the same bytes. */
export async function calendar(
  globals: Globals,
  { source = [] }: { readonly source?: readonly string[] },
): Promise<number> {
  const config = await readConfig(globals)
  const snapshots = await openSnapshots({ ...config.snapshots, data: config.data, now: Date.now })
  const sources = []
  for (const one of chosen(config, source)) {
    const events = calendarEvents(one.id, await stepsOf(snapshots, one.id))
    sources.push({ source: { title: one.title, page: one.page }, events })
  }
  process.stdout.write(calendarText(sources))
  return 0
}

async function stepsOf(snapshots: Snapshots, source: string) {
  const head = await snapshots.head()
  const past = head === null ? [] : await snapshots.history(source, head, lookedAt)
  return past
    .filter(({ files }) => files.has('changes.json'))
    .map(({ at, snapshot, files }) => ({ at, deadlines: deadlines(datedList(snapshot, files)) }))
}
