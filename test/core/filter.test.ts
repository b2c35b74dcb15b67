import { describe, expect, test } from 'vitest'
import { filtered, matchesAny } from '../../src/core/filter.ts'
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
