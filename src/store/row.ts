import type { ChangeSet, Fault, Message } from '../core/model.ts'
import type { Row } from './database.ts'
import type { Attempt, Delivery, DeliveryState, SourceRecord } from './store.ts'
import type { Halt, Subscription, WithStanding } from './subscription.ts'

/** What comes out of the database is `unknown` until it has passed through here. */

function wrong(row: Row, column: string): Error {
  return new Error(`the store holds ${typeof row[column]} in column ${column}`)
}

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value === 'string') return value
  throw wrong(row, column)
}

export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value === 'number') return value
  throw wrong(row, column)
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column]
  if (value instanceof Uint8Array) return value
  throw wrong(row, column)
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column)
}

export function parseSource(row: Row): SourceRecord {
  return {
    id: text(row, 'id'),
    state: textOrNull(row, 'state'),
    digest: textOrNull(row, 'digest'),
    reader: integerOrNull(row, 'reader'),
    complaints: integerOrNull(row, 'complaints'),
    checkedAt: integerOrNull(row, 'checked_at'),
    verifiedAt: integerOrNull(row, 'verified_at'),
    changedAt: integerOrNull(row, 'changed_at'),
    failures: integer(row, 'failures'),
    notBefore: integerOrNull(row, 'not_before'),
  }
}

/** Of what is due, the table does not say whether it was tried before. */
export function parseDelivery(row: Row): Delivery {
  const state = parseState(text(row, 'state'))
  return {
    id: text(row, 'id'),
    subscription: text(row, 'subscription'),
    channel: text(row, 'channel'),
    to: text(row, 'recipient'),
    state: state === 'due' && integer(row, 'attempts') > 0 ? 'retrying' : state,
    createdAt: integer(row, 'created_at'),
    attempts: integer(row, 'attempts'),
    notBefore: integer(row, 'not_before'),
    last: textOrNull(row, 'last'),
  }
}

/** The column has a check constraint. */
export function parseState(state: string): DeliveryState {
  return state as DeliveryState
}

export function parseAttempt(row: Row): Attempt {
  return { at: integer(row, 'at'), outcome: text(row, 'outcome'), answer: text(row, 'answer') }
}

export function parseMessage(json: string): Message {
  return JSON.parse(json) as Message
}

export function parseChangeSet(json: string): ChangeSet {
  return JSON.parse(json) as ChangeSet
}

export function parseFault(json: string): Fault {
  return JSON.parse(json) as Fault
}

export function parseReasons(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[]
}

/** Columns of a subscription with those of its halt. */
export function parseWithStanding(row: Row): WithStanding {
  return {
    id: text(row, 'id'),
    channel: text(row, 'channel'),
    to: text(row, 'recipient'),
    label: textOrNull(row, 'label'),
    origin: text(row, 'origin') as Subscription['origin'],
    state: text(row, 'state') as Subscription['state'],
    wishes: JSON.parse(text(row, 'wishes_json')) as Subscription['wishes'],
    secrets: text(row, 'secrets').split(' ').filter(Boolean),
    generation: integer(row, 'generation'),
    createdAt: integer(row, 'created_at'),
    changedAt: integer(row, 'changed_at'),
    confirmedAt: integerOrNull(row, 'confirmed_at'),
    expiresAt: integerOrNull(row, 'expires_at'),
    halt: parseHalt(row),
  }
}

/** `null` where there is none. The columns are written together. */
export function parseHalt(row: Row): Halt | null {
  if (row.halt_kind === null) return null
  return {
    kind: text(row, 'halt_kind') as Halt['kind'],
    by: text(row, 'halt_by') as Halt['by'],
    why: text(row, 'halt_why'),
    at: integer(row, 'halted_at'),
  }
}
