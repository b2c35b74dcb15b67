import { counts } from './change-set.ts'
import type { Alert, Change, ChangeKind, ChangeSet, Message, Reminder, SourceLabel } from './model.ts'
import type { ServiceFacts } from './service-facts.ts'

/** What `data` of a message of type `changes` holds, and what `diff --json` prints. Documented by schema/webhook.schema.json. */
export type ChangesPayload = {
  readonly changeSet: string
  readonly source: SourceLabel
  readonly seenAt: string
  readonly pageDate: string | null
  readonly commit: string
  readonly previousCommit: string | null
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
  | { readonly type: 'reminder'; readonly data: Reminder }
  | { readonly type: 'alert'; readonly data: AlertPayload }
  | { readonly type: 'test'; readonly data: TestPayload }
)

export function changesPayload(changeSet: ChangeSet): ChangesPayload {
  const { id, source, seenAt, pageDate, commit, previousCommit, changes, service } = changeSet
  return {
    changeSet: id,
    source: { id: source.id, title: source.title, page: source.page },
    seenAt,
    pageDate,
    commit,
    previousCommit,
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

/** The same message, id and time always give the same payload, so that a repeat can be recognised byte for byte. */
export function payloadOf(message: Message, id: string, timestamp: string): Payload {
  if (message.kind === 'changes') return { type: 'changes', id, timestamp, data: changesPayload(message.changeSet) }
  if (message.kind === 'reminder') return { type: 'reminder', id, timestamp, data: message.reminder }
  if (message.kind === 'alert') return { type: 'alert', id, timestamp, data: alertPayload(message.alert) }
  const text = 'This is a test: nothing has changed.'
  return { type: 'test', id, timestamp, data: { text, at: message.at } }
}

function alertPayload({ id, state, fault, since, at }: Alert): AlertPayload {
  return { alert: id, state, code: fault.code, place: fault.place, why: fault.why, next: fault.next, since, at }
}

function addresses(changes: readonly Change[], kind: ChangeKind): readonly string[] {
  return changes.filter((change) => change.kind === kind).map((change) => change.address)
}
