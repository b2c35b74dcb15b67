import { counts } from './change-set.ts'
import type {
  Alert,
  Change,
  ChangeKind,
  ChangeSet,
  Confirmation,
  Digest,
  Message,
  Reminder,
  SourceLabel,
  TakenBack,
} from './model.ts'
import type { ServiceFacts } from './service-facts.ts'

/** What `data` of a message of type `changes` holds, and what `diff --json` prints. Documented by schema/webhook.schema.json. */
export type ChangesPayload = {
  readonly changeSet: string
  readonly source: SourceLabel
  readonly seenAt: string
  readonly pageDate: string | null
  readonly commit: string
  readonly previousCommit: string | null
  /** Where all of it is as JSON, whatever was filtered or cut; absent where no pages are served. */
  readonly whole?: string
  readonly counts: Readonly<Record<ChangeKind, number>>
  /** Addresses to allow, and addresses that may be closed: ready to paste. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** The same by kind of rule: names for a proxy, ranges for a firewall. */
  readonly paste: PasteLists
  readonly changes: readonly Change[]
  /** Where the list has endpoint sets: the change set by set. */
  readonly service?: ServiceFacts
}

export type PasteLists = {
  readonly addedNames: readonly string[]
  readonly addedRanges: readonly string[]
  readonly removedNames: readonly string[]
  readonly removedRanges: readonly string[]
}

/** What `data` of a message of type `digest` holds. */
export type DigestPayload = {
  readonly when: Digest['when']
  readonly from: string
  readonly to: string
  /** Over all sources. What was taken back counts as that and as nothing else, one for each address. */
  readonly counts: Readonly<Record<ChangeKind | 'takenBack', number>>
  readonly sources: readonly {
    readonly source: SourceLabel
    readonly changeSets: readonly ChangesPayload[]
    readonly takenBack: readonly TakenBack[]
  }[]
}

export type AlertPayload = {
  readonly alert: string
  readonly state: Alert['state']
  readonly code: string
  readonly place: string
  readonly why: string
  readonly next: string
  readonly since: string
  readonly at: string
}

export type TestPayload = { readonly text: string; readonly at: string }

/** One event as JSON-ready data. `id` is that of the delivery; `timestamp` says when it came to be owed, ISO 8601 UTC. */
export type Payload = { readonly id: string; readonly timestamp: string } & (
  | { readonly type: 'changes'; readonly data: ChangesPayload }
  | { readonly type: 'digest'; readonly data: DigestPayload }
  | { readonly type: 'confirmation'; readonly data: Confirmation }
  | { readonly type: 'reminder'; readonly data: Reminder }
  | { readonly type: 'alert'; readonly data: AlertPayload }
  | { readonly type: 'test'; readonly data: TestPayload }
)

/** `site`: where the pages are, without a slash at the end; `null` where none are served. */
export function changesPayload(changeSet: ChangeSet, site: string | null = null): ChangesPayload {
  const { id, source, seenAt, pageDate, commit, previousCommit, changes, service } = changeSet
  return {
    changeSet: id,
    source: labelOf(source),
    seenAt,
    pageDate,
    commit,
    previousCommit,
    ...(site !== null && { whole: `${site}/changes/${encodeURIComponent(id)}.json` }),
    counts: counts(changes),
    added: addresses(changes, 'added'),
    removed: addresses(changes, 'removed'),
    paste: pasteLists(changes),
    changes,
    ...(service !== undefined && { service }),
  }
}

/** What was added and what was removed, ready to paste into a list of names or a list of ranges. */
export function pasteLists(changes: readonly Change[]): PasteLists {
  const of = (kind: ChangeKind, ranges: boolean): readonly string[] =>
    changes.filter((one) => one.kind === kind && isRange(one) === ranges).map(({ address }) => address)
  return {
    addedNames: of('added', false),
    addedRanges: of('added', true),
    removedNames: of('removed', false),
    removedRanges: of('removed', true),
  }
}

function isRange({ type }: Change): boolean {
  return type === 'cidr' || type === 'ipv4' || type === 'ipv6'
}

/**
 * The same message, id, time and site always give the same payload, so that a repeat can be recognised byte for byte. `site` as for
 * `changesPayload`.
 */
export function payloadOf(message: Message, id: string, timestamp: string, site: string | null = null): Payload {
  const head = { id, timestamp }
  switch (message.kind) {
    case 'changes':
      return { type: 'changes', ...head, data: changesPayload(message.changeSet, site) }
    case 'digest':
      return { type: 'digest', ...head, data: digestPayload(message.digest, site) }
    case 'confirmation':
      return { type: 'confirmation', ...head, data: message.confirmation }
    case 'reminder':
      return { type: 'reminder', ...head, data: message.reminder }
    case 'alert':
      return { type: 'alert', ...head, data: alertPayload(message.alert) }
    case 'test':
      return { type: 'test', ...head, data: { text: 'This is a test: nothing has changed.', at: message.at } }
  }
}

function digestPayload({ when, from, to, sources }: Digest, site: string | null): DigestPayload {
  const changes = sources.flatMap(({ changeSets }) => changeSets.flatMap((one) => one.changes))
  const takenBack = sources.reduce((sum, one) => sum + one.takenBack.length, 0)
  return {
    ...{ when, from, to },
    counts: { ...counts(changes), takenBack },
    sources: sources.map(({ source, changeSets, takenBack }) => ({
      source: labelOf(source),
      changeSets: changeSets.map((one) => changesPayload(one, site)),
      takenBack,
    })),
  }
}

function labelOf({ id, title, page }: SourceLabel): SourceLabel {
  return { id, title, page }
}

function alertPayload({ id, state, fault, since, at }: Alert): AlertPayload {
  return { alert: id, state, code: fault.code, place: fault.place, why: fault.why, next: fault.next, since, at }
}

function addresses(changes: readonly Change[], kind: ChangeKind): readonly string[] {
  return changes.filter((change) => change.kind === kind).map((change) => change.address)
}
