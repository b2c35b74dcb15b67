import { ruleOf } from './endpoint-set-cover.ts'
import type { ChangeRecord } from './endpoint-set-records.ts'
import { hasText, isObject, isStringList, stringsOf, textsOf } from './json-shapes.ts'

/** What a source of the web service keeps beside its snapshot. */
export const recordsFile = 'changes.json'
export const setsFile = 'sets.json'

/** The published change records, and the version up to which they were asked for; `null` when that is not known. */
export type KeptRecords = { readonly until: string | null; readonly records: readonly ChangeRecord[] }

/** What was asked of the service: another selection is another list. */
export type Selection = {
  readonly serviceAreas: readonly string[] | null
  readonly noIPv6: boolean
  readonly tenantName: string | null
}

/** The last known area and display name of every set that ever was in the list, and what was asked for. */
export type KeptSets = {
  readonly selection: Selection | null
  readonly names: ReadonlyMap<number, SetName>
}
export type SetName = { readonly area: string; readonly name: string }

/**
 * `changes.json`: the records in the service's own words, one a line, in the order of versions; so a new record is one added
 * line. Addresses are in the spelling of the snapshot.
 */
export function encodeRecords({ until, records }: KeptRecords): string {
  const head = { format: 'endpoint-drift change records 1', ...(until !== null && { until }) }
  return `[${JSON.stringify(head)}\n${records.map((record) => `,${JSON.stringify(wired(record))}\n`).join('')}]\n`
}

/** Reads back what `encodeRecords` wrote. What is no record counts as absent: records only add dates to a list. */
export function decodeRecords(text: string | undefined): KeptRecords {
  const rows = text === undefined ? null : parsed(text)
  if (!Array.isArray(rows)) return { until: null, records: [] }
  const head: unknown = rows[0]
  const until = isObject(head) && hasText(head, 'until') ? head.until : null
  return { until, records: rows.slice(1).flatMap(recordOf) }
}

/** `sets.json`: one set a line. */
export function encodeSets({ selection, names }: KeptSets): string {
  const head = JSON.stringify({ format: 'endpoint-drift sets 1', selection }).slice(0, -1)
  const rows = [...names].sort(([a], [b]) => a - b).map(([id, name]) => `,"${id}":${JSON.stringify(name)}\n`)
  return `${head}\n${rows.join('')}}\n`
}

export function decodeSets(text: string | undefined): KeptSets {
  const whole = text === undefined ? null : parsed(text)
  if (!isObject(whole)) return { selection: null, names: new Map() }
  const names = Object.entries(whole).flatMap(([id, value]): [number, SetName][] =>
    /^\d+$/.test(id) && isObject(value) && hasText(value, 'area') && hasText(value, 'name')
      ? [[Number(id), { area: value.area, name: value.name }]]
      : [],
  )
  return { selection: selectionOf(whole.selection), names: new Map(names) }
}

function selectionOf(value: unknown): Selection | null {
  if (!isObject(value)) return null
  return {
    serviceAreas: isStringList(value.serviceAreas) ? value.serviceAreas : null,
    noIPv6: value.noIPv6 === true,
    tenantName: hasText(value, 'tenantName') ? value.tenantName : null,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function wired({ id, set, add, remove, more, ...rest }: ChangeRecord): object {
  const { disposition, impact, version, previous, current } = rest
  const date = add.effectiveDate?.replaceAll('-', '')
  return {
    ...{ id, endpointSetId: set, disposition, ...(impact !== null && { impact }), version },
    ...(Object.keys(previous).length > 0 && { previous }),
    ...(Object.keys(current).length > 0 && { current }),
    ...((date !== undefined || add.addresses.length > 0) && {
      add: { ...(date !== undefined && { effectiveDate: date }), ...split(add.addresses) },
    }),
    ...(remove.length > 0 && { remove: split(remove) }),
    ...more,
  }
}

function split(addresses: readonly string[]): object {
  const ips = addresses.filter((address) => ruleOf(address).range !== null)
  const urls = addresses.filter((address) => ruleOf(address).range === null)
  return { ...(ips.length > 0 && { ips }), ...(urls.length > 0 && { urls }) }
}

const own = ['id', 'endpointSetId', 'disposition', 'impact', 'version', 'previous', 'current', 'add', 'remove']

function recordOf(row: unknown): ChangeRecord[] {
  if (!isObject(row) || typeof row.id !== 'number' || typeof row.endpointSetId !== 'number') return []
  if (!hasText(row, 'disposition') || !hasText(row, 'version')) return []
  const add = isObject(row.add) ? row.add : {}
  const more = Object.fromEntries(Object.entries(row).filter(([name]) => !own.includes(name)))
  return [
    {
      id: row.id,
      set: row.endpointSetId,
      disposition: row.disposition,
      impact: hasText(row, 'impact') ? row.impact : null,
      version: row.version,
      previous: textsOf(row.previous),
      current: textsOf(row.current),
      add: {
        effectiveDate: hasText(add, 'effectiveDate') ? dashed(add.effectiveDate) : null,
        addresses: addressesOf(add),
      },
      remove: addressesOf(row.remove),
      more: textsOf(more),
    },
  ]
}

function addressesOf(side: unknown): readonly string[] {
  return isObject(side) ? [...stringsOf(side.urls), ...stringsOf(side.ips)] : []
}

function dashed(compact: string): string {
  return compact.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
}
