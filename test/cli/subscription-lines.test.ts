import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { judge, settled } from '../../src/cli/subscriptions/judge.ts'
import { lineReader } from '../../src/cli/subscriptions/line.ts'
import { openSpool, type Spool } from '../../src/cli/subscriptions/spool.ts'
import { byOption, checkedWishes, wishesText, writtenOptions } from '../../src/cli/subscriptions/wishes.ts'
import { wishesSchema, writtenWishes } from '../../src/config/wishes.ts'
import { atOnce } from '../../src/core/wishes.ts'
import type { Store } from '../../src/store/store.ts'
import type { Merged, Subscription, WithStanding } from '../../src/store/subscription.ts'
import { type Bench, newBench, source } from '../worker/installation.ts'

/** What whoever says nothing gets. */
const everything = wishesSchema.parse({})
const now = Date.parse('2026-05-03T08:00:00Z')
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

let bench: Bench
let spool: Spool
beforeEach(async () => {
  bench = await newBench(
    [source({ id: 'printers', kind: 'learn-page' }), source({ id: 'faxes', kind: 'learn-page' })],
    {
      channels: [
        { name: 'mail', kind: 'email', settings: {} },
        { name: 'hook', kind: 'webhook', settings: { allowHttp: false, allowNetworks: [] } },
      ],
    },
  )
  spool = openSpool(bench.config.data)
})
afterEach(async () => {
  spool.close()
  await bench.close()
})

/** What becomes of lines, and who would be subscribed. */
function imported(lines: readonly (string | object)[]) {
  const read = lineReader(bench.config, { channel: 'mail', wishes: everything })
  const decide = judge(bench.store, spool, { label: null, now })
  const verdicts = lines.map((line, i) => {
    const one = read(typeof line === 'string' ? line : JSON.stringify(line), i + 1)
    return one.kind === 'faults' ? one : decide(one.value, i + 1)
  })
  return {
    kinds: verdicts.map(({ kind }) => kind),
    verdicts,
    subscriptions: [...spool.all()].map((one) => one.subscription),
  }
}

function stored(over: Partial<Subscription>): Subscription {
  return {
    ...{ id: '_a', channel: 'mail', to: 'ann@example.org', label: null, origin: 'person', state: 'active' },
    ...{ wishes: everything, secrets: [], generation: 1 },
    ...{ createdAt: 1, changedAt: 1, confirmedAt: 1, expiresAt: null },
    ...over,
  }
}

function keep(store: Store, ...rows: readonly Partial<Subscription>[]): void {
  store.subscribe(rows.map(stored), [], 1)
}

describe('a line', () => {
  test('may be a plain address, which gets the wishes of the options, its domain as it is stored', () => {
    const { subscriptions } = imported(['Ann@Exämple.ORG'])
    expect(subscriptions).toMatchObject([
      { channel: 'mail', to: 'Ann@xn--exmple-cua.org', origin: 'operator', state: 'active', wishes: everything },
    ])
  })

  test('may be JSON in the words of the configuration, complete or not', () => {
    const { subscriptions } = imported([
      { channel: 'hook', to: 'https://hooks.example.org/a', secrets: [secret], label: 'a' },
      {
        to: 'b@example.org',
        reminders: true,
        timing: { when: 'weekly', weekday: 'friday' },
        filter: { kinds: ['added'] },
      },
    ])
    expect(subscriptions).toMatchObject([
      { channel: 'hook', to: 'https://hooks.example.org/a', secrets: [secret], label: 'a', wishes: everything },
      {
        channel: 'mail',
        wishes: {
          filter: { kinds: ['added'] },
          reminders: [7, 1],
          timing: { ...atOnce, when: 'weekly', weekday: 5 },
        },
      },
    ])
  })

  test.each([
    ['no address', 'nobody', /line 1, to/],
    ['an address of another channel', { channel: 'hook', to: 'a@example.org' }, /line 1, to/],
    ['no JSON', '{"to": "a@example.org"', /line 1: .*JSON/],
    ['without an address', {}, /line 1: "to" is missing/],
    ['an unknown channel', { channel: 'mial', to: 'a@example.org' }, /line 1, channel: .*did you mean "mail"/],
    ['an unknown key', { to: 'a@example.org', lable: 'a' }, /line 1, lable: .*did you mean "label"/],
    ['an unknown key inside', { to: 'a@example.org', timing: { zoen: 'UTC' } }, /line 1, timing.zoen: .*"zone"/],
    [
      'an unknown zone',
      { to: 'a@example.org', timing: { zone: 'Europe/Berln' } },
      /line 1, timing.zone.*Europe\/Berlin/,
    ],
    ['an unknown source', { to: 'a@example.org', filter: { sources: ['fax'] } }, /line 1, filter.sources.*"fax"/],
    ['an id of the configuration', { to: 'a@example.org', id: 'team' }, /line 1, id/],
    ['a weak secret', { to: 'a@example.org', secrets: ['whsec_x'] }, /line 1, secrets/],
  ])('that is wrong is told with its place: %s', (_, line, told) => {
    const { verdicts, subscriptions } = imported([line])
    const [verdict] = verdicts
    const faults = verdict?.kind === 'faults' ? verdict.faults : []
    expect(faults.map(({ place, why, next }) => `${place}: ${why} ${next}`)).toEqual([expect.stringMatching(told)])
    expect(subscriptions).toEqual([])
  })

  test('has all its faults told, of its address and of what it wants', () => {
    const { verdicts } = imported([
      { to: 'nobody', timing: { at: '25:00', when: 'often' }, filter: { sources: ['fax'] } },
    ])
    const places = verdicts.flatMap((one) => (one.kind === 'faults' ? one.faults.map(({ place }) => place) : []))
    expect(places).toEqual(['to', 'timing.when', 'timing.at', 'filter.sources'].map((at) => `line 1, ${at}`))
  })
})

describe('whoever is there already', () => {
  test('at the same address with the same wishes is left alone, in the file or in the store', () => {
    keep(bench.store, {})
    expect(imported(['ann@example.org', 'b@example.org', 'b@example.org', { to: 'b@EXAMPLE.org' }])).toMatchObject({
      kinds: ['there', 'added', 'there', 'there'],
      subscriptions: [{ to: 'b@example.org' }],
    })
  })

  test('with other wishes is not taken for the same', () => {
    keep(bench.store, {})
    expect(imported([{ to: 'ann@example.org', timing: { when: 'daily' } }]).kinds).toEqual(['added'])
  })

  test('and waits to be confirmed need not wait any more', () => {
    keep(bench.store, { state: 'pending', confirmedAt: null, expiresAt: now + 1, generation: 3 })
    expect(imported(['ann@example.org'])).toMatchObject({
      kinds: ['changed'],
      subscriptions: [{ id: '_a', state: 'active', confirmedAt: now, expiresAt: null, generation: 3 }],
    })
  })

  test('by its id gets what the line says, and keeps what it does not say', () => {
    keep(bench.store, { channel: 'hook', to: 'https://a.example.org/x', secrets: [secret], label: 'a', generation: 4 })
    const line = { id: '_a', channel: 'hook', to: 'https://a.example.org/x' }
    expect(imported([line]).kinds).toEqual(['there'])
    const { kinds, subscriptions } = imported([{ ...line, generation: 2, timing: { when: 'daily' } }])
    expect(kinds).toEqual(['changed'])
    expect(subscriptions).toMatchObject([
      { id: '_a', secrets: [secret], label: 'a', generation: 4, createdAt: 1, wishes: { timing: { when: 'daily' } } },
    ])
  })

  test('keeps its address: by its id nobody else is subscribed', () => {
    keep(bench.store, {})
    const { verdicts } = imported([{ id: '_a', to: 'bob@example.org' }])
    expect(verdicts).toMatchObject([{ kind: 'faults', faults: [{ place: 'line 1, id' }] }])
  })

  test('is not there as far as another line changes it', () => {
    keep(bench.store, {})
    const lines = [{ id: '_a', to: 'ann@example.org', timing: { when: 'daily' } }, 'ann@example.org']
    const { kinds, subscriptions } = imported(lines)
    expect([kinds, subscriptions.length]).toEqual([['changed', 'added'], 2])
  })
})

describe('what happens while a file is read', () => {
  /** Reads the lines, lets something happen, writes them, and counts who stays away. */
  function written(lines: readonly object[], meanwhile: () => void, bringBack = false): number {
    const given = { label: null, now, bringBack }
    const read = lineReader(bench.config, { channel: 'mail', wishes: everything })
    const decide = judge(bench.store, spool, given)
    for (const [i, line] of lines.entries()) {
      const one = read(JSON.stringify(line), i + 1)
      if (one.kind === 'faults') throw new Error(JSON.stringify(one.faults))
      decide(one.value, i + 1)
    }
    meanwhile()
    let away = 0
    const rows = [...spool.all()].map((one) => ({
      id: one.subscription.id,
      decide: (there: WithStanding | null) => {
        const result = settled(bench.store, one, there, given)
        if (result === null) away += 1
        return result
      },
    }))
    bench.store.merge(rows, now)
    return away
  }
  const ann = { id: '_a', to: 'ann@example.org', label: 'team' }
  const whole = { ...ann, generation: 1, ...writtenWishes(everything) }
  const daily = wishesSchema.parse({ timing: { when: 'daily' } })

  test.each([false, true])('whoever leaves stays away (brought back: %s)', (bringBack) => {
    keep(bench.store, {}, { id: '_b', to: 'b@example.org' })
    const away = written([ann], () => bench.store.leave('_a', 'left', now), bringBack)
    expect([away, bench.store.subscription('_a')]).toEqual([1, null])
    expect(bench.store.subscription('_b')).not.toBeNull()
  })

  test('links that are renewed stay so, other wishes and a pause too; what the line changes is changed', () => {
    keep(bench.store, { secrets: [secret] })
    written([whole], () => {
      bench.store.renewLinks('_a', now)
      bench.store.setWishes('_a', daily, now, now)
      bench.store.setSecrets('_a', [], now)
      bench.store.halt('_a', { kind: 'paused', by: 'person', why: 'paused', at: now })
    })
    expect(bench.store.subscription('_a')).toMatchObject({
      ...{ label: 'team', generation: 2, wishes: daily, secrets: [], halt: { by: 'person' } },
    })
  })

  test('wishes that the line changes are those of the line, as far as it says them', () => {
    keep(bench.store, {})
    written([{ ...ann, reminders: true }], () => bench.store.setWishes('_a', daily, now, now))
    expect(bench.store.subscription('_a')?.wishes).toEqual({ ...daily, reminders: [7, 1] })
  })

  test('one that comes back with the same id is changed by what the line says', () => {
    written([whole], () => keep(bench.store, { generation: 7, label: 'b', secrets: [secret] }))
    expect(bench.store.subscription('_a')).toMatchObject({ label: 'team', generation: 7, secrets: [secret] })
  })

  test('halts are written together with their subscriptions, or none of them is', () => {
    const halt = { kind: 'paused', by: 'person', why: 'holiday', at: new Date(now).toISOString() }
    written([{ ...ann, halt }], () => {})
    expect(bench.store.subscription('_a')?.halt).toMatchObject({ kind: 'paused', why: 'holiday' })
    keep(bench.store, { id: '_b', to: 'b@example.org' })
    const stop = { kind: 'stopped', by: 'receiver', why: '550', at: now } as const
    const bob: Merged = {
      id: '_b',
      decide: (there) => there && { subscription: { ...there, label: 'x' }, halt: stop },
    }
    function* interrupted(): Generator<Merged> {
      yield bob
      throw new Error('the disk is full')
    }
    expect(() => bench.store.merge(interrupted(), now)).toThrow('full')
    expect(bench.store.subscription('_b')).toMatchObject({ label: null, halt: null })
    bench.store.merge([bob], now)
    expect(bench.store.subscription('_b')).toMatchObject({ label: 'x', halt: stop })
  })
})

test.each([
  [false, 'left', null],
  [true, 'added', '_a'],
])('whoever left after the file was exported is brought back: %s', (bringBack, kind, there) => {
  keep(bench.store, {}, { id: '_b', to: 'b@example.org' })
  const message = { kind: 'test', at: 'now' } as const
  bench.store.owe([{ id: 'd', subscription: '_a', channel: 'mail', to: 'ann@example.org', message }], now)
  bench.store.leave('_a', 'left', now)
  expect(['_a', '_b', '_new'].map((id) => bench.store.hasLeft(id))).toEqual([true, false, false])
  const given = { label: null, now, bringBack }
  const read = lineReader(bench.config, { channel: 'mail', wishes: everything })
  const line = read(JSON.stringify({ id: '_a', to: 'ann@example.org' }), 1)
  const decide = judge(bench.store, spool, given)
  expect(line.kind === 'fine' && decide(line.value, 1).kind).toBe(kind)
  const rows = [...spool.all()].map((one) => ({
    id: one.subscription.id,
    decide: (now: WithStanding | null) => settled(bench.store, one, now, given),
  }))
  bench.store.merge(rows, now)
  expect(bench.store.subscription('_a')?.id ?? null).toBe(there)
})

test('one id for two is a fault that names the other line', () => {
  const { verdicts } = imported([
    { id: '_b', to: 'b@example.org' },
    { id: '_b', to: 'c@example.org' },
  ])
  expect(verdicts).toMatchObject([
    { kind: 'added' },
    { kind: 'faults', faults: [{ why: expect.stringContaining('1') }] },
  ])
})

test('options say the same as the configuration, whatever is left out', () => {
  const list = (...words: readonly string[]) =>
    fc.option(fc.uniqueArray(fc.constantFrom(...words), { minLength: 1 }), { nil: undefined })
  const options = fc.record(
    {
      source: list('printers', 'fax*'),
      kind: list('added', 'removed', 'ports'),
      address: list('*.example.org', 'a.example.org'),
      area: list('MEM', 'Common'),
      required: fc.constantFrom('true', 'false'),
      addressKind: list('name', 'ipv4', 'ipv6'),
      port: list('443', 'UDP 3478-3481'),
      when: fc.constantFrom('at-once', 'daily', 'weekly'),
      at: fc.constantFrom('08:00', '7:30'),
      weekday: fc.constantFrom('monday', 'sunday'),
      zone: fc.constantFrom('UTC', 'Europe/Berlin'),
      quiet: fc.constantFrom('22:00-07:00', 'none', '12:00 - 13:00'),
      reminders: fc.constantFrom('7d,1d', 'true', 'none', '0d'),
    },
    { requiredKeys: [] },
  )
  let some = 0
  fc.assert(
    fc.property(options, (given) => {
      const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      const checked = checkedWishes(bench.config, writtenOptions(told), byOption)
      if (checked.kind === 'faults') throw new Error(JSON.stringify(checked.faults))
      const { filter, timing } = checked.value
      expect(filter.sources).toEqual(given.source ?? [])
      expect(filter.addressKinds).toEqual(given.addressKind)
      expect(filter.required).toEqual(given.required === undefined ? undefined : given.required === 'true')
      expect(timing.when).toBe(given.when ?? 'at-once')
      expect(timing.quiet === null).toBe(given.quiet === undefined || given.quiet === 'none')
      // What `export` writes of them, `import` takes for the same.
      const again = checkedWishes(bench.config, JSON.parse(JSON.stringify(writtenWishes(checked.value))), byOption)
      expect(again.kind === 'fine' && wishesText(again.value)).toBe(wishesText(checked.value))
      if (Object.keys(told).length > 3) some += 1
    }),
  )
  expect(some).toBeGreaterThan(10)
})
