import { z } from 'zod'
import type { ChangeRecord } from '../../core/endpoint-set-records.ts'
import type { Complaint } from '../../core/model.ts'
import { type BodyFault, excerpt, parseJson } from '../json.ts'
import { jsonLines } from '../json-lines.ts'
import { readAddress } from './address.ts'
import { asText, unknownKeys } from './unknown.ts'

export type ParsedRecords =
  | { readonly kind: 'records'; readonly records: readonly ChangeRecord[]; readonly complaints: readonly Complaint[] }
  | BodyFault

const wanted = 'a JSON list of change records'

const listShape = z.array(z.string()).nullish()
const attributesShape = z.record(z.string(), z.unknown()).nullish()

const recordShape = z.looseObject({
  id: z.int('expected a whole number'),
  endpointSetId: z.int('expected a whole number'),
  disposition: z.string('expected text'),
  impact: z.string('expected text').nullish(),
  version: z.string('expected text').regex(/^\d{10}$/, 'expected 10 digits'),
  previous: attributesShape,
  current: attributesShape,
  add: z.looseObject({ effectiveDate: z.string().nullish(), ips: listShape, urls: listShape }).nullish(),
  remove: z.looseObject({ ips: listShape, urls: listShape }).nullish(),
})

const known: ReadonlySet<string> = new Set(Object.keys(recordShape.shape))

/**
 * Reads the body of GET /changes/{instance}/{version}. Impacts, dispositions and attributes that are new are kept. A record
 * that cannot be understood is a complaint and spoils no other: records only add dates to what the lists themselves say.
 *
 * Source: "Office 365 IP Address and URL web service", Microsoft Learn, section "Changes web method".
 */
export function parseChangeRecords(text: string): ParsedRecords {
  const parsed = parseJson(text, wanted)
  if (parsed.kind === 'fault') return parsed
  if (!Array.isArray(parsed.value))
    return { kind: 'fault', code: 'not-a-list', why: `${wanted} was expected; came ${excerpt(text)}` }
  const lines = jsonLines(parsed.text, 1)
  const records: ChangeRecord[] = []
  const complaints: Complaint[] = []
  for (const [i, row] of parsed.value.entries()) {
    const line = lines.get(`/${i}`) ?? 1
    const result = recordShape.safeParse(row)
    if (!result.success) {
      const issue = result.error.issues[0]
      complaints.push({ line, text: asText(row).slice(0, 120), reason: `${issue?.path.join('.')}: ${issue?.message}` })
      continue
    }
    records.push(toRecord(result.data))
    const raw = result.data.add?.effectiveDate ?? null
    if (raw !== null && dayOf(raw) === null)
      complaints.push({ line, text: raw, reason: 'effectiveDate: expected YYYYMMDD' })
  }
  return { kind: 'records', records, complaints }
}

function toRecord(row: z.output<typeof recordShape>): ChangeRecord {
  return {
    id: row.id,
    set: row.endpointSetId,
    disposition: row.disposition,
    impact: row.impact ?? null,
    version: row.version,
    previous: attributes(row.previous),
    current: attributes(row.current),
    add: { effectiveDate: dayOf(row.add?.effectiveDate ?? ''), addresses: addresses(row.add) },
    remove: addresses(row.remove),
    more: unknownKeys(row, known),
  }
}

function attributes(row: Readonly<Record<string, unknown>> | null | undefined): Readonly<Record<string, string>> {
  return unknownKeys(row ?? {}, new Set())
}

type Addresses = {
  readonly urls?: readonly string[] | null | undefined
  readonly ips?: readonly string[] | null | undefined
}

/** The documentation shows one string that holds two names with a comma between; it is read as two. */
function addresses(row: Addresses | null | undefined): readonly string[] {
  return [...(row?.urls ?? []), ...(row?.ips ?? [])]
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const read = readAddress(text)
      return read.kind === 'address' ? read.address : text
    })
}

/** `20191125` as `2019-11-25`; `null` for what is no day of the calendar. */
function dayOf(text: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (match === null) return null
  const day = `${match[1]}-${match[2]}-${match[3]}`
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : null
}
