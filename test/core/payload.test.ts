import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/core/model.ts'
import { changesPayload, type Payload, payloadOf } from '../../src/core/payload.ts'
import { confirmation, digest, iso, largeDigest, links, list, site, smallDigest } from '../channels/digests.ts'
import { alertOf, changeSet, changes, testMessage } from '../channels/samples.ts'
import { reminder, service } from '../channels/sets.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const schema: Json = JSON.parse(readFileSync(new URL('../../schema/webhook.schema.json', import.meta.url), 'utf8'))

/** The published schema lets more come; here every property must be documented. */
function closed(value: Json): Json {
  if (Array.isArray(value)) return value.map(closed)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, closed(inner)])
  const isObject = 'properties' in value && 'required' in value
  return { ...Object.fromEntries(entries), ...(isObject && { additionalProperties: false }) }
}

const validate = new Ajv2020({
  ...{ strict: true, allErrors: true, allowUnionTypes: true, strictRequired: false },
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ },
}).compile(closed(schema) as object)

function faultsOf(payload: object): readonly unknown[] {
  validate(JSON.parse(JSON.stringify(payload)))
  return validate.errors ?? []
}

function digestOf(message: Message, from: string | null = null) {
  const payload = payloadOf(message, 'd', iso(0), from)
  if (payload.type !== 'digest') throw new Error(`this is ${payload.type}`)
  return payload.data
}

describe('what a program is told', () => {
  test.each<[Payload['type'], Message]>([
    ['changes', changes()],
    ['changes', service(3, 3)],
    ['digest', smallDigest()],
    ['digest', largeDigest(5, 2, 3)],
    ['digest', digest([])],
    ['confirmation', confirmation('new')],
    ['confirmation', confirmation('known')],
    ['confirmation', confirmation('renewed')],
    ['reminder', reminder(2)],
    ['alert', alertOf()],
    ['test', testMessage],
  ])('of type %s is as the schema says, with nothing undocumented', (type, message) => {
    for (const from of [null, site]) {
      const payload = payloadOf(message, 'delivery-1', iso(0), from)
      expect(payload).toMatchObject({ type, id: 'delivery-1', timestamp: iso(0) })
      expect(faultsOf(payload)).toEqual([])
      expect(faultsOf({ ...payload, subscription: { manage: links.manage, leave: links.leave } })).toEqual([])
    }
  })

  test('to prove that it wants its messages is as the schema says', () => {
    const asked = { type: 'challenge', id: 'x', timestamp: iso(0), data: { challenge: 'ab' } }
    expect(faultsOf(asked)).toEqual([])
    expect(faultsOf({ ...asked, data: {} })).not.toEqual([])
  })

  test.each<[string, object]>([
    ['no counts', { counts: undefined }],
    ['counts without what was taken back', { counts: changesPayload(changeSet()).counts }],
    ['a rhythm that is none', { when: 'at-once' }],
    ['something undocumented', { note: 'x' }],
    ['a source without its label', { sources: [{ changeSets: [], takenBack: [] }] }],
  ])('is no digest with %s', (_, over) => {
    const payload = payloadOf(smallDigest(), 'd', iso(0))
    expect(faultsOf({ ...payload, data: { ...payload.data, ...over } })).not.toEqual([])
  })
})

describe('a digest for programs', () => {
  test('holds each change set as its own message would, and what was taken back beside them', () => {
    const message = smallDigest()
    const { sources } = message.kind === 'digest' ? message.digest : { sources: [] }
    const data = digestOf(message)
    expect(data).toMatchObject({ when: 'weekly', from: iso(3), to: iso(0) })
    expect(data.sources.map((one) => one.changeSets)).toEqual(
      sources.map((one) => one.changeSets.map((set) => changesPayload(set))),
    )
    expect(data.sources.map((one) => one.takenBack)).toEqual(sources.map((one) => one.takenBack))
    expect(data.sources.map((one) => one.source)).toEqual(sources.map((one) => one.source))
  })

  test('counts over all of its lists', () => {
    expect(digestOf(digest([list(1), list(2), list(3, { changeSets: [] })])).counts).toEqual({
      ...{ added: 4, removed: 2, changed: 2, moved: 2, reworded: 2, takenBack: 0 },
    })
    expect(digestOf(largeDigest(3, 2, 4)).counts).toMatchObject({ added: 24, takenBack: 12 })
  })

  test('leads to the whole of each change set where there are pages, and nowhere else', () => {
    expect(digestOf(smallDigest(), site).sources.map((one) => one.changeSets.map(({ whole }) => whole))).toEqual([
      [`${site}/changes/older.json`, `${site}/changes/newer.json`],
      [],
      [`${site}/changes/set-1.json`],
    ])
    expect(JSON.stringify(digestOf(smallDigest()))).not.toContain('"whole"')
    expect(changesPayload(changeSet({ id: 'a/b' }), site).whole).toBe(`${site}/changes/a%2Fb.json`)
    expect(payloadOf(changes(), 'd', iso(0), site).data).toMatchObject({ whole: `${site}/changes/set-1.json` })
    expect('whole' in changesPayload(changeSet())).toBe(false)
  })
})
