import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Config } from '../../config/config.ts'
import type { Path } from '../../config/document.ts'
import { faultsOf, type Issue } from '../../config/issues.ts'
import { didYouMean } from '../../config/suggest.ts'
import { wishesSchema } from '../../config/wishes.ts'
import { matchesAny } from '../../core/filter.ts'
import type { Fault } from '../../core/model.ts'
import type { Wishes } from '../../core/wishes.ts'

/** What somebody is to get, as options of a command. */
export type WishOptions = {
  readonly source?: readonly string[]
  readonly kind?: readonly string[]
  readonly address?: readonly string[]
  readonly tab?: readonly string[]
  readonly instance?: readonly string[]
  readonly area?: readonly string[]
  readonly category?: readonly string[]
  readonly required?: string
  readonly addressKind?: readonly string[]
  readonly port?: readonly string[]
  readonly when?: string
  readonly at?: string
  readonly weekday?: string
  readonly zone?: string
  readonly quiet?: string
  readonly reminders?: string
}

/** Where a value stands, for people: `--zone`, `line 7, timing.zone`. */
export type Where = {
  readonly code: string
  readonly placeOf: (path: Path) => string
  /** Where it is written what is right; absent: in the manual of the configuration. */
  readonly next?: string
}

/** The keys of the configuration that options stand for, where they are called otherwise. */
const options: Readonly<Record<string, string>> = {
  sources: 'source',
  kinds: 'kind',
  addresses: 'address',
  tabs: 'tab',
  instances: 'instance',
  areas: 'area',
  categories: 'category',
  addressKinds: 'address-kind',
  ports: 'port',
}

/** Of a value within a list, or of `quiet`, the option is what holds it. */
export const byOption: Where = {
  code: 'bad-argument',
  next: 'see: endpoint-drift subscriptions add --help',
  placeOf: (path) => {
    const keys = path.filter((key) => key !== 'filter' && key !== 'timing')
    const key = String(keys[0])
    return `--${options[key] ?? key}`
  },
}

/** Options in the words of the configuration. What has no shape at all is left for the schema to refuse. */
export function writtenOptions(given: WishOptions): object {
  const { source, kind, address, tab, instance, area, category, required, addressKind, port } = given
  const { when, at, weekday, zone, quiet, reminders } = given
  const truth = required === 'true' ? true : required === 'false' ? false : required
  const filter = {
    ...{ sources: source, kinds: kind, addresses: address, tabs: tab, instances: instance, areas: area },
    ...{ categories: category, required: truth, addressKinds: addressKind, ports: port },
  }
  const [from = '', to = ''] = quiet?.split('-').map((text) => text.trim()) ?? []
  return withoutHoles({
    filter,
    ...(reminders !== undefined && { reminders: reminderDays(reminders) }),
    timing: { when, at, weekday, zone, ...(quiet !== undefined && { quiet: quiet === 'none' ? null : { from, to } }) },
  })
}

function reminderDays(text: string): boolean | readonly string[] {
  if (text === 'true' || text === 'none') return text === 'true'
  return text.split(',').map((day) => day.trim())
}

function withoutHoles(value: object): object {
  return JSON.parse(JSON.stringify(value))
}

export type Checked<T> =
  | { readonly kind: 'fine'; readonly value: T }
  | { readonly kind: 'faults'; readonly faults: Fault[] }

/** Wishes in the words of the configuration, complete, or every fault in them. Sources must be known. */
export function checkedWishes({ sources }: Pick<Config, 'sources'>, written: unknown, where: Where): Checked<Wishes> {
  const parsed = wishesSchema.safeParse(written)
  const ids = sources.map(({ id }) => id)
  if (parsed.success) {
    const faults = unknownSources(parsed.data.filter.sources, ids, where)
    return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'fine', value: parsed.data }
  }
  const wrong = toldAt(where, parsed.error.issues, wishesSchema, written)
  return { kind: 'faults', faults: [...wrong, ...unknownSources(sourcesIn(written), ids, where)] }
}

/** What a schema found, told as of its place; the same thing at the same place once. */
export function toldAt(where: Where, issues: readonly Issue[], schema: z.ZodType, value: unknown): Fault[] {
  const words = {
    placeOf: (path: Path, key?: PropertyKey) => where.placeOf(key === undefined ? path : [...path, key]),
    withoutSecrets: (text: string) => text,
  }
  const faults = faultsOf(issues, words, schema, value).map((fault) => {
    const next = fault.next.startsWith('correct it') ? (where.next ?? fault.next) : fault.next
    return { ...fault, code: where.code, next }
  })
  return [...new Map(faults.map((fault) => [`${fault.place} ${fault.why}`, fault])).values()]
}

function sourcesIn(written: unknown): readonly string[] {
  const shape = wishesSchema.shape.filter.unwrap().shape.sources
  const filter = typeof written === 'object' && written !== null && 'filter' in written ? written.filter : null
  const sources = typeof filter === 'object' && filter !== null && 'sources' in filter ? filter.sources : []
  return shape.safeParse(sources).data ?? []
}

function unknownSources(globs: readonly string[], ids: readonly string[], { code, placeOf }: Where): Fault[] {
  return globs
    .filter((glob) => !ids.some((id) => matchesAny([glob], id)))
    .map((glob) => ({
      code,
      place: placeOf(['filter', 'sources']),
      why: `no source is called "${glob}"`,
      next: didYouMean(glob, ids, 'source'),
    }))
}

/** Two that are told the same at the same place have the same: 32 bytes. The order of keys does not count. */
export function sameness(channel: string, to: string, wishes: string): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify([channel, to, wishes]))
    .digest()
}

/** Wishes, or a part of them, as text, whatever the order of their keys. */
export function wishesText(wishes: unknown): string {
  return JSON.stringify(wishes ?? null, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
