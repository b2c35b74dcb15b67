// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the configuration are written so
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { type Loaded, type LoadOptions, parseConfig } from '../../src/config/load.ts'

const secret = 'geheim-0815'

const kinds: Omit<LoadOptions, 'env'> = {
  sourceKinds: [{ id: 'page', schema: z.strictObject({ url: z.string() }) }],
  channelKinds: [
    {
      id: 'mail',
      schema: z.strictObject({
        password: z.string().optional(),
        port: z.int().optional(),
        secure: z.boolean().optional(),
        token: z
          .string()
          .refine(() => false, { error: ({ input }) => `bad token ${input}` })
          .optional(),
        mode: z.enum(['a', 'b']).optional(),
      }),
      checkAddress: (_, to) => `no such address: ${to}`,
    },
  ],
}

function load(channel: string, env: Record<string, string>, more = ''): Loaded {
  const text = `sources: [{ id: a, kind: page, url: x, page: 'https://example.org' }]\nchannels:\n  m:\n    kind: mail\n${channel
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n${more}`
  return parseConfig(text, 'f', { env, ...kinds })
}

function settings(channel: string, env: Record<string, string>): unknown {
  const loaded = load(channel, env)
  return loaded.kind === 'config' ? loaded.config.channels[0]?.settings : loaded.faults
}

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'secret-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'secret'), text)
  return join(folder, 'secret')
}

test.each([
  ['${P}', { P: secret }, secret],
  ['"${P}"', { P: secret }, secret],
  ['pre-${P}-${Q}', { P: '1', Q: '2' }, 'pre-1-2'],
  ['${P:-other}', {}, 'other'],
  ['${P:-}', {}, ''],
  ['${P:-other}', { P: '' }, 'other'],
  ['${P:-other}', { P: secret }, secret],
  ['${P}', { P: '' }, ''],
  ['$${P}', { P: secret }, '${P}'],
  ['costs $5 {x}', {}, 'costs $5 {x}'],
  ['${P}', { P: 'a: b # c\n"d' }, 'a: b # c\n"d'],
  ['${P}', { P: '${Q}', Q: 'again' }, '${Q}'],
  ['"${P}"', { P: '12345' }, '12345'],
  ['${P}', { P: 'true' }, 'true'],
])('password: %s with %j is %j', (written, env, expected) => {
  expect(settings(`password: ${written}`, env)).toEqual({ password: expected })
})

test('where a number or true or false is wanted, a variable may stand for it', () => {
  expect(settings('port: ${PORT}\nsecure: "${SECURE}"', { PORT: '587', SECURE: 'false' })).toEqual({
    port: 587,
    secure: false,
  })
  expect(load('port: ${PORT}', { PORT: 'many' })).toMatchObject({
    faults: [{ place: 'f:5:11 channels.m.port', why: 'must be a number and is a text' }],
  })
  expect(load('port: "587"', {})).toMatchObject({ faults: [{ code: 'config-value' }] })
})

test.each([
  ['a secret\n', 'a secret'],
  ['a secret\r\n', 'a secret'],
  ['two\nlines\n\n', 'two\nlines\n'],
  ['', ''],
])('NAME_FILE names a file that holds %j', (text, expected) => {
  expect(settings('password: ${P}', { P_FILE: file(text) })).toEqual({ password: expected })
})

test('the variable itself goes before its file, unless it is empty', () => {
  expect(settings('password: ${P}', { P: 'direct', P_FILE: file('from the file') })).toEqual({ password: 'direct' })
  expect(settings('password: ${P}', { P: '', P_FILE: file('from the file') })).toEqual({ password: 'from the file' })
})

test('a variable that is missing is one fault, at its place, by name', () => {
  expect(load('password: ${SMTP_PASSWORD}\nport: ${PORT}', {})).toEqual({
    kind: 'faults',
    faults: [
      {
        code: 'config-variable',
        place: 'f:5:15 channels.m.password',
        why: 'the variable SMTP_PASSWORD is not set',
        next: expect.stringContaining('SMTP_PASSWORD_FILE'),
      },
      expect.objectContaining({ place: 'f:6:11 channels.m.port', why: 'the variable PORT is not set' }),
    ],
  })
})

test('a file that cannot be read is a fault that names it and its variable', () => {
  expect(load('password: ${P}', { P_FILE: '/nonexistent/p' })).toMatchObject({
    faults: [{ code: 'config-variable', why: 'the file that P_FILE names, /nonexistent/p, cannot be read (ENOENT)' }],
  })
})

test.each(['${}', '${1A}', '${A B}', '${A-b}'])('%s is no variable', (written) => {
  expect(load(`password: ${written}`, {})).toMatchObject({ faults: [{ code: 'config-variable' }] })
})

test('a variable without quotes inside brackets is explained', () => {
  const loaded = parseConfig('channels: { m: { kind: mail, password: ${P} } }', 'f', { env: { P: 'x' }, ...kinds })
  expect(loaded.kind).toBe('faults')
  expect(JSON.stringify(loaded)).toContain('in quotes')
})

test('no fault holds the value of a variable, wherever it stands', () => {
  const env = { P: secret }
  const more =
    'operator: { channel: m, to: "${P}" }\nsubscriptions: [{ name: "${P}", channel: "${P}", to: x, filter: { sources: ["${P}"] } }]'
  const loaded = [
    load('token: ${P}', env),
    load('mode: ${P}', env),
    load('kind2: ${P}', env),
    load('port: ${P}', env, more),
    parseConfig(
      'sources: [{ id: "${P}", kind: "${P}" }, { id: "${P}", kind: page }]\nschedule: "${P}"\njitter: "${P}"',
      'f',
      { env, ...kinds },
    ),
  ]
  for (const one of loaded) {
    expect(one.kind).toBe('faults')
    expect(JSON.stringify(one)).not.toContain(secret)
  }
  expect(JSON.stringify(loaded)).toContain('bad token ${P}')
})

test('no fault repeats a value that stands in the file: it may be a secret', () => {
  const loaded = load(`port: ${secret}\nmode: ${secret}\nsecure: ${secret}`, {})
  expect(loaded.kind).toBe('faults')
  expect(JSON.stringify(loaded)).not.toContain(secret)
})
