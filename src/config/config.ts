import type { GateLimits } from '../core/gate.ts'
import type { Wishes } from '../core/wishes.ts'
import type { Network } from '../net/networks.ts'

/** What an installation watches and whom it tells, complete: every default filled in, times in milliseconds, sizes in bytes, paths absolute. */
export type Config = {
  /** The file it was read from. */
  readonly file: string
  /** Folder of the store and of the evidence of held readings. */
  readonly data: string
  readonly snapshots: SnapshotsConfig
  /** Cron expression, five or six fields. */
  readonly schedule: string
  readonly jitter: number
  /** `mailto:` or http(s) address that goes into the User-Agent. */
  readonly contact: string | null
  readonly fetch: FetchConfig
  /** A source that was not verified for so long fails the health check. */
  readonly stale: number
  readonly web: WebConfig
  readonly signup: SignupConfig
  /** Told after each good cycle, so that its silence is noticed elsewhere; `null` when nobody is. */
  readonly heartbeat: HeartbeatConfig | null
  readonly sources: readonly SourceConfig[]
  readonly channels: readonly ChannelConfig[]
  readonly subscriptions: readonly SubscriptionConfig[]
  /** Who is told of trouble; empty when nobody is. */
  readonly operator: readonly Recipient[]
}

export type SnapshotsConfig = {
  readonly path: string
  readonly author: { readonly name: string; readonly email: string }
  /** Commit subject with `{source}`, `{title}` and `{summary}` in it. */
  readonly message: string
  readonly sign: boolean
  readonly push: { readonly remote: string; readonly branch: string } | null
}

export type FetchConfig = {
  readonly timeout: number
  readonly maxBytes: number
  readonly redirects: number
  readonly retries: number
  readonly connections: number
}

export type WebConfig = {
  /** `null` when nothing is served. */
  readonly listen: Listen | null
  /** Where people reach the pages, without a slash at the end: links in feeds begin with it. */
  readonly publicUrl: string
  /** Networks of the proxies before us, whose word on where a request came from is believed. */
  readonly proxies: readonly Network[]
}

/** Who may subscribe by the pages. */
export type SignupConfig = {
  /** `domains`: mail addresses and receivers of these domains only. */
  readonly mode: 'open' | 'domains' | 'closed'
  readonly domains: readonly string[]
  /** Names of the channels that carry what people subscribe to by mail address and by URL; `null` where they cannot. */
  readonly email: string | null
  readonly webhook: string | null
}

/** `host` is an IP address or a name; `null` for every address of the machine. Port 0 lets the system choose. */
export type Listen = { readonly host: string | null; readonly port: number }

/** `every`: milliseconds that lie at least between two pings. */
export type HeartbeatConfig = { readonly url: string; readonly every: number }

export type GateConfig = GateLimits & {
  /** A held reading, or trouble, that lasts so long is told again. */
  readonly remindAfter: number
}

export type SourceConfig = {
  readonly id: string
  readonly kind: string
  readonly title: string
  /** Where a person reads the list. */
  readonly page: string
  readonly schedule: string
  readonly jitter: number
  readonly gate: GateConfig
  /** `null` for a source that is watched; the others are shown as history and not fetched. */
  readonly retired: Retired | null
  /** What the schema of the kind made of the other keys; empty for a retired source that has none. */
  readonly settings: object
}

export type Retired = {
  /** `2024-07-31` */
  readonly since?: string
  readonly successor?: string
  readonly note?: string
}

export type ChannelConfig = { readonly name: string; readonly kind: string; readonly settings: unknown }
export type Recipient = { readonly channel: string; readonly to: string }
export type SubscriptionConfig = Recipient & Wishes & { readonly name: string }
