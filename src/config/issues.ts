import type { z } from 'zod'
import type { Fault } from '../core/model.ts'
import type { ConfigDocument, Path } from './document.ts'
import { didYouMean, nearest } from './suggest.ts'

export type Issue = z.core.$ZodIssue

/** What is wrong is told in the words of a file, or of whatever else holds the value. */
export type Words = Pick<ConfigDocument, 'placeOf' | 'withoutSecrets'>

/** Where an explanation of every key stands. */
const manual = 'docs/configuration.md'

/**
 * What a schema found, as faults for a person. `base` is where in the document the checked value stands, `known` are keys that are
 * right there besides those of the schema.
 */
export function faultsOf(
  issues: readonly Issue[],
  document: Words,
  schema: z.ZodType,
  value: unknown,
  base: Path = [],
  known: readonly string[] = [],
): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = [...base, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      const right = [...keysAt(schema, issue.path), ...(issue.path.length === 0 ? known : [])]
      return issue.keys.map((key) => unknownKey(document, path, key, right))
    }
    const inner = issue.code === 'invalid_union' ? unionIssues(issue, at(value, issue.path)) : null
    if (inner) return faultsOf(inner, document, schema, value, base, known)
    return [faultOf(issue, document, path, at(value, issue.path))]
  })
}

function unknownKey(document: Words, path: Path, key: string, right: readonly string[]): Fault {
  const near = nearest(key, right)
  return {
    code: 'config-unknown-key',
    place: document.placeOf(path, key),
    why: `there is no key "${key}" here`,
    next: near === null ? `the keys here are: ${right.toSorted().join(', ')}` : `did you mean "${near}"?`,
  }
}

function faultOf(issue: Issue, document: Words, path: Path, input: unknown): Fault {
  const key = path.at(-1)
  if (input === undefined && issue.code !== 'custom')
    return {
      code: 'config-missing',
      place: document.placeOf(path.slice(0, -1)),
      why: `"${String(key)}" is missing`,
      next: `add it; ${manual} says what it is`,
    }
  const place = document.placeOf(path)
  const why = document.withoutSecrets(wrong(issue, input))
  if (issue.code === 'invalid_value' && typeof input === 'string') {
    const choices = issue.values.map(String)
    return { code: 'config-value', place, why, next: document.withoutSecrets(didYouMean(input, choices, 'choice')) }
  }
  return {
    code: 'config-value',
    place,
    why,
    next: `correct it; ${manual} says what "${String(key ?? 'the file')}" takes`,
  }
}

const articles: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
}

/** Says what is wrong without repeating the value: it may be a secret that stands in the file. */
function wrong(issue: Issue, input: unknown): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input'))
    return `must be ${articles[issue.expected] ?? issue.expected} and is ${kindOf(input)}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'too_small' && issue.message.startsWith('Too'))
    return `must be at least ${issue.minimum}${long(issue.origin)}`
  if (issue.code === 'too_big' && issue.message.startsWith('Too'))
    return `must be at most ${issue.maximum}${long(issue.origin)}`
  return issue.message
}

function long(origin: string): string {
  return origin === 'string' ? ' characters long' : origin === 'array' ? ' items long' : ''
}

function kindOf(input: unknown): string {
  if (input === null) return 'empty'
  if (Array.isArray(input)) return 'a list'
  return articles[typeof input] ?? typeof input
}

/** Of the shapes that a value may have, the one that was meant: the one whose type is right. Then its own faults say more. */
function unionIssues(issue: Issue & { code: 'invalid_union' }, input: unknown): readonly Issue[] | null {
  if (typeof input !== 'object' || input === null) return null
  const meant = issue.errors.filter(
    (errors) => !errors.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  )
  const [errors] = meant.filter((some) => !some.some((one) => one.code === 'invalid_value' && one.path.length === 0))
  if (!errors) return null
  return errors.map((one) => ({ ...one, path: [...issue.path, ...one.path] }))
}

export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (isKeyed(inner) ? inner[step] : undefined), value)
}

function isKeyed(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}

/** The keys that a schema knows at a path, through defaults, unions and lists. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const shapes = path.reduce<readonly Definition[]>(
    (some, step) => some.flatMap((one) => inside(one, step)),
    unwrapped(schema as unknown as Definition),
  )
  return [...new Set(shapes.flatMap((one) => Object.keys(one.def.shape ?? {})))]
}

/** The parts of zod's definitions that lead from a schema to the ones inside it (zod 4, `schema.def`). */
type Definition = {
  readonly def: {
    readonly shape?: Readonly<Record<string, Definition>>
    readonly innerType?: Definition
    readonly in?: Definition
    readonly options?: readonly Definition[]
    readonly element?: Definition
    readonly valueType?: Definition
  }
}

function unwrapped(schema: Definition): readonly Definition[] {
  const { innerType, in: input, options } = schema.def
  if (options) return options.flatMap(unwrapped)
  const inner = innerType ?? input
  return inner ? unwrapped(inner) : [schema]
}

function inside({ def }: Definition, step: PropertyKey): readonly Definition[] {
  const inner = def.shape?.[String(step)] ?? def.element ?? def.valueType
  return inner ? unwrapped(inner) : []
}
