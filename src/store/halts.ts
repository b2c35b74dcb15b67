import type { Database, Row } from './database.ts'
import { integer, parseHalt, text } from './row.ts'
import type { Halt } from './subscription.ts'

export type HaltStore = {
  /** Halts of subscriptions of the configuration; those of the store carry theirs. */
  readonly configuredHalts: () => ReadonlyMap<string, Halt>
  /**
   * Halts that receivers caused: whether there is any, how many of them operators were not told of (`haltsTold`), and the first
   * `limit` of those, oldest first.
   */
  readonly untoldHalts: (limit: number) => {
    readonly any: boolean
    readonly count: number
    readonly first: readonly (readonly [name: string, halt: Halt])[]
  }
  /** Operators were told of all halts that receivers have caused. */
  readonly haltsTold: (at: number) => void
  /** Another text whenever a subscription of the store came, left, changed, was halted or resumed. */
  readonly subscriptionsMark: () => string
}

/** By the index of the names, without a look at those of the store, which begin with '_'; '`' is the character after it. */
const configuredSql = [
  `select * from standing where name < '_' and halt_kind is not null order by name`,
  "select * from standing where name >= '`' and halt_kind is not null order by name",
]

const untold = `halt_kind is not null and halt_by = 'receiver' and told_at is null`

/** As text: the sums are larger than what a number holds exactly. */
const markSql = `
  select (select count(*) || ':' || coalesce(sum(changed_at), 0) from subscription) || ':' ||
    (select count(*) || ':' || coalesce(sum(halted_at), 0) from standing where halt_kind is not null) as mark`

/** Who is not sent to, without a look at everybody who is subscribed. */
export function haltMethods(db: Database): HaltStore {
  return {
    configuredHalts: () => new Map(configuredSql.flatMap((sql) => db.all(sql)).flatMap(named)),
    untoldHalts: (limit) => ({
      any: db.get(`select 1 from standing where halt_kind is not null and halt_by = 'receiver' limit 1`) !== undefined,
      count: integer(db.get(`select count(*) as count from standing where ${untold}`) ?? {}, 'count'),
      first: db.all(`select * from standing where ${untold} order by halted_at limit ?`, limit).flatMap(named),
    }),
    haltsTold: (at) => {
      db.run(`update standing set told_at = ? where ${untold}`, at)
    },
    subscriptionsMark: () => text(db.get(markSql) ?? {}, 'mark'),
  }
}

function named(row: Row): readonly (readonly [string, Halt])[] {
  const halt = parseHalt(row)
  return halt === null ? [] : [[text(row, 'name'), halt]]
}
