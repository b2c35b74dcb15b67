import { createHash } from 'node:crypto'
import type { Body } from '../sources/kind.ts'
import { unsettled } from '../store/source.ts'
import type { SourceRecord } from '../store/store.ts'

/** SHA-256 (hex) over the parts of a body: their paths and bytes, not where they came from or when. */
export function digestOf(body: Body): string {
  const hash = createHash('sha256')
  for (const { path, bytes } of body.parts) hash.update(`${path ?? ''}\0${bytes.length}\0`).update(bytes)
  return hash.digest('hex')
}

/** Whether `body`'s page is a true beginning of `whole`'s: what a connection that broke unnoticed leaves behind. */
export function beginsWith(whole: Body, body: Body): boolean {
  const before = whole.parts[0].bytes
  const now = body.parts[0].bytes
  return (
    now.length < before.length && Buffer.compare(Buffer.from(now), Buffer.from(before.subarray(0, now.length))) === 0
  )
}

/** Whether what is remembered is what was last committed. */
export function isSettled(record: SourceRecord | undefined): boolean {
  return record?.digest !== undefined && record.digest !== unsettled
}

/** Whether a body is the one that was dealt with last, read by the reader of today. */
export function isKnown(record: SourceRecord | undefined, digest: string, reader: number): boolean {
  return record !== undefined && record.digest === digest && record.reader === reader
}
