import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { type Arrival, type Expected, problems } from '../../scripts/demo/arrivals.ts'

const script = fileURLToPath(new URL('../../scripts/demo/main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'endpoint drift demo '))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(...args: readonly string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  return child
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}

describe('the demo', () => {
  test('its first act tells everything once, says where to look, and leaves nothing running', {
    timeout: 120_000,
  }, async () => {
    const child = start('--first-act', '--folder', join(folder, 'first act'))
    const [code, said] = await Promise.all([ended(child), text(child.stdout)])

    expect(said).not.toContain('NO  ')
    expect(code).toBe(0)
    for (const sentence of [
      '1. The first look',
      '| devices: 1 added, 1 removed, 1 changed  (Northwind Device Management)',
      'A mail came to desktop-team@example.org',
      'A webhook came, and its signature is right.',
      '9 of 14 endpoints are gone',
      '10 steps in ',
      '15 messages were expected, and each arrived exactly once.',
      "snapshots' log -p",
      'npx endpoint-drift deliveries -c ',
    ])
      expect(said).toContain(sentence)
    expect(said, 'colours are for terminals').not.toContain('\u001b')
    expect(said, 'the second act needs files beside the checkout').not.toContain('Second act')

    const act = join(folder, 'first act', '1-made-up')
    const mails = readdirSync(join(act, 'mails'))
    expect(mails.filter((name) => name.endsWith('.eml'))).toHaveLength(11)
    expect(mails.filter((name) => name.endsWith('.html'))).toHaveLength(11)
    const hooks = readdirSync(join(act, 'webhooks'))
    const added = hooks.flatMap((name) => JSON.parse(readFileSync(join(act, 'webhooks', name), 'utf8')).data.added)
    expect(added.toSorted()).toEqual([
      '*.cloud.microsoft',
      '*.static.microsoft',
      '*.wipe.northwind-cloud.com',
      '2001:db8:7::/48',
      '203.0.113.64/26',
      'trace.diag.northwind-cloud.com',
    ])
  })

  test('ends at once when it is told to', async () => {
    const child = start('--first-act', '--folder', join(folder, 'ended'))
    child.stdout.once('data', () => child.kill('SIGTERM'))
    expect(await ended(child)).toBe(130)
  })
})

const mail: Arrival = {
  via: 'mail',
  to: 'a@example.org',
  id: '<1@x>',
  subject: 'List: 1 added',
  text: '+ a.example.com',
}
const hook: Arrival = { via: 'webhook', to: 'x', id: '2', source: 'list', counts: {}, added: ['a'], removed: ['b'] }
const wantedMail: Expected = { via: 'mail', to: 'a@example.org', subject: 'List: 1 added', holds: ['+ a.example.com'] }
const wantedHook: Expected = { via: 'webhook', source: 'list', added: ['a'], removed: ['b'], debatable: [] }

describe('what the demo expects', () => {
  test.each<[string, readonly Expected[], readonly Arrival[], readonly Arrival[], readonly string[]]>([
    ['is there when all came', [wantedHook, wantedMail], [mail, hook], [], []],
    ['is missed when nothing came', [wantedMail], [], [], ['missing: a mail to a@example.org']],
    [
      'is missed when another person got it',
      [wantedMail],
      [{ ...mail, to: 'b@example.org' }],
      [],
      ['missing', 'not expected'],
    ],
    [
      'is missed when the text says something else',
      [wantedMail],
      [{ ...mail, text: '' }],
      [],
      ['missing', 'not expected'],
    ],
    ['is more than nothing', [], [hook], [], ['not expected: a webhook on list']],
    ['comes once in a step', [wantedHook], [hook, hook], [], ['not expected', 'came twice']],
    ['comes once in all', [wantedHook], [hook], [hook], ['came twice']],
    ['is exact about what was added', [wantedHook], [{ ...hook, added: ['a', 'c'] }], [], ['missing', 'not expected']],
    ['is exact about what was removed', [wantedHook], [{ ...hook, removed: [] }], [], ['missing', 'not expected']],
    ['leaves open what is debatable', [{ ...wantedHook, debatable: ['c'] }], [{ ...hook, added: ['a', 'c'] }], [], []],
  ])('%s', (_, expected, arrived, before, found) => {
    const said = problems(expected, arrived, before)
    expect(said).toHaveLength(found.length)
    for (const [index, start] of found.entries()) expect(said[index]).toMatch(new RegExp(`^${start}`))
  })
})
