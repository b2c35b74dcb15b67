import type { BodyFault } from '../json.ts'
import type { JsonListConfig } from './config.ts'
import { compileExpression, type Expression, type Json } from './expression.ts'
import { flat, shown } from './fields.ts'
import type { Found } from './places.ts'

const optional = ['ports', 'protocols', 'section', 'service', 'required'] as const
type Optional = (typeof optional)[number]

/** One record with what the expressions gave of it. */
export type Row = Found & {
  readonly values: { readonly [key in Optional]?: unknown }
  readonly labels: Readonly<Record<string, unknown>>
}

export type Selected = { readonly kind: 'rows'; readonly rows: readonly Row[] } | BodyFault
export type Valued = { readonly kind: 'value'; readonly value: unknown } | BodyFault

/** Records of the document with their values. A record without addresses is kept, for somebody to hear of it. */
export function selectRows(source: JsonListConfig, document: Json): Selected {
  const records = recordsOf(source, document)
  if (records.kind === 'fault') return records
  const addresses = compileExpression(source.addresses)
  const values = optional.flatMap((key) => namedExpression(key, source[key]))
  const labels = Object.entries(source.labels).flatMap(([key, text]) => namedExpression(key, text))
  const rows: Row[] = []
  for (const record of records.records) {
    const whole = evaluate('addresses', addresses, record)
    if (whole.kind === 'fault') return whole
    const given = flat(whole.value)
    const strings = given.filter((one) => typeof one === 'string')
    if (strings.length < given.length) return notStrings(source, record, given)
    const read = evaluateAll(values, record)
    if (read.kind === 'fault') return read
    const named = evaluateAll(labels, record)
    if (named.kind === 'fault') return named
    const { fields } = addresses
    rows.push({ record, whole: whole.value, strings, fields, values: read.values, labels: named.values })
  }
  return { kind: 'rows', rows }
}

/** What one expression gives of a value; what it cannot do with it is a fault. */
export function evaluateText(key: string, text: string, value: Json): Valued {
  return evaluate(key, compileExpression(text), value)
}

function recordsOf(
  { rows }: JsonListConfig,
  document: Json,
): BodyFault | { readonly kind: 'records'; readonly records: readonly Json[] } {
  if (rows === undefined) return { kind: 'records', records: [document] }
  const given = evaluate('rows', compileExpression(rows), document)
  if (given.kind === 'fault') return given
  const records = (Array.isArray(given.value) ? given.value : [given.value]).filter((one) => one !== null)
  if (records.length > 0) return { kind: 'records', records: records as readonly Json[] }
  return { kind: 'fault', code: 'no-rows', why: `\`rows: ${rows}\` selects nothing of the list` }
}

function notStrings({ addresses, rows }: JsonListConfig, record: Json, given: readonly unknown[]): BodyFault {
  const came = given.find((one) => typeof one !== 'string')
  const of = rows === undefined ? '' : ` of the record ${shown(record)}`
  return {
    kind: 'fault',
    code: 'not-strings',
    why: `\`addresses: ${addresses}\` is expected to give strings; it gives ${shown(came)}${of}`,
  }
}

type Named = readonly [key: string, expression: Expression]

function namedExpression(key: string, text: string | undefined): readonly Named[] {
  return text === undefined ? [] : [[key, compileExpression(text)]]
}

function evaluateAll(
  named: readonly Named[],
  record: Json,
): BodyFault | { readonly kind: 'values'; readonly values: Record<string, unknown> } {
  const values: Record<string, unknown> = {}
  for (const [key, expression] of named) {
    const given = evaluate(key, expression, record)
    if (given.kind === 'fault') return given
    values[key] = given.value
  }
  return { kind: 'values', values }
}

function evaluate(key: string, expression: Expression, value: Json): Valued {
  try {
    return { kind: 'value', value: expression.of(value) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const what = `\`${key}: ${expression.text}\` cannot be evaluated`
    return {
      kind: 'fault',
      code: 'expression-failed',
      why: `${what}: ${why.slice(0, 200)}; the record is ${shown(value)}`,
    }
  }
}
