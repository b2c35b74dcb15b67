import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { configSchemaText } from '../../scripts/config-schema.ts'
import { channelKinds } from '../../src/channels/index.ts'
import { loadConfig, parseConfig } from '../../src/config/load.ts'
import { configSchema, sourceSchema } from '../../src/config/schema.ts'
import { sourceKinds } from '../../src/sources/index.ts'

const folder = join(import.meta.dirname, '../../config')
const path = join(folder, 'endpoint-drift.yaml')
const text = readFileSync(path, 'utf8')
const committed = readFileSync(join(folder, 'endpoint-drift.schema.json'), 'utf8')
const options = { env: {}, sourceKinds, channelKinds }

const secrets = {
  SMTP_USER: 'drift',
  SMTP_PASSWORD: 'x',
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
}

/** The shipped file with its examples turned on. */
const withExamples = text
  .replace(/^# (?=(channels|subscriptions|operator|snapshots|contact):| {2})/gm, '')
  .replace(/^ {2}# (?=(- id| {2}(kind|title|page|instance)):)/gm, '  ')

function schema(): ValidateFunction {
  return new Ajv2020({ allErrors: true, allowUnionTypes: true, formats: { uri: true, date: true } }).compile(
    JSON.parse(committed),
  )
}

test('the JSON Schema is the one that the code makes (node scripts/config-schema.ts)', () => {
  expect(JSON.parse(committed)).toEqual(JSON.parse(configSchemaText()))
})

test('the shipped configuration is without fault, watches what it says, and tells nobody', () => {
  const loaded = loadConfig(path, options)
  expect(loaded).toMatchObject({ kind: 'config' })
  if (loaded.kind !== 'config') return
  const { sources, channels, subscriptions, operator } = loaded.config
  expect(sources.map(({ id }) => id)).toEqual([
    'intune',
    'windows',
    'configmgr',
    'avd',
    'managed-desktop',
    'm365-worldwide',
  ])
  expect(sources.filter(({ retired }) => retired).map(({ id }) => id)).toEqual(['managed-desktop'])
  expect([channels, subscriptions, operator]).toEqual([[], [], []])
  for (const { page } of sources) expect(page).toMatch(/^https:\/\/learn\.microsoft\.com\//)
})

test('an editor finds the schema, and no fault in the shipped configuration', () => {
  expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/endpoint-drift\.schema\.json\n/)
  const validate = schema()
  expect([validate(parse(text)), validate.errors]).toEqual([true, null])
})

test('the examples are right as they stand once the sign before them is taken off', () => {
  const loaded = parseConfig(withExamples, path, { ...options, env: secrets })
  expect(loaded).toMatchObject({
    kind: 'config',
    config: {
      contact: 'mailto:ops@example.org',
      channels: [{ name: 'mail' }, { name: 'hook' }],
      subscriptions: [{ name: 'network-team' }, { name: 'mail-servers' }, { name: 'firewall-robot' }],
      operator: [{ channel: 'mail' }],
      snapshots: { push: { remote: 'origin', branch: 'main' } },
    },
  })
  const instances = ['Worldwide', 'USGovDoD', 'USGovGCCHigh', 'China']
  const watched =
    loaded.kind === 'config' ? loaded.config.sources.flatMap(({ settings }) => Object(settings).instance ?? []) : []
  expect(watched).toEqual(instances)
  const validate = schema()
  expect([validate(parse(withExamples)), validate.errors]).toEqual([true, null])
})

const mistakes: readonly (readonly [string, (text: string) => string])[] = [
  ['an unknown key', (it) => `shedule: x\n${it}`],
  ['an unknown key of a source', (it) => it.replace('title: Microsoft Intune', 'titel: Microsoft Intune')],
  ['an unknown kind', (it) => it.replace('kind: web-service', 'kind: web')],
  ['a missing url', (it) => it.replace(/ {4}url: .*intune.*\n/, '')],
  ['a wrong duration', (it) => it.replace('jitter: 5m', 'jitter: 5')],
  ['a key of another kind', (it) => it.replace('instance: Worldwide', 'alsoAt: []')],
  ['a wrong share', (it) => it.replace('maxLost: 0.33', 'maxLost: 33')],
  ['a channel without a host', (it) => it.replace(/ {4}host: .*\n/, '')],
  ['an unknown kind of change', (it) => it.replace('kinds: [added, removed]', 'kinds: [added, remvoed]')],
]

test.each(mistakes)('editor and program both refuse %s', (_name, spoil) => {
  const spoilt = spoil(withExamples)
  expect(spoilt).not.toBe(withExamples)
  expect(schema()(parse(spoilt))).toBe(false)
  expect(parseConfig(spoilt, path, { ...options, env: secrets }).kind).toBe('faults')
})

test('the example of docs/configuration.md is right', () => {
  const manual = readFileSync(join(folder, '../docs/configuration.md'), 'utf8')
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(manual) ?? []
  expect(parseConfig(example, path, { ...options, env: secrets })).toMatchObject({
    kind: 'config',
    config: { subscriptions: [{ name: 'network-team' }] },
  })
})

test('docs/configuration.md explains every key', () => {
  const manual = readFileSync(join(folder, '../docs/configuration.md'), 'utf8')
  const { properties } = JSON.parse(committed)
  const common = [...Object.keys(configSchema.shape), ...Object.keys(sourceSchema.shape)]
  const nested = ['snapshots', 'fetch', 'gate'].flatMap((key) => Object.keys(properties[key].properties))
  const kinds =
    JSON.stringify(properties.sources.items.allOf) + JSON.stringify(properties.channels.additionalProperties.allOf)
  const own = [...sourceKinds, ...channelKinds].flatMap(({ id }) => {
    expect(kinds).toContain(`"const":"${id}"`)
    const parts = [...properties.sources.items.allOf, ...properties.channels.additionalProperties.allOf]
    return Object.keys(parts.find((part) => part.if.properties.kind.const === id).then.properties)
  })
  for (const key of new Set([...common, ...nested, ...own])) expect(manual).toContain(`\`${key}\``)
})
