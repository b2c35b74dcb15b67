import { mergeRecords } from '../../core/endpoint-set-records.ts'
import {
  decodeRecords,
  decodeSets,
  encodeRecords,
  encodeSets,
  recordsFile,
  type SetName,
  setsFile,
} from '../../core/service-files.ts'
import type { Body } from '../kind.ts'
import { assemble, changesFile } from './assemble.ts'
import { decode } from './calls.ts'
import { parseChangeRecords } from './change-records.ts'
import type { WebServiceConfig } from './config.ts'

/**
 * What is kept beside the snapshot: the service's change records, all that ever came, and the last known name of every set
 * that ever was in the list. `old`: our files at HEAD.
 */
export async function filesBeside(
  source: WebServiceConfig,
  body: Body,
  old: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, string>>> {
  return { [recordsFile]: recordsText(body, old), [setsFile]: setsText(source, body, old) }
}

function recordsText(body: Body, old: ReadonlyMap<string, string>): string {
  const kept = decodeRecords(old.get(recordsFile))
  const part = body.parts.find(({ path }) => path === changesFile)
  const text = part === undefined ? null : decode(part.bytes)
  const fetched = text === null ? null : parseChangeRecords(text)
  if (fetched?.kind !== 'records') {
    // Without a file beside it the list is the beginning: records are kept from this version on.
    const until = old.has(recordsFile) ? kept.until : body.parts[0].revision
    return encodeRecords({ until, records: kept.records })
  }
  const until =
    [kept.until, part?.revision ?? null]
      .filter((one) => one !== null)
      .sort()
      .at(-1) ?? null
  return encodeRecords({ until, records: mergeRecords(kept.records, fetched.records) })
}

function setsText(source: WebServiceConfig, body: Body, old: ReadonlyMap<string, string>): string {
  const names = new Map<number, SetName>(decodeSets(old.get(setsFile)).names)
  const assembled = assemble(source, body)
  for (const { id, area, displayName } of assembled.kind === 'sets' ? assembled.sets : [])
    names.set(id, { area, name: displayName ?? '' })
  const { serviceAreas = null, noIPv6, tenantName = null } = source
  return encodeSets({ selection: { serviceAreas, noIPv6, tenantName }, names })
}
