import type { Database } from './database.ts'
import type { DeliveryStore, Due } from './delivery.ts'
import { integer, parseDelivery, text } from './row.ts'

/** Fairness is looked for among so many times the wanted number of rows: a full look at a long queue would cost more than sending. */
const window = 8
/** Most lanes that one call looks into, of those that hold only what is due later. */
const mostVisited = 1000
/** Lanes that one query looks at. */
const step = 200

type Head = { readonly seq: number; readonly lane: string; readonly subscription: string }

type Asked = {
  readonly now: number
  readonly limit: number
  readonly channel: string
  readonly except: readonly string[]
}

/** What a walk along the lanes found, and where it ended; `null` where it came round. */
type Walk = { readonly lanes: readonly string[]; readonly end: string | null }

/**
 * Gives what is due lane by lane in a ring; the next call goes on where this one ended. A short queue is seen whole. Of a long one
 * the next lanes of the ring are looked into, and those of the oldest rows, so that nothing has to wait for many lanes in which
 * nothing is due yet.
 */
export function fairQueue(db: Database): DeliveryStore['due'] {
  const ends = new Map<string, string>()
  return (now, limit, channel, except) => {
    const asked = { now, limit, channel, except }
    const start = ends.get(channel) ?? ''
    const isLong = db.get(longSql, channel, now, limit * window) !== undefined
    const { lanes, end } = isLong ? walk(db, asked, start) : { lanes: [], end: null }
    const oldest = lanes.length < limit ? heads(db, asked, null, limit * window) : []
    const ring = inRing([...new Set([...lanes, ...oldest.map(({ lane }) => lane)])], start)
    const queues = isLong ? fromLanes(db, asked, ring) : byLane(oldest)
    const chosen = dealt(ring, queues, limit)
    const last = end ?? chosen.at(-1)?.lane
    if (last !== undefined) ends.set(channel, last)
    return chosen.flatMap(({ seq }) => parsed(db, seq))
  }
}

/** Whether there is more than one look takes in, without looking at it. */
const longSql = `
  select seq from delivery where state = 'due' and channel = ? and not_before <= ?
  order by not_before, seq limit 1 offset ?`

function parsed(db: Database, seq: number): readonly Due[] {
  const row = db.get('select * from delivery where seq = ?', seq)
  return row ? [{ ...parseDelivery(row), hash: text(row, 'message') }] : []
}

function unless(count: number): string {
  return count === 0 ? '' : ` and subscription not in (${Array(count).fill('?').join(', ')})`
}

/** The oldest of a lane, or (`null`) of all, each subscription's first before any second. */
function heads(db: Database, { now, channel, except }: Asked, lane: string | null, count: number): readonly Head[] {
  const sql = `
    select seq, lane, subscription from delivery
    where state = 'due' and channel = ? ${lane === null ? '' : 'and lane = ?'} and not_before <= ?${unless(except.length)}
    order by not_before, seq limit ?`
  const rows = db.all(sql, channel, ...(lane === null ? [] : [lane]), now, ...except, count)
  const turns = new Map<string, number>()
  return rows
    .map((row) => {
      const subscription = text(row, 'subscription')
      const turn = turns.get(subscription) ?? 0
      turns.set(subscription, turn + 1)
      return { turn, seq: integer(row, 'seq'), lane: text(row, 'lane'), subscription }
    })
    .toSorted((a, b) => a.turn - b.turn)
}

function byLane(rows: readonly Head[]): ReadonlyMap<string, readonly Head[]> {
  return Map.groupBy(rows, ({ lane }) => lane)
}

/** Reads more of the lanes that have more, until there is enough. */
function fromLanes(db: Database, asked: Asked, lanes: readonly string[]): ReadonlyMap<string, readonly Head[]> {
  const queues = new Map<string, readonly Head[]>()
  const share = Math.ceil(asked.limit / lanes.length)
  let more = lanes
  for (let size = share === 1 ? 1 : share * window; more.length > 0; size *= window) {
    for (const lane of more) queues.set(lane, heads(db, asked, lane, size))
    more = more.filter((lane) => queues.get(lane)?.length === size)
    if ([...queues.values()].reduce((sum, rows) => sum + rows.length, 0) >= asked.limit) break
  }
  return queues
}

/** One of each lane, then a second one of each, and so on. */
function dealt(ring: readonly string[], queues: ReadonlyMap<string, readonly Head[]>, limit: number): readonly Head[] {
  const chosen: Head[] = []
  for (let turn = 0; chosen.length < limit; turn++) {
    const round = ring.flatMap((lane) => queues.get(lane)?.slice(turn, turn + 1) ?? [])
    if (round.length === 0) break
    chosen.push(...round.slice(0, limit - chosen.length))
  }
  return chosen
}

function inRing(lanes: readonly string[], start: string): readonly string[] {
  const sorted = lanes.toSorted()
  const after = sorted.findIndex((lane) => lane > start)
  return after < 0 ? sorted : [...sorted.slice(after), ...sorted.slice(0, after)]
}

/** The next lanes after one, in order, and whether something is due in each: every step is one look into an index. */
function ringSql(exceptions: number): string {
  const next = `select min(lane) from delivery where state = 'due' and channel = ? and lane >`
  return `
    with recursive ring (lane, place) as (
      select (${next} ?), 1
      union all
      select (${next} ring.lane), place + 1 from ring where ring.lane is not null and place < ${step}
    )
    select lane, exists (
      select 1 from delivery
      where state = 'due' and channel = ? and delivery.lane = ring.lane and not_before <= ?${unless(exceptions)}
    ) as ready
    from ring where lane is not null order by place`
}

/** Finds up to `limit` lanes in which something is due. */
function walk(db: Database, { now, limit, channel, except }: Asked, start: string): Walk {
  const sql = ringSql(except.length)
  const lanes: string[] = []
  let visited = 0
  for (const end of [null, start])
    for (let at = end === null ? start : ''; ; ) {
      const rows = db.all(sql, channel, at, channel, channel, now, ...except)
      for (const row of rows) {
        at = text(row, 'lane')
        if (end !== null && at > end) return { lanes, end: null }
        if (integer(row, 'ready') === 1) lanes.push(at)
        if (lanes.length === limit) return { lanes, end: at }
      }
      visited += rows.length
      if (rows.length < step) break
      if (visited >= mostVisited) return { lanes, end: at }
    }
  return { lanes, end: null }
}
