import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyOf, contentOf } from '../../../src/channels/webhook/body.ts'
import { fitting } from '../../../src/channels/webhook/fitting.ts'
import type { Message } from '../../../src/core/model.ts'
import { payloadOf } from '../../../src/core/payload.ts'
import { digest, largeDigest, list, site, smallDigest } from '../digests.ts'
import { alertOf, changeSet, changes, many, moment, testMessage } from '../samples.ts'
import { reminder, service } from '../sets.ts'

const limit = 20_000
const schema = JSON.parse(readFileSync(new URL('../../../schema/webhook.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true } }).compile(schema)

function envelope(message: Message) {
  return { id: 'delivery-1', content: contentOf(message, null), createdAt: moment }
}

function sent(message: Message) {
  const body = bodyOf(envelope(message))
  return {
    body,
    bytes: Buffer.byteLength(body),
    whole: payloadOf(message, 'delivery-1', new Date(moment).toISOString()),
    got: JSON.parse(body),
  }
}

describe('the body of a webhook', () => {
  test.each<[string, Message]>([
    ['changes', changes()],
    ['sixty changes', changes({ changes: many(60) })],
    ['a step of the service', service(3, 3)],
    ['a reminder', reminder(20)],
    ['a digest', smallDigest()],
    ['an alert', alertOf()],
    ['a test', testMessage],
  ])('of %s is the whole payload, byte for byte', (_, message) => {
    const { body, whole, bytes } = sent(message)
    expect(body).toBe(JSON.stringify({ type: whole.type, id: whole.id, timestamp: whole.timestamp, data: whole.data }))
    expect(bytes).toBeLessThan(limit)
    expect(body).not.toContain('truncated')
  })

  test.each<[string, Message]>([
    ['two hundred changes', changes({ changes: many(200) })],
    ['five thousand changes', changes({ changes: many(5_000) })],
    ['wide signs', changes({ changes: many(300).map((one) => ({ ...one, address: `例え-${one.address}` })) })],
    ['a large step of the service', service(40, 20, 400)],
    ['a reminder of a thousand', reminder(1_000)],
    ['a digest of thirty lists', largeDigest(30, 3, 40)],
    ['a digest of one list with very much', digest([list(1, { changeSets: [changeSet({ changes: many(5_000) })] })])],
    ['a digest of three hundred lists', largeDigest(300, 1, 1)],
  ])('of %s is cut below 20 kB, says so, and is as the schema says', (_, message) => {
    const { bytes, got } = sent(message)
    expect(bytes).toBeLessThan(limit)
    expect(bytes).toBeGreaterThan(limit * 0.8)
    expect(got.data.truncated).toBe(true)
    validate(got)
    expect(validate.errors ?? []).toEqual([])
  })

  test('that is cut keeps the plain lists whole as long as they fit, and counts and commit always', () => {
    const { got, whole } = sent(changes({ changes: many(200) }))
    const data = whole.type === 'changes' ? whole.data : null
    expect(got.data).toMatchObject({
      added: data?.added,
      paste: data?.paste,
      counts: data?.counts,
      commit: data?.commit,
      source: data?.source,
    })
    expect(got.data.changes).toEqual(data?.changes.slice(0, got.data.changes.length))
    expect(got.data.changes.length).toBeGreaterThan(10)
  })

  test('that is cut further shortens the plain lists too, and the counts tell it', () => {
    const { got } = sent(changes({ changes: many(5_000) }))
    expect(got.data.counts.added).toBe(5_000)
    expect(got.data.added.length).toBeGreaterThan(250)
    expect(got.data.added.length).toBeLessThan(5_000)
  })

  test('of a reminder that is cut keeps its set, and the first of its addresses', () => {
    const { got } = sent(reminder(1_000))
    expect(got.data.deadlines).toMatchObject([{ set: 7, terms: { ports: ['TCP 443'] } }])
    expect(got.data.deadlines[0].addresses.length).toBeGreaterThan(200)
  })

  test('leads to the whole of each change set where there are pages, and nowhere else', () => {
    const data = JSON.parse(contentOf(changes({ changes: many(5_000) }), site)).data
    expect([data.whole, data.truncated]).toEqual([`${site}/changes/set-1.json`, true])
    expect(contentOf(changes(), null)).not.toContain('whole')
  })

  test('of a digest that is cut names every list while there is room for that, and what is left of each is right', () => {
    const message = largeDigest(10, 1, 100)
    const { got, whole } = sent(message)
    const data = whole.type === 'digest' ? whole.data : null
    expect([got.data.counts, got.data.sources.length]).toEqual([data?.counts, 10])
    for (const [i, source] of got.data.sources.entries()) {
      const [kept] = source.changeSets
      const old = data?.sources[i]?.changeSets[0]
      expect([kept.changeSet, kept.counts]).toEqual([old?.changeSet, old?.counts])
      expect(kept.added.length).toBeGreaterThan(10)
      expect(kept.added).toEqual(old?.added.slice(0, kept.added.length))
    }
  })

  test('stays below the limit with the longest head and links', () => {
    const far = `https://${'drift.'.repeat(40)}example.org`
    const token = `_${'z'.repeat(20)}.zzzzzzzzzzz.zzzzzzzzzzz.${'f'.repeat(32)}`
    const links = { manage: `${far}/manage/${token}`, leave: `${far}/leave/${token}` }
    for (const message of [
      changes({ changes: many(300) }),
      changes({ changes: many(5_000) }),
      reminder(1_000),
      largeDigest(30, 3, 40),
    ]) {
      const content = contentOf(message, far)
      const body = bodyOf({ id: 'x'.repeat(64), content, createdAt: moment, links })
      expect(Buffer.byteLength(body)).toBeLessThan(limit)
      expect(Buffer.byteLength(body)).toBeGreaterThan(limit * 0.9)
    }
  })

  test('is made of nothing but what was made for it', () => {
    for (const content of [
      '',
      '{}',
      'null',
      '{"type":"test"}',
      '{"text":"x","blocks":[]}',
      '[{"type":"test","data":{}}]',
    ])
      expect(() => bodyOf({ id: 'd', content, createdAt: moment })).toThrow('not made for a webhook')
  })

  test('has the same bytes for the same message', () => {
    const one = service(40, 20, 400)
    expect(bodyOf(envelope(structuredClone(one)))).toBe(bodyOf(envelope(one)))
  })
})

test('data that does not fit loses whole elements at the end of its lists and nothing else', () => {
  const element = fc.record({ address: fc.string(), ports: fc.array(fc.nat(), { maxLength: 3 }) })
  const data = fc.record({
    commit: fc.string({ maxLength: 8 }),
    counts: fc.record({ added: fc.nat() }),
    added: fc.array(fc.string({ maxLength: 8 }), { maxLength: 20 }),
    paste: fc.record({ addedNames: fc.array(fc.string({ maxLength: 8 }), { maxLength: 20 }) }),
    changes: fc.array(element, { maxLength: 20 }),
    service: fc.record({ version: fc.string({ maxLength: 8 }), sets: fc.array(element, { maxLength: 20 }) }),
  })
  let cuts = 0
  fc.assert(
    fc.property(data, fc.integer({ min: 300, max: 2_000 }), (whole, most) => {
      const got = JSON.parse(JSON.stringify(fitting(whole, most)))
      const size = Buffer.byteLength(JSON.stringify(whole))
      if (size <= most) {
        expect(got).toEqual(JSON.parse(JSON.stringify(whole)))
        return
      }
      cuts++
      expect(Buffer.byteLength(JSON.stringify(got))).toBeLessThanOrEqual(most)
      const { truncated, ...rest } = got
      expect(truncated).toBe(true)
      const lists = (of: typeof whole) => [of.added, of.paste.addedNames, of.changes, of.service.sets]
      for (const [i, list] of lists(rest).entries()) expect(list).toEqual(lists(whole)[i]?.slice(0, list.length))
      const bare = (of: typeof whole) => ({ ...of, added: [], paste: {}, changes: [], service: of.service.version })
      expect(bare(rest)).toEqual(bare(whole))
      if (rest.changes.length + rest.service.sets.length > 0)
        expect([rest.added, rest.paste]).toEqual([whole.added, whole.paste])
    }),
  )
  expect(cuts).toBeGreaterThan(10)
})

test('data with lists of lists loses details first, then what is ready to paste, and only then whole lists at the end', () => {
  const set = fc.record({
    changeSet: fc.string({ minLength: 1, maxLength: 8 }),
    counts: fc.record({ added: fc.nat() }),
    added: fc.array(fc.string({ maxLength: 8 }), { maxLength: 12 }),
    changes: fc.array(fc.record({ address: fc.string(), ports: fc.array(fc.nat(), { maxLength: 3 }) }), {
      maxLength: 12,
    }),
  })
  const back = fc.array(fc.record({ address: fc.string(), steps: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) }))
  const source = fc.record({ source: fc.string(), changeSets: fc.array(set, { maxLength: 4 }), takenBack: back })
  const data = fc.record({ when: fc.constant('daily'), sources: fc.array(source, { maxLength: 6 }) })
  const seen = { details: 0, plain: 0, lists: 0 }
  fc.assert(
    fc.property(data, fc.integer({ min: 60, max: 2_000 }), (whole, most) => {
      const got: typeof whole & { truncated?: true } = JSON.parse(JSON.stringify(fitting(whole, most)))
      if (got.truncated === undefined) {
        expect(got).toEqual(JSON.parse(JSON.stringify(whole)))
        return
      }
      expect(Buffer.byteLength(JSON.stringify(got))).toBeLessThanOrEqual(most)
      const sets = (of: typeof whole) => of.sources.flatMap(({ changeSets }) => changeSets)
      const pairs = got.sources.flatMap((one, i) =>
        one.changeSets.map((kept, j) => [kept, whole.sources[i]?.changeSets[j]] as const),
      )
      for (const [kept, old] of pairs) {
        expect([kept.changeSet, kept.counts]).toEqual([old?.changeSet, old?.counts])
        expect(kept.added).toEqual(old?.added.slice(0, kept.added.length))
        expect(kept.changes).toEqual(old?.changes.slice(0, kept.changes.length))
      }
      const isShort = (key: 'added' | 'changes') =>
        pairs.some(([kept, old]) => kept[key].length < (old?.[key].length ?? 0))
      const lost = got.sources.length < whole.sources.length || sets(got).length < sets(whole).length
      const details =
        got.sources.some(({ takenBack }) => takenBack.length > 0) || sets(got).some(({ changes }) => changes.length > 0)
      if (isShort('added') || lost) expect(details).toBe(false)
      if (lost) expect(sets(got).every(({ added }) => added.length === 0)).toBe(true)
      seen[lost ? 'lists' : isShort('added') ? 'plain' : 'details']++
    }),
    { numRuns: 300 },
  )
  expect(Math.min(seen.details, seen.plain, seen.lists)).toBeGreaterThan(3)
})
