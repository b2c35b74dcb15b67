import type { SourceConfig } from '../config/config.ts'
import { describe, summary } from '../core/change-set.ts'
import { diffEntries } from '../core/diff.ts'
import type { Change, Entry, Reading } from '../core/model.ts'
import { decodeRecords, recordsFile } from '../core/service-files.ts'
import { newRecords } from '../core/service-step.ts'
import { decodeSnapshot, encodeLines, encodeSnapshot } from '../core/snapshot.ts'
import { type Body, readerOf } from '../sources/kind.ts'
import type { Installation } from './installation.ts'
import { rereadTrailer } from './trailer.ts'

type Read = { readonly reading: Reading; readonly body: Body; readonly digest: string; readonly reread: boolean }

/**
 * Commits the snapshot of a reading when its entries differ from those at HEAD, or when records of change came that are not
 * kept yet. Returns the commit, or `null` when nothing differs: a page that only moved its lines, its date or its wording
 * outside the list is no commit.
 */
export async function commitReading(
  at: Installation,
  source: SourceConfig,
  { reading, body, digest, reread }: Read,
): Promise<string | null> {
  const files = await at.snapshots.read(source.id)
  const old = files?.get('endpoints.json')
  const text = encodeSnapshot(reading.entries)
  const kind = at.kindOf(source)
  const beside = await kind.beside?.({ ...source.settings, id: source.id }, body, files ?? new Map())
  const records = newRecordCount(files?.get(recordsFile), beside?.[recordsFile])
  if (old === text && records === 0) return null
  const before = old === undefined ? null : decodeSnapshot(old, files?.get('lines.json') ?? null)
  const changes = before === null ? [] : diffEntries(before, reading.entries)
  const said =
    before === null
      ? `${reading.entries.length} endpoints, first reading`
      : summary(changes) || (old === text ? `${records} change records` : 'the same, written anew')
  return at.snapshots.commit(
    source.id,
    { ...filesOf(source, reading, body, text), ...beside },
    {
      title: source.title,
      summary: reread ? `read again by a newer reader, ${said}` : said,
      body: bodyText(source, changes, before),
      trailers: {
        'Endpoint-Drift-Body': `sha256:${digest}`,
        ...(reread && { [rereadTrailer]: String(readerOf(kind, source.settings)) }),
      },
    },
  )
}

function newRecordCount(old: string | undefined, now: string | undefined): number {
  return newRecords({ kept: { before: decodeRecords(old), after: decodeRecords(now) } }).length
}

export function filesOf(source: SourceConfig, reading: Reading, body: Body, text: string): Record<string, string> {
  const page = body.parts[0]
  const facts = {
    title: reading.title ?? source.title,
    page: source.page,
    url: page.url,
    revision: page.revision,
    date: reading.date,
  }
  return {
    'endpoints.json': text,
    'lines.json': encodeLines(reading.entries),
    'source.json': `${JSON.stringify(facts, null, 2)}\n`,
    // Lines shift with every edit of a page: a reviewer does not want to read them.
    '.gitattributes': 'lines.json -diff linguist-generated\n',
  }
}

const mostListed = 500

function bodyText(source: SourceConfig, changes: readonly Change[], before: readonly Entry[] | null): string {
  if (before === null) return source.page
  const kinds = ['added', 'removed', 'changed', 'moved', 'reworded'] as const
  const listed = kinds.flatMap((kind) => changes.filter((change) => change.kind === kind)).map(describe)
  const more = listed.length > mostListed ? [`... and ${listed.length - mostListed} more`] : []
  return [...listed.slice(0, mostListed), ...more, '', source.page].join('\n')
}
