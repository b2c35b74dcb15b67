import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { channelKinds } from '../src/channels/index.ts'
import { channelSchema, configSchema, sourceSchema } from '../src/config/schema.ts'
import { sourceKinds } from '../src/sources/index.ts'

/** Writes config/endpoint-drift.schema.json, with which editors check and complete the configuration: `node scripts/config-schema.ts && npm run format`. */

type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null
type Schema = { readonly [key: string]: Json }
type Kind = { readonly id: string; readonly schema: z.ZodType }

const file = join(import.meta.dirname, '../config/endpoint-drift.schema.json')

/** The schema as text, as it is committed. */
export function configSchemaText(): string {
  const whole = plain(configSchema)
  const sources = {
    ...object(object(whole.properties).sources),
    items: ofKinds(plain(sourceSchema), sourceKinds, true),
  }
  const channels = {
    ...object(object(whole.properties).channels),
    additionalProperties: ofKinds(plain(channelSchema), channelKinds, false),
  }
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'endpoint-drift configuration',
    ...whole,
    properties: { ...object(whole.properties), sources, channels },
  }
  return `${JSON.stringify(withVariables(schema), null, 2)}\n`
}

function plain(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = object(JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))))
  return rest
}

/** The common keys, and for each kind its own: a retired source needs none of them. */
function ofKinds(common: Schema, kinds: readonly Kind[], retirable: boolean): Schema {
  const properties = object(common.properties)
  const kind = { ...object(properties.kind), enum: kinds.map(({ id }) => id) }
  return {
    ...common,
    additionalProperties: true,
    properties: { ...properties, kind },
    allOf: kinds.map(({ id, schema }) => {
      const own = plain(schema)
      const required = { required: own.required ?? [] }
      return {
        if: { properties: { kind: { const: id } }, required: ['kind'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: {
          properties: {
            ...Object.fromEntries(Object.keys(properties).map((key) => [key, true])),
            ...object(own.properties),
          },
          additionalProperties: false,
          ...(retirable ? { anyOf: [{ required: ['retired'] }, required] } : required),
        },
      }
    }),
  }
}

const variable: Schema = { type: 'string', pattern: '\\$\\{[A-Za-z_]\\w*(:-[^{}]*)?\\}' }

/** Where a value of some form is expected, a variable may stand for it. Keys of JSON Schema that hold no schema are left as they are. */
function withVariables(json: Json): Json {
  if (Array.isArray(json)) return json.map(withVariables)
  if (typeof json !== 'object' || json === null) return json
  const inner = Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, literal.includes(key) ? value : withVariables(value)]),
  )
  const { description, default: otherwise, ...rest } = inner
  const isFormed =
    ['number', 'integer', 'boolean'].includes(String(rest.type)) || (rest.type === 'string' && isStrict(rest))
  if (!isFormed) return inner
  return {
    ...(description !== undefined && { description }),
    ...(otherwise !== undefined && { default: otherwise }),
    anyOf: [rest, variable],
  }
}

const literal = ['enum', 'const', 'default', 'required', 'if']

function isStrict(schema: Schema): boolean {
  return ['pattern', 'format', 'enum', 'const'].some((key) => key in schema)
}

function object(json: unknown): Schema {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('a JSON Schema was expected')
  return json as Schema
}

if (import.meta.main) writeFileSync(file, configSchemaText())
