import type { z } from 'zod'
import type { GateLimits } from '../core/gate.ts'
import type { Fault } from '../core/model.ts'
import type { ConfigDocument, Path } from './document.ts'
import type { Environment } from './interpolate.ts'
import { at, faultsOf } from './issues.ts'
import { channelSchema, type ParsedSource, sourceSchema } from './schema.ts'
import { didYouMean } from './suggest.ts'

export type SourceKindSchema = {
  readonly id: string
  readonly schema: z.ZodType
  /** Limits that suit this kind better than the common defaults. */
  readonly gate?: Partial<GateLimits>
  /** Where a person reads the lists of this kind, when the source does not say. */
  readonly page?: string
}

export type ChannelKindSchema = {
  readonly id: string
  readonly schema: z.ZodType
  checkAddress?(settings: unknown, to: string): string | null
}

export type LoadOptions = {
  readonly env: Environment
  readonly sourceKinds: readonly SourceKindSchema[]
  readonly channelKinds: readonly ChannelKindSchema[]
}

/** A source as its common schema understood it, and what the schema of its kind made of the other keys. */
export type CheckedSource = {
  readonly common: ParsedSource | null
  readonly settings: object
  readonly raw: unknown
  readonly kind: SourceKindSchema | null
}
export type CheckedChannel = {
  readonly name: string
  readonly kind: ChannelKindSchema | null
  readonly settings: unknown
}

/** What the schema makes of a value; faults go to the list. A variable that stands for a number or for true or false is taken as that. */
export function checked<T>(
  schema: z.ZodType<T>,
  document: ConfigDocument,
  value: unknown,
  base: Path,
  faults: Fault[],
  known: readonly string[] = [],
): T | null {
  const first = schema.safeParse(value)
  if (first.success) return first.data
  const typed = structuredClone(value)
  const numbers = first.error.issues.filter((issue) => retype(typed, issue.path, document, base))
  const result = numbers.length > 0 ? schema.safeParse(typed) : first
  if (result.success) return result.data
  faults.push(...faultsOf(result.error.issues, document, schema, typed, base, known))
  return null
}

function retype(value: unknown, path: Path, document: ConfigDocument, base: Path): boolean {
  const holder = at(value, path.slice(0, -1))
  const key = path.at(-1)
  const text = at(value, path)
  if (key === undefined || typeof text !== 'string' || !document.isVariable([...base, ...path])) return false
  const meant = text === 'true' ? true : text === 'false' ? false : text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(meant) || typeof holder !== 'object' || holder === null) return false
  Object.assign(holder, { [key]: meant })
  return true
}

export function checkSource(
  raw: unknown,
  i: number,
  document: ConfigDocument,
  options: LoadOptions,
  faults: Fault[],
): CheckedSource {
  const base = ['sources', i]
  const common = checked(sourceSchema, document, raw, base, faults)
  const kind = kindAt(raw, base, options.sourceKinds, 'source', document, faults)
  const names = Object.keys(sourceSchema.shape)
  const own = kind && rest(raw, names)
  if (!kind || !own) return { common, settings: {}, raw, kind }
  const list: Fault[] = []
  const settings = checked(kind.schema, document, own, base, list, names)
  const isRetired = at(raw, ['retired']) !== undefined
  faults.push(...list.filter((fault) => !(isRetired && fault.code === 'config-missing')))
  return { common, settings: typeof settings === 'object' && settings !== null ? settings : {}, raw, kind }
}

export function checkChannel(
  name: string,
  raw: unknown,
  document: ConfigDocument,
  options: LoadOptions,
  faults: Fault[],
): CheckedChannel {
  const base = ['channels', name]
  checked(channelSchema, document, raw, base, faults)
  const kind = kindAt(raw, base, options.channelKinds, 'channel', document, faults)
  const own = kind && rest(raw, ['kind'])
  const settings = kind && own ? checked(kind.schema, document, own, base, faults, ['kind']) : null
  return { name, kind, settings }
}

function kindAt<Kind extends { readonly id: string }>(
  raw: unknown,
  base: Path,
  kinds: readonly Kind[],
  what: string,
  document: ConfigDocument,
  faults: Fault[],
): Kind | null {
  const id = at(raw, ['kind'])
  const kind = kinds.find((one) => one.id === id)
  if (kind || typeof id !== 'string' || id.trim() === '') return kind ?? null
  const ids = kinds.map((one) => one.id)
  faults.push({
    code: 'config-unknown-kind',
    place: document.placeOf([...base, 'kind']),
    why: document.withoutSecrets(`there is no kind of ${what} called "${id}"`),
    next: didYouMean(id, ids, `kind of ${what}`),
  })
  return null
}

function rest(raw: unknown, names: readonly string[]): object | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return null
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !names.includes(key)))
}
