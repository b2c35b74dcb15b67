import type { ChangeFacts, Deadline, ServiceFacts } from './service-facts.ts'

/** The words of the project as types. Everything here is data: readonly, JSON-serialisable, without behaviour. */

/** `wildcard`: an asterisk anywhere in the host, or a leading dot. `url`: a path that is not empty. `placeholder`: a variable part. */
export type AddressType = 'fqdn' | 'wildcard' | 'ipv4' | 'ipv6' | 'cidr' | 'url' | 'placeholder'

/** `443`, a range `"50000-59999"`, or, where the protocol belongs to the port, `"UDP 3478"`, `"TCP 50000-59999"`. */
export type Port = number | string

/** One place at which a source lists an address. */
export type Occurrence = {
  /** 1-based line of the body; `null` only where the body is not at hand (an old snapshot). */
  readonly line: number | null
  /** Path of the included file that holds the line, when it is not the page itself. */
  readonly file?: string
  /** Trail of headings from level 2 down. */
  readonly section: readonly string[]
  readonly tab: string | null
  readonly ports: readonly Port[]
  readonly protocols: readonly string[]
  /** What the list says the address is for, as plain text. */
  readonly service: string | null
  /** `true` required, `false` optional, `null` where the source does not say. */
  readonly required: boolean | null
  /** What only this kind of source knows: `set`, `area`, `category`, `instance`, `tag` ... */
  readonly labels?: Readonly<Record<string, string>>
}

/** One address as one source lists it, with every occurrence in the order of the body. */
export type Entry = {
  readonly address: string
  readonly type: AddressType
  readonly occurrences: readonly Occurrence[]
}

/** A piece of the body that looked like an endpoint, or like a table of them, and was not understood. */
export type Complaint = {
  readonly line: number
  readonly file?: string
  readonly text: string
  readonly reason: string
}

export type Reading = {
  readonly title: string | null
  /** The date that the page gives itself (`ms.date`), as written. */
  readonly date: string | null
  /** Sorted by address, each address once. */
  readonly entries: readonly Entry[]
  readonly complaints: readonly Complaint[]
}

/**
 * `moved`: to another section, tab or set. `changed`: ports, protocols, required or a label.
 * `reworded`: only the text of the service column; told to those who ask for it.
 */
export type ChangeKind = 'added' | 'removed' | 'changed' | 'moved' | 'reworded'
export const changeKinds: readonly ChangeKind[] = ['added', 'removed', 'changed', 'moved', 'reworded']

export type Change = {
  readonly kind: ChangeKind
  readonly address: string
  readonly type: AddressType
  /** Occurrences that are gone (all of them for `removed`, none for `added`). */
  readonly before: readonly Occurrence[]
  /** Occurrences that are new (all of them for `added`, none for `removed`). */
  readonly after: readonly Occurrence[]
  /** Where the list has endpoint sets: what an administrator must know besides. */
  readonly facts?: ChangeFacts
}

export type SourceLabel = {
  readonly id: string
  readonly title: string
  /** Where a person reads the list. */
  readonly page: string
}

/** What differs between two successive published snapshots of a source. */
export type ChangeSet = {
  /** Stable: the same two snapshots and the same commit give the same id. */
  readonly id: string
  readonly source: SourceLabel
  /** Commit that holds the new snapshot, and the commit that held the old one. */
  readonly commit: string
  readonly previousCommit: string | null
  /** When the change was committed, ISO 8601 UTC: when we saw it. */
  readonly seenAt: string
  /** The date that the page gives itself, where it gives one. */
  readonly pageDate: string | null
  readonly changes: readonly Change[]
  /** Where the list has endpoint sets: the change set by set, with dates and impact. */
  readonly service?: ServiceFacts
}

/** Entries of a list that must be open by a day, and still stand. Told some days before to those who asked for it. */
export type Reminder = {
  readonly source: SourceLabel
  /** YYYY-MM-DD. */
  readonly date: string
  /** From the day of this reminder to `date`; 0 on the day itself. */
  readonly days: number
  readonly deadlines: readonly Deadline[]
  /** ISO 8601 UTC. */
  readonly at: string
}

/** Trouble that a person must be able to act on. Never holds a secret. */
export type Fault = {
  /** Short, stable, hyphenated: `http-404`, `not-the-page`, `held`, `push-failed`. */
  readonly code: string
  /** Which source, file, line, channel. */
  readonly place: string
  readonly why: string
  readonly next: string
}

/** What operators are told: when trouble begins, changes and ends. */
export type Alert = {
  readonly id: string
  readonly state: 'begins' | 'changes' | 'ends' | 'reminder'
  readonly fault: Fault
  /** ISO 8601 UTC. */
  readonly since: string
  readonly at: string
}

/** An address that came and went, or went and came back, between two digests. */
export type TakenBack = {
  readonly address: string
  readonly type: AddressType
  /** What happened to it, oldest first. */
  readonly steps: readonly { readonly kind: ChangeKind; readonly seenAt: string; readonly changeSet: string }[]
}

/** What happened to one source within a digest. */
export type DigestSource = {
  readonly source: SourceLabel
  /** Oldest first, without what was taken back; those of which nothing is left are not here. */
  readonly changeSets: readonly ChangeSet[]
  readonly takenBack: readonly TakenBack[]
}

/** All that a subscription is owed for a day or a week, or since it was paused, in one message. */
export type Digest = {
  readonly when: 'daily' | 'weekly'
  /** When the first of the changes was seen, and up to when they were gathered: ISO 8601 UTC. */
  readonly from: string
  readonly to: string
  /** By title. */
  readonly sources: readonly DigestSource[]
}

/** Asks whoever reads the mail of an address whether he wants the subscription that somebody asked for. */
export type Confirmation = {
  /**
   * `new`: asks to confirm. `known`: the address has this subscription; the message brings its links again. `renewed`: somebody
   * with a link made all earlier ones worthless; the message brings the new ones.
   */
  readonly kind: 'new' | 'known' | 'renewed'
  /** What is subscribed to, in words, one line each. */
  readonly wishes: readonly string[]
  /** Until when it can be confirmed, ISO 8601 UTC; `null` when there is nothing to confirm. */
  readonly expires: string | null
  /** ISO 8601 UTC. */
  readonly at: string
}

/** What a channel carries. */
export type Message =
  | { readonly kind: 'changes'; readonly changeSet: ChangeSet }
  | { readonly kind: 'digest'; readonly digest: Digest }
  | { readonly kind: 'confirmation'; readonly confirmation: Confirmation }
  | { readonly kind: 'reminder'; readonly reminder: Reminder }
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'test'; readonly at: string }

/** How an attempt at a delivery ended. The channel classifies, the core decides. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly receipt: string }
  /**
   * `notBefore`: milliseconds since the epoch, when the receiver named a time. `ours`: the trouble is on our side (our mail
   * server, our configuration) and says nothing about the receiver.
   */
  | { readonly kind: 'retry'; readonly why: string; readonly notBefore?: number; readonly ours?: true }
  /** This message can never be delivered: too large, blocked. */
  | { readonly kind: 'refused'; readonly why: string }
  /** This address is dead: 410, 550 no such user. */
  | { readonly kind: 'gone'; readonly why: string }
