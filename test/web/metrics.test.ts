import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { wishesSchema } from '../../src/config/wishes.ts'
import type { Store } from '../../src/store/store.ts'
import { newSubscription } from '../../src/subscriptions/desk.ts'
import { exposition } from '../../src/web/metrics/exposition.ts'
import { body, delivery } from '../store/samples.ts'
import { newChance } from '../subscriptions/desk.ts'
import { changeSet, hour, minute, noon, oneOfEach, publish, scene } from './site.ts'

type Sample = { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** Reads text format 0.0.4 by its grammar and refuses all else. */
function parsed(text: string): { readonly samples: readonly Sample[]; readonly types: ReadonlyMap<string, string> } {
  const samples: Sample[] = []
  const types = new Map<string, string>()
  const helped = new Set<string>()
  expect(text.endsWith('\n')).toBe(true)
  for (const line of text.slice(0, -1).split('\n')) {
    const [, comment, about = '', rest = ''] = /^# (HELP|TYPE) ([a-z_:][\w:]*) (.+)$/.exec(line) ?? []
    if (comment === 'HELP') helped.add(about)
    else if (comment === 'TYPE') {
      expect([line, types.has(about), ['counter', 'gauge'].includes(rest)]).toEqual([line, false, true])
      types.set(about, rest)
    } else samples.push(sample(line))
  }
  for (const { name } of samples) expect([name, types.has(name), helped.has(name)]).toEqual([name, true, true])
  return { samples, types }
}

function sample(line: string): Sample {
  const [, name = '', inner = '', value = ''] = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
  expect([line, name]).toEqual([line, expect.stringMatching(/./)])
  const labels: Record<string, string> = {}
  let rest = inner
  while (rest !== '') {
    const [whole = '', key = '', text = ''] = /^([a-z_]\w*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(?:,|$)/.exec(rest) ?? []
    expect([rest, whole !== '']).toEqual([rest, true])
    labels[key] = text.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
    rest = rest.slice(whole.length)
  }
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) }
}

/** One that is active, with something kept for it in an hour, one that is paused, and one that is not confirmed. */
function subscribe(store: Store): void {
  const wishes = wishesSchema.parse({})
  const desk = { now: () => noon, chance: newChance() }
  const [one, two, three] = ['a@b.example', 'c@d.example', 'e@f.example'].map((to) =>
    newSubscription(desk, { channel: 'mail', to, wishes }),
  )
  if (!one || !two || !three) throw new Error('three were made')
  store.subscribe([{ ...one, state: 'active' }, { ...two, state: 'active' }, three], [], noon)
  store.halt(two.id, { kind: 'paused', by: 'person', why: '', at: noon })
  const message = { kind: 'test', at: '' } as const
  store.owe(
    [{ id: 'k', subscription: one.id, channel: 'mail', to: one.to, message, kept: true, notBefore: noon + hour }],
    noon,
  )
}

test('what is measured: lists, what is held, trouble, what is owed, attempts, checks, the last cycle', async () => {
  const s = scene()
  onTestFinished(s.store.close)
  const { store, pulse } = s
  store.verified([{ id: 'printers' }], noon - 40 * minute)
  store.failed('scanners', noon, null)
  store.hold({ source: 'scanners', since: noon, digest: 'd', state: '', reasons: ['x'], body: body('x') })
  publish(store, changeSet('one', oneOfEach), noon - 3 * hour)
  const rows = ['a', 'b', 'c'].map((id) => delivery(id, { subscription: id }))
  store.publish({ source: 'printers', commit: 'x', snapshot: '' }, changeSet('two', oneOfEach), rows, noon - 2 * hour)
  store.attempted('a', { at: noon, outcome: 'delivered', answer: '' }, { state: 'delivered', notBefore: 0 })
  store.attempted('b', { at: noon, outcome: 'retry', answer: '' }, { state: 'dead', notBefore: 0 })
  subscribe(store)
  pulse.cycled([{ source: 'printers', outcome: 'changed', changeSets: [], faults: [] }], noon - 1500, noon)
  pulse.cycled([{ source: 'printers', outcome: 'unchanged', changeSets: [], faults: [] }], noon - 1500, noon)
  pulse.cycled([{ source: 'printers', outcome: 'unchanged', changeSets: [], faults: [] }], noon - 1500, noon)
  const answer = await s.get('/metrics')
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const { samples, types } = parsed(await answer.text())
  const found = samples.map(({ name, labels, value }) =>
    [name.replace(/^endpoint_drift_/, ''), ...Object.values(labels), value].join(' '),
  )
  expect(found).toEqual([
    'build_info 1.2.3 1',
    'source_verified_age_seconds printers 2400',
    `source_verified_timestamp_seconds printers ${(noon - 40 * minute) / 1000}`,
    `source_changed_timestamp_seconds printers ${Date.UTC(2026, 4, 3, 8, 17) / 1000}`,
    'source_stale printers 0',
    'source_stale scanners 1',
    'source_held printers 0',
    'source_held scanners 1',
    'source_failures printers 0',
    'source_failures scanners 1',
    'change_sets_total printers 2',
    'held_readings 1',
    'open_trouble 0',
    'deliveries_due 1',
    'delivery_oldest_due_age_seconds 7200',
    'deliveries_failed dead 1',
    'deliveries_failed refused 0',
    'deliveries_failed gone 0',
    'delivery_attempts_total mail delivered 1',
    'delivery_attempts_total mail retry 1',
    'subscriptions active 1',
    'subscriptions pending 1',
    'subscriptions paused 1',
    'subscriptions stopped 0',
    'kept_due_timestamp_seconds 1779282000',
    'checks_total printers changed 1',
    'checks_total printers unchanged 2',
    `last_cycle_timestamp_seconds ${noon / 1000}`,
    'last_cycle_duration_seconds 1.5',
    `loop_turned_timestamp_seconds ${noon / 1000}`,
    `start_time_seconds ${noon / 1000}`,
  ])
  for (const [name, type] of types) expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter'])
})

test('before the first cycle and the first delivery nothing is invented', async () => {
  const s = scene()
  onTestFinished(s.store.close)
  const { samples } = parsed(await s.text('/metrics'))
  const names = samples.map(({ name }) => name)
  for (const name of ['last_cycle_timestamp_seconds', 'source_verified_age_seconds', 'delivery_attempts_total'])
    expect(names).not.toContain(`endpoint_drift_${name}`)
  expect(samples).toContainEqual({ name: 'endpoint_drift_delivery_oldest_due_age_seconds', labels: {}, value: 0 })
})

test('labels and help come back as they went in, whatever they hold', () => {
  const text = fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'n', '}', '{', ',', '=', ' ', 'é', '😀') })
  fc.assert(
    fc.property(text, text, fc.double({ noNaN: true }), (a, b, value) => {
      const metric = { name: 'm', type: 'gauge' as const, help: `h${a}`, samples: [{ labels: { a, b }, value }] }
      expect(parsed(exposition([metric])).samples).toEqual([
        { name: 'm', labels: { a, b }, value: value === 0 ? 0 : value },
      ])
    }),
  )
})
