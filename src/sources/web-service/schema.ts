import { z } from 'zod'
import { type EndpointSet, type PortSpan, parsePortList } from '../../core/endpoint-set.ts'
import { type BodyFault, excerpt, parseJson } from '../json.ts'
import { jsonLines } from '../json-lines.ts'
import { readAddress } from './address.ts'
import { unknownKeys } from './unknown.ts'

/** A set together with where it stands. `lineOf`: an address as the body spells it, to its 1-based line within this set. */
export type LocatedSet = EndpointSet & {
  readonly line: number
  readonly lineOf: ReadonlyMap<string, number>
  /** The part of the body that holds it, when it is not the first. */
  readonly file?: string
}

export type ParsedSets = { readonly kind: 'sets'; readonly sets: readonly LocatedSet[] } | BodyFault

const wanted = 'a JSON list of endpoint sets'

const portsShape = z.string('expected ports as text, like "80,443"').transform((text, context): readonly PortSpan[] => {
  const spans = parsePortList(text)
  if (spans !== null) return spans
  context.addIssue(`expected ports from 1 to 65535 and ranges of them, like "80,443" or "50000-59999"`)
  return z.NEVER
})

const listShape = z.array(z.string('expected text').min(1, 'expected an address'), 'expected a list of addresses')

const setShape = z.looseObject({
  id: z.int('expected a whole number').min(1, 'expected a whole number above 0'),
  serviceArea: z.string('expected text').min(1, 'expected a service area'),
  serviceAreaDisplayName: z.string('expected text').nullish(),
  urls: listShape.nullish(),
  ips: listShape.nullish(),
  tcpPorts: portsShape.nullish(),
  udpPorts: portsShape.nullish(),
  expressRoute: z.boolean('expected true or false'),
  category: z.string('expected text').min(1, 'expected a category'),
  required: z.boolean('expected true or false'),
  notes: z.string('expected text').nullish(),
})

const known: ReadonlySet<string> = new Set(Object.keys(setShape.shape))

/**
 * Reads the body of GET /endpoints/{instance}. Attributes that are new are kept; everything that the service promises is
 * checked, and one bad set spoils the body, since a list with a set left out would tell its addresses as removed.
 * `file`: the name of this part of the body, when it is not the first one.
 *
 * Source: "Office 365 IP Address and URL web service", Microsoft Learn, section "The endpoints web method".
 */
export function parseEndpointSets(text: string, file?: string): ParsedSets {
  const parsed = parseJson(text, wanted)
  if (parsed.kind === 'fault') return parsed
  const rows = parsed.value
  if (!Array.isArray(rows))
    return { kind: 'fault', code: 'not-a-list', why: `${wanted} was expected; came ${excerpt(text)}` }
  if (rows.length === 0)
    return { kind: 'fault', code: 'empty-list', why: `${wanted} was expected; the list that came is empty` }
  const lines = jsonLines(parsed.text, 3)
  const sets: LocatedSet[] = []
  for (const [i, row] of rows.entries()) {
    const line = lines.get(`/${i}`) ?? 1
    const result = setShape.safeParse(row)
    if (!result.success) return badSet(row, line, result.error)
    sets.push({
      ...toSet(result.data),
      line,
      lineOf: linesOf(result.data, i, lines),
      ...(file !== undefined && { file }),
    })
  }
  return twice(sets) ?? { kind: 'sets', sets }
}

/** Two sets with one id, wherever they come from: nobody can say which of them a rule means. */
export function twice(sets: readonly LocatedSet[]): BodyFault | null {
  const seen = new Map<number, LocatedSet>()
  for (const set of sets) {
    const first = seen.get(set.id)
    if (first !== undefined)
      return {
        kind: 'fault',
        code: 'one-id-twice',
        why: `each id is expected once; the sets at line ${first.line} and line ${set.line} both have id ${set.id}`,
      }
    seen.set(set.id, set)
  }
  return null
}

function toSet(row: z.output<typeof setShape>): EndpointSet {
  return {
    id: row.id,
    area: row.serviceArea,
    displayName: row.serviceAreaDisplayName ?? null,
    urls: (row.urls ?? []).map(spelling),
    ips: (row.ips ?? []).map(spelling),
    tcp: row.tcpPorts ?? [],
    udp: row.udpPorts ?? [],
    expressRoute: row.expressRoute,
    category: row.category,
    required: row.required,
    notes: row.notes ?? null,
    more: unknownKeys(row, known),
  }
}

/** One spelling of each address; what is no address stays as it came, and the reading complains of it. */
function spelling(raw: string): string {
  const read = readAddress(raw)
  return read.kind === 'address' ? read.address : raw
}

function linesOf(
  row: z.output<typeof setShape>,
  i: number,
  lines: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const key of ['urls', 'ips'] as const)
    for (const [k, address] of (row[key] ?? []).entries()) {
      const line = lines.get(`/${i}/${key}/${k}`)
      if (line !== undefined && !found.has(address)) found.set(address, line)
    }
  return found
}

function badSet(row: unknown, line: number, error: z.ZodError): BodyFault {
  const issue = error.issues[0]
  const path = issue?.path ?? []
  const came = path.reduce<unknown>((value, key) => field(value, key), row)
  const id = field(row, 'id')
  const name = typeof id === 'number' ? `set ${id}` : 'a set without a usable id'
  const where = path.length === 0 ? '' : `${path.join('.')}: `
  const text = came === undefined ? 'nothing' : JSON.stringify(came).slice(0, 80)
  return {
    kind: 'fault',
    code: 'bad-set',
    why: `${name} at line ${line}: ${where}${issue?.message ?? ''}; came ${text}`,
  }
}

function field(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
