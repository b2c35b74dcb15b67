import type { ChangeSet, Fault, Message } from '../core/model.ts'
import type { Row } from './database.ts'
import type { Attempt, Delivery, DeliveryState, SourceRecord } from './store.ts'

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

export function parseDelivery(row: Row): Delivery {
  return {
    id: text(row, 'id'),
    subscription: text(row, 'subscription'),
    channel: text(row, 'channel'),
    to: text(row, 'recipient'),
    state: parseState(text(row, 'state')),
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
