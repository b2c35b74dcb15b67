import type { Config, SourceConfig } from '../config/config.ts'
import type { Snapshots } from '../snapshots/snapshots.ts'
import type { Http } from '../sources/http.ts'
import type { SourceKind } from '../sources/kind.ts'
import type { Store } from '../store/store.ts'
import type { Bell } from './bell.ts'
import type { Pulse } from './pulse.ts'

/** Everything one running endpoint-drift works with. Time and chance come in here and nowhere else. */
export type Installation = {
  readonly config: Config
  readonly store: Store
  readonly snapshots: Snapshots
  readonly http: Http
  readonly kindOf: (source: SourceConfig) => SourceKind<unknown>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Log
  /** Only a running worker has these. */
  readonly pulse?: Pulse
  readonly bell?: Bell
}

/** Structured, without secrets. */
export type Log = {
  readonly info: (facts: object, text: string) => void
  readonly warn: (facts: object, text: string) => void
}
