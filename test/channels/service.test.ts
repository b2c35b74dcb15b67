import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { diffEntries } from '../../src/core/diff.ts'
import type { ChangeSet, Entry, Message, Reminder } from '../../src/core/model.ts'
import { payloadOf } from '../../src/core/payload.ts'
import { annotated, bareStep } from '../../src/core/service-step.ts'
import { readServiceBody } from '../../src/sources/web-service/body.ts'
import { wire, wireSet } from '../sources/web-service/play.ts'
import { mailOf } from './email/mails.ts'

type Wire = Record<string, unknown>
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

function entries(sets: readonly Wire[]): readonly Entry[] {
  const read = readServiceBody(wire(...sets), 'Worldwide')
  if (read.kind === 'fault') throw new Error(read.fault.why)
  return read.reading.entries
}

const record = {
  ...{ id: 7, set: 1, disposition: 'Change', impact: 'AddedByQuantumLink', version: '2026020100' },
  ...{ previous: { tcpPorts: '80,443' }, current: { tcpPorts: '443' }, remove: [], more: { wave: '3' } },
  add: { effectiveDate: '2026-03-01', addresses: ['new.example.net'] },
}

function changes(before: readonly Wire[], after: readonly Wire[]): Message & { kind: 'changes' } {
  const [old, now] = [entries(before), entries(after)]
  const step = {
    ...bareStep(old, now, '2026-02-01'),
    versions: { before: '2026010100', after: '2026020100' },
    kept: { before: { until: '2026010100', records: [] }, after: { until: '2026020100', records: [record] } },
  }
  const changeSet: ChangeSet = {
    id: 'c',
    source: { id: 'm365', title: 'Microsoft 365', page: 'https://docs.example.org/list' },
    ...{ commit: 'bbb', previousCommit: 'aaa', seenAt: '2026-02-01T08:00:00.000Z', pageDate: null },
    ...annotated(diffEntries(old, now), step),
  }
  return { kind: 'changes', changeSet }
}

const notes = 'See [the <b>docs</b>](https://evil.example/"onclick=x) & more'
const message = changes(
  [
    wireSet(1, { urls: ['a.example.net', 'gone.example.net'] }),
    wireSet(2, { urls: ['t.example.net'], required: false, notes: 'old' }),
    wireSet(3, { urls: ['u.example.net'] }),
  ],
  [
    wireSet(1, { urls: ['a.example.net', 'new.example.net'], tcpPorts: '443', udpPorts: '443' }),
    wireSet(2, { urls: ['t.example.net', 'u.example.net'], required: false, notes }),
  ],
)

const reminder: Reminder = {
  source: message.changeSet.source,
  ...{ date: '2026-03-01', days: 7, at: '2026-02-22T08:00:00.000Z' },
  deadlines: [
    {
      ...{ instance: 'Worldwide', set: 1, title: 'Exchange Online', version: '2026020100', date: '2026-03-01' },
      terms: {
        area: 'Exchange',
        category: 'Default',
        required: true,
        expressRoute: false,
        ports: ['TCP 443'],
        notes: null,
      },
      addresses: [{ address: 'new.example.net', type: 'fqdn' }],
    },
  ],
}

/** Every property must be documented here, where the published schema lets more come. */
function closed(value: Json): Json {
  if (Array.isArray(value)) return value.map(closed)
  if (value === null || typeof value !== 'object') return value
  const whole = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)]))
  return 'properties' in value && 'required' in value && !('oneOf' in value)
    ? { ...whole, additionalProperties: false }
    : whole
}

describe('the payload of a change of the service', () => {
  const schema: Json = JSON.parse(readFileSync(new URL('../../schema/webhook.schema.json', import.meta.url), 'utf8'))
  const validate = new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(Object(closed(schema)))
  test.each<[string, Message]>([
    ['a change set', message],
    ['a reminder', { kind: 'reminder', reminder }],
  ])('%s is as the schema says, with nothing undocumented', (_, told) => {
    validate(JSON.parse(JSON.stringify(payloadOf(told, 'd', '2026-02-01T08:00:00.000Z'))))
    expect(validate.errors ?? []).toEqual([])
  })
})

describe('the mail about a change of the service', () => {
  const { subject, text, html } = mailOf(message)

  test('says in its subject how much and by when', () => {
    expect(subject).toBe('Microsoft 365: 1 added, 1 removed, 1 moved, other ports in set 1 (act now)')
  })

  test('shows old and new side by side, what to do, and what the service said, also in words that are new', () => {
    for (const line of [
      'Ports:        was TCP 80, TCP 443',
      'now TCP 443, UDP 443',
      'In use:       from 2026-03-01 (in 28 days)',
      'Impact:       AddedByQuantumLink',
      'Also said:    wave: 3',
      'Open UDP 443 for these (1)',
      'Set 3: Exchange Online (gone: merged into set 2)',
      'ADDED NAMES, TO PASTE (1)\n\nnew.example.net\n',
    ])
      expect(text).toContain(line)
  })

  test('holds no markup of the notes, in HTML neither as tags nor as links', () => {
    expect(html).toContain('See the &lt;b&gt;docs&lt;/b&gt;')
    expect(html).not.toContain('evil.example')
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(['https://docs.example.org/list'])
  })

  test('stays small enough to be shown whole, however much changed, and attaches what it leaves out', () => {
    const many = (prefix: string) =>
      Array.from({ length: 60 }, (_, id) =>
        wireSet(id + 1, { urls: Array.from({ length: 20 }, (_, i) => `${prefix}${i}.part${id}.service.example.net`) }),
      )
    const mail = mailOf(changes(many('before'), many('after')))
    expect(Buffer.byteLength(mail.html)).toBeLessThan(102_000)
    expect(mail.attachments.map(({ name }) => name)).toEqual(['changes.csv', 'added-names.txt', 'removed-names.txt'])
    expect(mail.attachments[1]?.content.trim().split('\r\n')).toHaveLength(1_200)
  })
})

test('the reminder says what must be open, by when, and that it is one', () => {
  const { subject, text } = mailOf({ kind: 'reminder', reminder })
  expect(subject).toBe('Microsoft 365: 1 address in use from 2026-03-01, in 7 days')
  expect(text).toContain('Must be open by then (1)\n  + new.example.net')
  expect(text).toContain('A reminder from endpoint-drift')
})
