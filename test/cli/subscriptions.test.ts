import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { newWorld, type Ran, type World } from '../e2e/world.ts'
import { long } from '../long.ts'

let world: World
beforeEach(async () => {
  world = await newWorld()
  world.configure({
    sources: [{ id: 'list', kind: 'learn-page', title: 'The list', url: `${world.base}/list.md` }],
    subscriptions: [{ name: 'team', channel: 'mail', to: 'team@example.org' }],
    web: { listen: '127.0.0.1:0', publicUrl: 'https://drift.example.org' },
  })
})
afterEach(() => world.close())

const cli = (...args: readonly string[]): Promise<Ran> => world.cli(['subscriptions', ...args])

/** Runs it, and fails with what it says when it does not go well. */
async function said(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli(...args)
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

async function added(...args: readonly string[]): Promise<string> {
  return /^_\w+/.exec(await said('add', ...args))?.[0] ?? ''
}

test('an operator subscribes an address, looks at it, pauses and resumes it, and takes it out again', async () => {
  const id = await added('--channel', 'mail', '--to', 'ann@example.org', '--label', 'Ann', '--when', 'daily')
  expect(await said('add', '--channel', 'mail', '--to', 'ann@EXAMPLE.org', '--when', 'daily')).toContain(
    'there already',
  )
  const rows = (await said()).trim().split('\n')
  expect(rows).toEqual([
    expect.stringMatching(/^team +active +configuration +mail:team@example.org +at once$/),
    expect.stringMatching(new RegExp(`^${id} +active +operator +mail:ann@example.org +daily at 08:00 UTC +Ann$`)),
  ])
  const shown = await said('show', id, '--links')
  expect(shown).toMatch(new RegExp(`https://drift.example.org/manage/${id}\\.1\\.0\\.[0-9a-f]{32}\n`))
  expect(shown).toContain('When: daily at 08:00 (UTC)')

  expect(await said('pause', id, '--why', 'on holiday')).toContain('is paused')
  expect(await said('show', id)).toMatch(/paused since .* by the operator: on holiday/)
  expect(await said('list', '--state', 'active')).not.toContain(id)
  expect(JSON.parse(await said('list', '--state', 'paused', '--json'))).toMatchObject({
    name: id,
    halt: { by: 'operator' },
  })
  expect(await said('resume', id)).toContain('is told again')

  const wrong = await cli('remove', id, 'team', 'taem')
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/config\.yaml(?:.|\n)*Did you mean team\?/)])
  expect(await said('remove', id)).toContain('is removed')
  expect(await said('list', '--json')).not.toContain('ann@example.org')
})

test('every wrong option is told at once, and nobody is subscribed', async () => {
  const args = [
    '--channel',
    'mial',
    '--to',
    'ann',
    '--source',
    'lst',
    '--zone',
    'Europe/Berln',
    '--at',
    '25:00',
    '--port',
    '0',
  ]
  const { code, stderr } = await cli('add', ...args)
  expect(code).toBe(1)
  for (const told of ['--channel', '--source', '--zone', '--at', '--port', '"mail"', '"list"', '"Europe/Berlin"'])
    expect(stderr).toContain(told)
  const kinds = await cli('add', '--channel', 'hook', '--to', 'https://hooks.example.org/x', '--ask')
  expect([kinds.code, kinds.stderr]).toEqual([1, expect.stringContaining('only for channels of kind email')])
  expect(await said('export')).toBe('')
})

test('a webhook may have a secret of its own, which is shown once; its URL is not', async () => {
  const url = 'https://hooks.example.org/t0ken?a=b'
  const first = await said('add', '--channel', 'hook', '--to', url, '--own-secret')
  const [secret = ''] = /whsec_\S+/.exec(first) ?? []
  expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32)
  const id = first.split(' ')[0] ?? ''
  const everything = first + (await said()) + (await said('show', id)) + (await said('show', id, '--json'))
  expect(everything.split(secret)).toHaveLength(2)
  expect(everything).not.toContain('t0ken')
  expect(await said('export')).not.toContain(secret)
  expect(JSON.parse(await said('export', '--secrets'))).toMatchObject({ id, to: url, secrets: [secret] })
})

test('whoever is asked waits, and is told by a mail that is owed to him', async () => {
  const id = await added('--channel', 'mail', '--to', 'ann@example.org', '--ask')
  expect(await said('list', '--state', 'pending')).toContain(id)
  const { code, stdout } = await world.cli(['deliveries', '--subscription', id, '--json'])
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { subscription: id, to: 'ann@example.org', state: 'due' }])
  expect(await said('add', '--channel', 'mail', '--to', 'ann@example.org')).toContain(`${id} `)
  expect(await said('list', '--state', 'active')).toContain(id)
})

test('a file is imported whole or not at all; what was exported is there already, and comes back as it was', async () => {
  const file = join(world.dir, 'people.txt')
  const bad = Array.from({ length: 30 }, (_, n) => `not an address ${n}`)
  writeFileSync(file, ['ann@example.org', ...bad, 'bob@example.org'].join('\n'))
  const refused = await cli('import', file, '--channel', 'mail')
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('30 of 32 lines are wrong')])
  expect(refused.stderr.match(/^line \d+/gm)).toEqual(Array.from({ length: 20 }, (_, n) => `line ${n + 2}`))
  expect(await said('export')).toBe('')

  writeFileSync(file, '\uFEFF# people\nann@example.org\r\n\nbob@example.org\nann@example.org\n')
  const options = ['--channel', 'mail', '--when', 'weekly', '--zone', 'Europe/Berlin']
  expect(await said('import', file, ...options, '--dry-run')).toContain('2 new, 0 changed, 1 there')
  expect(await said('export')).toBe('')
  expect(await said('import', file, ...options)).toContain('2 new, 0 changed, 1 there')

  const [ann] = (await said('list', '--to', 'ann@example.org', '--json')).split('\n')
  const id: string = JSON.parse(ann ?? '').name
  await said('pause', id)
  const out = await said('export')
  writeFileSync(file, out)
  expect(await said('import', file)).toContain('0 new, 0 changed, 2 there')
  const ids = out
    .trim()
    .split('\n')
    .map((line): string => JSON.parse(line).id)
  await said('remove', ...ids)
  expect(await said('import', file)).toContain('2 new')
  expect(await said('export')).toBe(out)
})

test('whoever left since a file was exported stays away, unless he is to be brought back', async () => {
  const ids = [
    await added('--channel', 'mail', '--to', 'ann@example.org'),
    await added('--channel', 'mail', '--to', 'bob@example.org'),
  ]
  const file = join(world.dir, 'people.jsonl')
  writeFileSync(file, await said('export'))
  const store = openStore(join(world.dir, 'data', 'endpoint-drift.sqlite'))
  const message = { kind: 'test', at: 'now' } as const
  store.owe(
    ids.map((id) => ({ id: `to ${id}`, subscription: id, channel: 'mail', to: `${id}@example.org`, message })),
    Date.now(),
  )
  store.leave(ids[0] ?? '', 'left', Date.now())
  store.close()
  const away = '0 new, 0 changed, 1 there already or named twice, 1 left since'
  expect(await said('import', file, '--dry-run')).toContain(away)
  expect(await said('import', file)).toContain(away)
  expect(await said('export')).not.toContain('ann@example.org')
  expect(await said('import', file, '--bring-back')).toContain('1 new, 0 changed, 1 there')
  expect(await said('export')).toContain('ann@example.org')
})

test('many are imported while somebody else writes to the store', async () => {
  const count = long ? 100_000 : 10_000
  const file = join(world.dir, 'many.txt')
  const lines = Array.from({ length: count }, (_, n) => `person-${n}@example-${n % 100}.org`)
  writeFileSync(file, lines.join('\n'))
  const store = openStore(join(world.dir, 'data', 'endpoint-drift.sqlite'))
  const timer = setInterval(() => store.setSetting('test', String(Date.now())), 20)
  try {
    expect(await said('import', file, '--channel', 'mail')).toContain(`${count.toLocaleString('en')} new`)
    expect(store.countSubscriptions()).toMatchObject({ active: count })
  } finally {
    clearInterval(timer)
    store.close()
  }
})
