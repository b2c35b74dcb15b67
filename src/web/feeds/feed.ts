import { createHash } from 'node:crypto'
import { cleaned } from '../../core/sheet.ts'
import type { Published } from '../../store/store.ts'
import { headline } from '../look/parts.ts'
import type { Links } from '../site.ts'
import { contentOf } from './content.ts'

/** A feed before it is put into a format. URLs are whole, texts are not escaped yet, times are milliseconds since the epoch. */
export type Feed = {
  readonly id: string
  readonly title: string
  /** Where a person reads the same. */
  readonly page: string
  readonly self: string
  /** The next older part (RFC 5005, section 3); `null` at the end. */
  readonly next: string | null
  readonly updated: number
  readonly entries: readonly FeedEntry[]
}

export type FeedEntry = {
  readonly id: string
  readonly title: string
  readonly page: string
  /** The list itself. */
  readonly about: string
  readonly source: string
  readonly published: number
  readonly summary: string
  /** The whole change as HTML. */
  readonly content: string
}

export const feedLength = 50

export type FeedOf = {
  /** GUID of the installation: its feeds have the same ids wherever it is reached. */
  readonly installation: string
  /** Path of the feed without query, `/feed.atom`. */
  readonly path: string
  readonly source: { readonly id: string; readonly title: string } | null
  readonly rows: readonly Published[]
  readonly before: string | null
  readonly more: boolean
}

/** The change sets of one source, or of all, as entries. A change set never changes, so an entry is updated when it is published. */
export async function feedOf(of: FeedOf, { whole }: Links): Promise<Feed> {
  const { installation, path, source, rows, before, more } = of
  const last = rows.at(-1)?.changeSet.id
  return {
    id: urn('feed', installation, source?.id ?? ''),
    title: source === null ? 'Changes of required network endpoints' : `Changes of ${cleaned(source.title)}`,
    page: whole(source === null ? '/changes' : `/changes?source=${source.id}`),
    self: whole(before === null ? path : `${path}?before=${before}`),
    next: more && last !== undefined ? whole(`${path}?before=${last}`) : null,
    // RFC 4287 wants a date even of a feed to which nothing has happened yet.
    updated: Math.max(0, ...rows.map((row) => row.publishedAt)),
    entries: await Promise.all(rows.map((row) => entryOf(row, whole))),
  }
}

async function entryOf({ changeSet, publishedAt }: Published, whole: Links['whole']): Promise<FeedEntry> {
  const { id, source } = changeSet
  const said = headline(changeSet)
  return {
    id: urn('change-set', id),
    title: `${cleaned(source.title)}: ${said}`,
    page: whole(`/changes/${id}`),
    about: source.page,
    source: source.id,
    published: publishedAt,
    summary: said,
    content: String(await contentOf(changeSet)),
  }
}

/** A UUID of version 8 (RFC 9562, 5.8) made of a hash: the same parts always give the same, on every machine. */
export function urn(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
