import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffEntries } from '../../src/core/diff.ts'
import type { Entry } from '../../src/core/model.ts'
import { entry } from './samples.ts'

const kinds = (before: readonly Entry[], after: readonly Entry[]): string[] =>
  diffEntries(before, after).map(({ kind, address }) => `${kind} ${address}`)

describe('what differs between two snapshots', () => {
  test.each<[string, Entry[], Entry[], string[]]>([
    ['a new address is added', [], [entry('a.example')], ['added a.example']],
    ['a missing one is removed', [entry('a.example')], [], ['removed a.example']],
    ['the same is nothing', [entry('a.example')], [entry('a.example')], []],
    ['another line is nothing', [entry('a.example', { line: 1 })], [entry('a.example', { line: 7 })], []],
    [
      'one repeat less is nothing',
      [entry('a.example', { line: 1 }, { line: 2 })],
      [entry('a.example', { line: 1 })],
      [],
    ],
    [
      'a port more is changed',
      [entry('a.example', { ports: [443] })],
      [entry('a.example', { ports: [80, 443] })],
      ['changed a.example'],
    ],
    [
      'UDP beside TCP is changed',
      [entry('a.example', { ports: ['TCP 443'] })],
      [entry('a.example', { ports: ['TCP 443', 'UDP 443'] })],
      ['changed a.example'],
    ],
    [
      'required to optional is changed',
      [entry('a.example', { required: true })],
      [entry('a.example', { required: false })],
      ['changed a.example'],
    ],
    [
      'another category of its set is changed',
      [entry('a.example', { labels: { set: '1', category: 'Allow' } })],
      [entry('a.example', { labels: { set: '1', category: 'Default' } })],
      ['changed a.example'],
    ],
    [
      'another section that was there already is moved',
      [
        entry('a.example', { section: ['One'] }),
        entry('b.example', { section: ['Two'] }),
        entry('c.example', { section: ['One'] }),
      ],
      [
        entry('a.example', { section: ['Two'] }),
        entry('b.example', { section: ['Two'] }),
        entry('c.example', { section: ['One'] }),
      ],
      ['moved a.example'],
    ],
    [
      'another set is moved',
      [entry('a.example', { labels: { set: '1' } }), entry('b.example', { labels: { set: '1' } })],
      [entry('a.example', { labels: { set: '2' } }), entry('b.example', { labels: { set: '1' } })],
      ['moved a.example'],
    ],
    [
      'another section with other ports is changed, for the ports are what matters',
      [
        entry('a.example', { section: ['One'], ports: [443] }),
        entry('b.example', { section: ['One'] }),
        entry('c.example', { section: ['Two'] }),
      ],
      [
        entry('a.example', { section: ['Two'], ports: [80] }),
        entry('b.example', { section: ['One'] }),
        entry('c.example', { section: ['Two'] }),
      ],
      ['changed a.example'],
    ],
    [
      'a heading that was renamed moves nothing',
      [entry('a.example', { section: ['Access'] }), entry('b.example', { section: ['Access'] })],
      [entry('a.example', { section: ['Allow access'] }), entry('b.example', { section: ['Allow access'] })],
      ['reworded a.example', 'reworded b.example'],
    ],
    [
      'under a renamed heading a port still counts',
      [entry('a.example', { section: ['Access'], ports: [443] }), entry('b.example', { section: ['Access'] })],
      [
        entry('a.example', { section: ['Allow access'], ports: [80] }),
        entry('b.example', { section: ['Allow access'] }),
      ],
      ['changed a.example', 'reworded b.example'],
    ],
    [
      'another description is reworded',
      [entry('a.example', { service: 'Sign in' })],
      [entry('a.example', { service: 'Sign-in' })],
      ['reworded a.example'],
    ],
    [
      'listed once more, under the same terms, is moved',
      [entry('a.example', { section: ['One'] }), entry('b.example', { section: ['Two'] })],
      [entry('a.example', { section: ['One'] }, { section: ['Two'] }), entry('b.example', { section: ['Two'] })],
      ['moved a.example'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(kinds(before, after)).toEqual(expected)
  })

  test('added and removed are what plain set arithmetic says, whatever else differs', () => {
    const address = fc.constantFrom(...'abcdefgh'.split('').map((letter) => `${letter}.example`))
    const list = fc.uniqueArray(
      fc.record({ address, port: fc.constantFrom(80, 443), section: fc.constantFrom('One', 'Two') }),
      {
        selector: (row) => row.address,
      },
    )
    let interesting = 0
    fc.assert(
      fc.property(list, list, (before, after) => {
        const entries = (rows: typeof before): Entry[] =>
          rows.map((row) => entry(row.address, { ports: [row.port], section: [row.section] }))
        const found = diffEntries(entries(before), entries(after))
        const old = before.map((row) => row.address)
        const now = after.map((row) => row.address)
        const both = after.filter((row) => before.some((one) => one.address === row.address && one.port !== row.port))
        const of = (kind: string): string[] =>
          found.filter((change) => change.kind === kind).map((change) => change.address)
        expect(of('added')).toEqual(now.filter((one) => !old.includes(one)).sort())
        expect(of('removed')).toEqual(old.filter((one) => !now.includes(one)).sort())
        expect(of('changed')).toEqual(both.map((row) => row.address).sort())
        if (both.length > 0) interesting += 1
      }),
    )
    expect(interesting).toBeGreaterThan(10)
  })
})
