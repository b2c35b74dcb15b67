import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { ChangeSet, Message } from '../../../src/core/model.ts'
import { changesPayload, payloadOf } from '../../../src/core/payload.ts'
import { alertOf, at, changeSet, changes, moment, testMessage } from '../samples.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const schema: Json = JSON.parse(readFileSync(new URL('../../../schema/webhook.schema.json', import.meta.url), 'utf8'))

/** The published schema lets more come; here every property must be documented. */
function closed(value: Json): Json {
  if (Array.isArray(value)) return value.map(closed)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, closed(inner)])
  const isObject = 'properties' in value && 'required' in value && !('oneOf' in value)
  return { ...Object.fromEntries(entries), ...(isObject && { additionalProperties: false }) }
}

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const ajv = new Ajv2020({
  strict: true,
  allErrors: true,
  allowUnionTypes: true,
  strictRequired: false,
  formats: { 'date-time': iso },
})
const validate = ajv.compile(closed(schema) as object)

const full: ChangeSet = changeSet({
  pageDate: null,
  previousCommit: null,
  changes: [
    {
      kind: 'added',
      address: 'a.example.com',
      type: 'fqdn',
      before: [],
      after: [
        at(1, ['A'], {
          line: null,
          file: 'includes/a.md',
          ports: ['UDP 3478', '50000-59999', 443],
          required: false,
          labels: { set: '4' },
        }),
      ],
    },
  ],
})

const messages: readonly [string, Message][] = [
  ['changes of every kind', changes()],
  ['changes with all that an occurrence can hold', { kind: 'changes', changeSet: full }],
  ...(['begins', 'changes', 'ends', 'reminder'] as const).map((state): [string, Message] => [
    `alert ${state}`,
    alertOf(state),
  ]),
  ['test', testMessage],
]

describe('the payload', () => {
  test.each(messages)('of %s is as the schema says, with nothing undocumented', (_, message) => {
    const payload = JSON.parse(JSON.stringify(payloadOf(message, 'delivery-1', new Date(moment).toISOString())))
    validate(payload)
    expect(validate.errors ?? []).toEqual([])
  })

  test('that the documentation shows is as the schema says', () => {
    const page = readFileSync(new URL('../../../docs/webhook.md', import.meta.url), 'utf8')
    const shown = /```json\n(.*?)```/s.exec(page)?.[1] ?? ''
    validate(JSON.parse(shown))
    expect(validate.errors ?? []).toEqual([])
  })

  test.each([
    ['a kind that is none', { kind: 'deleted' }],
    ['a type that is none', { type: 'host' }],
    ['no address', { address: undefined }],
    ['something undocumented', { note: 'x' }],
  ])('with %s is not', (_, over) => {
    const payload = JSON.parse(JSON.stringify(payloadOf(changes(), 'delivery-1', new Date(moment).toISOString())))
    expect(validate(payload)).toBe(true)
    Object.assign(payload.data.changes[0], over)
    expect(validate(JSON.parse(JSON.stringify(payload)))).toBe(false)
  })

  test('says plainly what came and what went', () => {
    expect(changesPayload(changeSet())).toMatchObject({
      changeSet: 'set-1',
      source: { id: 'printers', title: 'Cloud printers', page: 'https://docs.example.org/printers?view=now' },
      seenAt: '2026-03-02T08:17:40.000Z',
      counts: { added: 2, removed: 1, changed: 1, moved: 1, reworded: 1 },
      added: ['*.sync.example.com', '203.0.113.128/25'],
      removed: ['old.example.com'],
      changes: changeSet().changes,
    })
  })
})
