import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gateDefaults } from '../../src/config/schema.ts'
import { gate } from '../../src/core/gate.ts'
import type { Reading } from '../../src/core/model.ts'
import { decodeText } from '../../src/reading/bytes.ts'
import { resolveInclude } from '../../src/reading/include.ts'
import { includesOf } from '../../src/reading/includes-of.ts'
import type { Body } from '../../src/sources/kind.ts'
import { learnPageWith } from '../../src/sources/learn-page/index.ts'
import { readJob } from '../../src/sources/reader-thread/read-job.ts'
import { beginsWith } from '../../src/worker/body.ts'

export type Page = { readonly name: string; readonly bytes: Buffer; readonly text: string; readonly own: boolean }

const own = join(import.meta.dirname, '../fixtures/pages')
const shared = join(import.meta.dirname, '../../../shared')

/** Pages of our own, and the real ones where they are at hand: those of today, and the last of each history. */
export function pages(): readonly Page[] {
  const real = existsSync(join(shared, 'pages')) ? [join(shared, 'pages'), ...folders(join(shared, 'history'))] : []
  const last = real.flatMap((folder, i) => (i === 0 ? files(folder) : files(folder).slice(-1)))
  return [...files(own), ...last].map((path) => {
    const bytes = readFileSync(path)
    return { name: path.split('/').at(-1) ?? '', bytes, text: bytes.toString('utf8'), own: path.startsWith(own) }
  })
}

function folders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [join(path, one.name)] : []))
}

function files(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => join(folder, name))
}

// The reader itself, without its thread: what is asked here is what is read, not how it is stopped.
const kind = learnPageWith(async () => ({ decodeText, includesOf, resolveInclude, read: readJob }))
const source = {
  ...kind.schema.parse({ url: 'https://example.org/page', includes: false, format: 'auto' }),
  id: 'page',
}
const markdown = { ...source, format: 'markdown' as const }

function bodyOf(bytes: Uint8Array): Body {
  return { parts: [{ url: source.url, path: null, bytes, contentType: 'text/plain', revision: null }] }
}

/** What a check makes of bytes that come where `before` came last: published, held by the gate, or a fault. */
export type Fate =
  | { readonly kind: 'published'; readonly reading: Reading }
  | { readonly kind: 'held'; readonly reasons: readonly string[] }
  | { readonly kind: 'fault'; readonly code: string }

export async function fate(
  before: { readonly bytes: Uint8Array; readonly reading: Reading },
  now: Uint8Array,
): Promise<Fate> {
  // Where Markdown came last it is asked for; a page of HTML begins with a tag.
  const read = await kind.read(before.bytes[0] === 60 ? source : markdown, bodyOf(now))
  if (read.kind === 'fault') return { kind: 'fault', code: read.fault.code }
  const candidate = {
    reading: read.reading,
    complaintsBefore: before.reading.complaints.length,
    previous: before.reading.entries,
    cutShort: beginsWith(bodyOf(before.bytes), bodyOf(now)),
  }
  const verdict = gate(candidate, gateDefaults)
  return verdict.kind === 'hold'
    ? { kind: 'held', reasons: verdict.reasons }
    : { kind: 'published', reading: read.reading }
}

export async function reading(bytes: Uint8Array): Promise<Reading> {
  const read = await kind.read(source, bodyOf(bytes))
  if (read.kind === 'fault') throw new Error(read.fault.why)
  return read.reading
}

export function addressesOf({ entries }: Reading): readonly string[] {
  return entries.map((entry) => entry.address)
}
