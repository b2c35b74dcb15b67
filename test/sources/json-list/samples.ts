import type { Occurrence, Reading } from '../../../src/core/model.ts'
import { type JsonListConfig, jsonList } from '../../../src/sources/json-list/index.ts'
import type { Body, Read } from '../../../src/sources/kind.ts'

export type Source = JsonListConfig & { readonly id: string }
export type Tag = { readonly name: string; readonly region?: string; readonly prefixes: readonly string[] }

/** A file in the shape of Azure's service tags: tags in the order given, one prefix a line. */
export function serviceTags(tags: readonly Tag[], changeNumber = 7): string {
  const values = tags.map(({ name, region = '', prefixes }, i) => ({
    name,
    id: name,
    properties: {
      changeNumber: i + 1,
      region,
      regionId: i,
      platform: 'Azure',
      systemService: name.split('.')[0],
      addressPrefixes: prefixes,
      networkFeatures: ['API', 'NSG'],
    },
  }))
  return JSON.stringify({ changeNumber, cloud: 'Public', values }, null, 2)
}

export const desktop: Tag = {
  name: 'VirtualDesks',
  prefixes: ['198.51.100.0/24', '2001:db8:40::/48', '203.0.113.8/32'],
}
export const front: Tag = {
  name: 'FrontDesk.Frontend',
  region: 'north',
  prefixes: ['203.0.113.64/26', '198.51.100.0/24'],
}
export const other: Tag = { name: 'Storage', prefixes: ['192.0.2.0/25', '198.51.100.0/24'] }

export function list(settings: Record<string, unknown> = {}): Source {
  return { id: 'tags', ...jsonList.schema.parse({ url: 'https://lists.example.org/tags.json', ...settings }) }
}

/** The settings that a reader of service tags has. */
export const tagSettings = {
  rows: "values[?name=='VirtualDesks' || name=='FrontDesk.Frontend']",
  addresses: 'properties.addressPrefixes',
  section: 'name',
  labels: { tag: 'name', region: 'properties.region' },
  revision: 'changeNumber',
}

export function bodyOf(content: string | Uint8Array): Body {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const url = 'https://lists.example.org/tags.json'
  return { parts: [{ url, path: null, bytes, contentType: 'application/json', revision: null }] }
}

export function read(content: string | Uint8Array, settings: Record<string, unknown>): Promise<Read> {
  return jsonList.read(list(settings), bodyOf(content))
}

export async function readingOf(content: string | Uint8Array, settings: Record<string, unknown>): Promise<Reading> {
  const result = await read(content, settings)
  if (result.kind === 'fault') throw new Error(`${result.fault.code}: ${result.fault.why}`)
  return result.reading
}

export async function faultOf(content: string | Uint8Array, settings: Record<string, unknown>) {
  const result = await read(content, settings)
  if (result.kind === 'reading') throw new Error(`a reading of ${result.reading.entries.length} entries came`)
  return result.fault
}

/** The one occurrence of the one address of a document that is one record. */
export async function occurrenceOf(record: unknown, settings: Record<string, unknown>): Promise<Occurrence> {
  const { entries } = await readingOf(JSON.stringify(record), { addresses: 'a', ...settings })
  const occurrences = entries.flatMap((entry) => entry.occurrences)
  if (occurrences[0] === undefined || occurrences.length > 1) throw new Error(`${occurrences.length} occurrences`)
  return occurrences[0]
}

export function addressesOf({ entries }: Reading): readonly string[] {
  return entries.map(({ address }) => address)
}
