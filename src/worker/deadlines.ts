import type { SourceConfig } from '../config/config.ts'
import { type DatedList, deadlines } from '../core/deadlines.ts'
import type { Deadline } from '../core/service-facts.ts'
import { decodeRecords, decodeSets, recordsFile, setsFile } from '../core/service-files.ts'
import { decodeSnapshot } from '../core/snapshot.ts'
import type { Snapshots } from '../snapshots/snapshots.ts'

/** What the last published list of a source says must be open by a day, past days included; empty for lists without dates. */
export async function deadlinesOf(
  snapshots: Pick<Snapshots, 'read'>,
  source: Pick<SourceConfig, 'id'>,
): Promise<readonly Deadline[]> {
  const files = await snapshots.read(source.id)
  const text = files?.get('endpoints.json')
  if (files === null || text === undefined || !files.has(recordsFile)) return []
  return deadlines(datedList(text, files))
}

/** A snapshot with the records and names that lie beside it. */
export function datedList(snapshot: string, files: ReadonlyMap<string, string>): DatedList {
  const { records } = decodeRecords(files.get(recordsFile))
  return { entries: decodeSnapshot(snapshot), records, names: decodeSets(files.get(setsFile)).names }
}
