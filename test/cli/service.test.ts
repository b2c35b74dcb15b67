import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ICAL from 'ical.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newWorld, page, type World } from '../e2e/world.ts'
import { wire, wireSet } from '../sources/web-service/play.ts'

let world: World
beforeEach(async () => {
  world = await newWorld()
})
afterEach(() => world.close())

/** Days from today, as the service writes them: `20260301`. */
function compact(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
}
const dashed = (text: string) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`

const before = wireSet(1, { urls: ['a.example.net', 'b.example.net', 'c.example.net', 'old.example.net'] })
const after = { ...before, urls: ['a.example.net', 'b.example.net', 'c.example.net', 'new.example.net'] }
const old = `${compact(-40)}00`
const now = `${compact(-30)}00`
const due = compact(6)

function publish(version: string, list: string, records: readonly object[] = []): void {
  world.pages.set('/version', JSON.stringify([{ instance: 'Worldwide', latest: version }]))
  world.pages.set('/endpoints/Worldwide', list)
  world.pages.set(`/changes/Worldwide/${old}`, JSON.stringify(records))
}

const record = {
  ...{ id: 7, endpointSetId: 1, disposition: 'Change', impact: 'AddedUrl', version: now },
  add: { effectiveDate: due, urls: ['new.example.net'] },
  remove: { urls: ['old.example.net'] },
}

describe('a list that says by when its addresses are used', () => {
  beforeEach(async () => {
    const subscription = { channel: 'mail', to: 'net@example.org' }
    world.configure({
      sources: [{ id: 'm365', kind: 'web-service', title: 'Microsoft 365', base: world.base }],
      subscriptions: [
        { name: 'net', ...subscription, reminders: true },
        { name: 'robot', channel: 'hook', to: world.hookUrl, filter: { kinds: ['added'], areas: ['Exchange'] } },
        { name: 'teams', channel: 'hook', to: world.hookUrl, filter: { areas: ['Skype'] } },
      ],
    })
    publish(old, wire(before))
    await world.cli(['check'])
    publish(now, wire(after), [record])
    expect((await world.cli(['check'])).code).toBe(2)
  })

  test('is told by mail with the date in the subject, the impact in words, and lists to paste; and reminded of', async () => {
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      `Microsoft 365: 1 added, 1 removed (act by ${dashed(due)})`,
      `Microsoft 365: 1 address in use from ${dashed(due)}, in 6 days`,
    ])
    const [mail] = world.mails
    for (const text of [
      'Set 1: Exchange Online',
      `ACT BY ${dashed(due)} (IN 6 DAYS)`,
      'names were added: open the proxy before they are used (AddedUrl)',
      'Ports:        TCP 80, TCP 443',
      'ADDED NAMES, TO PASTE (1)\n\nnew.example.net\n',
    ])
      expect(mail?.text).toContain(text)
    expect((await world.cli(['check'])).code).toBe(0)
    expect(world.mails).toHaveLength(2)
  })

  test('is posted with its sets to those whose filter it passes', () => {
    expect(world.hooks.map(({ body }) => body)).toMatchObject([
      {
        type: 'changes',
        data: {
          added: ['new.example.net'],
          removed: [],
          paste: { addedNames: ['new.example.net'] },
          service: { instance: 'Worldwide', version: now, sets: [{ set: 1, added: ['new.example.net'], removed: [] }] },
        },
      },
    ])
  })

  test('is listed by `pending`, for people and as JSON', async () => {
    const { stdout } = await world.cli(['pending'])
    expect(stdout).toContain(`${dashed(due)}  in 6 days`)
    expect(stdout).toContain('    + new.example.net')
    const { pending } = JSON.parse((await world.cli(['pending', '--json'])).stdout)
    expect(pending).toMatchObject([
      { source: 'm365', set: 1, date: dashed(due), days: 6, version: now, addresses: [{ address: 'new.example.net' }] },
    ])
  })

  test('is an event of the calendar, the same bytes each time', async () => {
    const { stdout, code } = await world.cli(['calendar', '--source', 'm365'])
    expect(code).toBe(0)
    const [event] = new ICAL.Component(ICAL.parse(stdout)).getAllSubcomponents('vevent')
    expect(event?.getFirstPropertyValue('uid')).toBe(`m365-worldwide-${now}-${dashed(due)}@endpoint-drift`)
    expect(String(event?.getFirstPropertyValue('dtstart'))).toBe(dashed(due))
    expect((await world.cli(['calendar'])).stdout).toBe(stdout)
  })
})

describe('bodies of the service in files', () => {
  const file = (name: string, text: string): string => {
    const path = join(world.dir, name)
    writeFileSync(path, text)
    return path
  }

  test('`extract` gives one endpoint for each set and address', async () => {
    const { stdout } = await world.cli(['extract', '--json', file('a.json', wire(before, wireSet(9)))])
    const { endpoints } = JSON.parse(stdout)
    expect(endpoints).toHaveLength(5)
    expect(endpoints[0]).toMatchObject({
      ...{ address: 'a.example.net', set: 1, area: 'Exchange', category: 'Default', required: true },
      ports: ['TCP 80', 'TCP 443'],
    })
  })

  test('`diff` gives the change set with its sets', async () => {
    const udp = { ...before, udpPorts: '443' }
    const { stdout, code } = await world.cli([
      'diff',
      '--json',
      file('a.json', wire(before)),
      file('b.json', wire(udp)),
    ])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      counts: { added: 0, removed: 0, changed: 4 },
      service: { sets: [{ set: 1, terms: [{ kind: 'ports', gained: ['UDP 443'] }] }] },
      changes: [{ facts: { aspects: ['ports'], gained: ['UDP 443'] } }, {}, {}, {}],
    })
    expect((await world.cli(['diff', file('a.json', wire(before)), file('c.json', wire(before))])).code).toBe(0)
  })

  test('`compare` holds a page against them both ways, where covering counts', async () => {
    const mem = wireSet(163, { serviceArea: 'MEM', urls: ['*.manage.skyhost.net', 'lone.skyhost.net'] })
    const list = file('mem.json', wire(mem, wireSet(1, { urls: ['mail.skyhost.net'] })))
    const doc = file('page.md', page(['a.manage.skyhost.net', 'missing.skyhost.net', '*.manage.skyhost.net']))
    const { stdout, code } = await world.cli(['compare', doc, list, '--area', 'MEM', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      both: 1,
      onlyFirst: {
        missing: [{ address: 'missing.skyhost.net' }],
        covered: [{ address: 'a.manage.skyhost.net', by: '*.manage.skyhost.net' }],
      },
      onlySecond: { missing: [{ address: 'lone.skyhost.net' }], covered: [] },
    })
    const readable = await world.cli(['compare', doc, list, '--area', 'MEM'])
    expect(readable.stdout).toContain('missing.skyhost.net')
    expect(readable.stdout).toContain('(by *.manage.skyhost.net)')
    expect((await world.cli(['compare', list, list])).code).toBe(0)
    const wrong = await world.cli(['compare', doc, list, '--area', 'Skype'])
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('it holds exchange, mem')])
  })
})
