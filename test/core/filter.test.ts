import { describe, expect, test } from 'vitest'
import { filtered, filteredReminder, matchesAny } from '../../src/core/filter.ts'
import type { Change, ChangeSet } from '../../src/core/model.ts'
import { occurrence } from './samples.ts'

const change = (kind: Change['kind'], address: string): Change => ({
  kind,
  address,
  type: 'fqdn',
  before: [],
  after: [],
})
const changeSet: ChangeSet = {
  id: 'c1',
  source: { id: 'intune', title: 'Intune', page: 'https://learn.example/intune' },
  commit: 'abc',
  previousCommit: null,
  seenAt: '2026-01-01T00:00:00Z',
  pageDate: null,
  changes: [change('added', 'a.example'), change('removed', '*.b.example'), change('reworded', 'c.example')],
}

describe('globs', () => {
  test.each([
    ['*.example', 'a.example', true],
    ['*.example', 'example', false],
    ['a*', 'a.example', true],
    ['*', 'anything', true],
    ['a.example', 'A.Example', true],
    ['*.b.*', 'x.b.example', true],
    ['*a*a', 'a', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*.b.example', '*.b.example', true],
    ['b.example', 'ab.example', false],
  ])('%s against %s: %s', (glob, text, expected) => {
    expect(matchesAny([glob], text)).toBe(expected)
  })

  test('a glob full of stars ends at once', () => {
    expect(matchesAny(['*a'.repeat(40)], 'a'.repeat(39))).toBe(false)
  })
})

describe('what a subscription gets of a change set', () => {
  const all = { sources: [], kinds: ['added', 'removed', 'changed', 'moved'], addresses: [] } as const
  test.each([
    ['everything but rewording', all, ['a.example', '*.b.example']],
    ['one kind', { ...all, kinds: ['removed'] as const }, ['*.b.example']],
    ['one address', { ...all, addresses: ['a.*'] }, ['a.example']],
    ['its source', { ...all, sources: ['int*'] }, ['a.example', '*.b.example']],
    ['nothing of another source', { ...all, sources: ['windows'] }, null],
    ['nothing where no change is left', { ...all, addresses: ['zzz'] }, null],
  ] as const)('%s', (_, filter, expected) => {
    expect(filtered(changeSet, filter)?.changes.map((one) => one.address) ?? null).toEqual(expected)
  })

  test('the id stays: a part of a change set is still that change set', () => {
    expect(filtered(changeSet, { ...all, addresses: ['a.*'] })?.id).toBe('c1')
  })
})

describe('what a page does not say', () => {
  const all = { sources: [], kinds: ['added'], addresses: [] } as const
  const page = { ...changeSet, changes: [{ ...change('added', 'a.example'), after: [occurrence()] }] }
  test.each([
    ['whether it is required', { required: true }, true],
    ['on which ports', { ports: ['UDP 3478'] }, true],
    ['of which area it is, because it knows none', { areas: ['Exchange'] }, false],
    ['of which category', { categories: ['Allow'] }, false],
    ['of which instance', { instances: ['Worldwide'] }, false],
  ])('%s: passes %o %s', (_, over, passes) => {
    expect(filtered(page, { ...all, ...over }) !== null).toBe(passes)
  })
})

describe('tabs', () => {
  const all = { sources: [], kinds: ['added', 'moved'], addresses: [] } as const
  const at = (...tabs: (string | null)[]) => tabs.map((tab) => occurrence({ tab }))
  test.each<[string, readonly string[] | undefined, Change, boolean]>([
    ['nothing said of them', undefined, { ...change('added', 'a'), after: at('Azure Government') }, true],
    ['an empty list', [], { ...change('added', 'a'), after: at('Azure Government') }, true],
    ['its tab', ['azure cloud'], { ...change('added', 'a'), after: at('Azure cloud') }, true],
    ['a glob for it', ['*government'], { ...change('added', 'a'), after: at('Azure Government') }, true],
    ['another tab', ['Azure cloud'], { ...change('added', 'a'), after: at('Azure Government') }, false],
    [
      'one of its tabs',
      ['Azure cloud'],
      { ...change('added', 'a'), after: at('Azure Government', 'Azure cloud') },
      true,
    ],
    ['a tab, and the list has none', ['Azure cloud'], { ...change('added', 'a'), after: at(null) }, true],
    [
      'a tab that it left',
      ['Azure cloud'],
      { ...change('moved', 'a'), before: at('Azure cloud'), after: at('B') },
      true,
    ],
  ])('with %s wanted', (_, tabs, told, passes) => {
    expect(filtered({ ...changeSet, changes: [told] }, { ...all, tabs }) !== null).toBe(passes)
  })

  test('are nothing to what has none: endpoint sets and what reminds of them', () => {
    const terms = { area: 'Exchange', category: 'Allow', required: true, expressRoute: false, ports: [], notes: null }
    const deadline = {
      instance: 'Worldwide',
      set: 1,
      title: 'Exchange Online',
      terms,
      version: '1',
      date: '2026-04-01',
    }
    const reminder = {
      ...{ source: changeSet.source, date: '2026-04-01', days: 7, at: '2026-03-25T00:00:00Z' },
      deadlines: [{ ...deadline, addresses: [{ address: 'a.example', type: 'fqdn' as const }] }],
    }
    expect(filteredReminder(reminder, { ...all, tabs: ['Azure cloud'] })).toEqual(reminder)
  })
})
