import { expect, test } from 'vitest'
import { compareLists } from '../../src/core/compare.ts'
import type { Entry } from '../../src/core/model.ts'
import { entry } from './samples.ts'

const url = (address: string): Entry => ({ ...entry(address), type: 'url' })
const missing = (first: Entry[], second: Entry[]) => {
  const { onlyFirst, onlySecond } = compareLists(first, second)
  return [onlyFirst, onlySecond].map((way) => [
    way.missing.map((one) => one.address),
    way.covered.map((one) => `${one.entry.address} by ${one.by}`),
  ])
}

test.each<[string, Entry[], Entry[], unknown]>([
  [
    'the same',
    [entry('a.example')],
    [entry('a.example')],
    [
      [[], []],
      [[], []],
    ],
  ],
  [
    'different',
    [entry('a.example')],
    [entry('b.example')],
    [
      [['a.example'], []],
      [['b.example'], []],
    ],
  ],
  [
    'a name under a wildcard is covered, the wildcard is not',
    [entry('x.a.example')],
    [entry('*.a.example')],
    [
      [[], ['x.a.example by *.a.example']],
      [['*.a.example'], []],
    ],
  ],
  [
    'a wildcard does not cover its apex',
    [entry('a.example')],
    [entry('*.a.example')],
    [
      [['a.example'], []],
      [['*.a.example'], []],
    ],
  ],
  [
    'a range inside a range is covered',
    [entry('10.1.0.0/16')],
    [entry('10.0.0.0/8')],
    [
      [[], ['10.1.0.0/16 by 10.0.0.0/8']],
      [['10.0.0.0/8'], []],
    ],
  ],
  [
    'an address outside is not',
    [entry('11.0.0.1')],
    [entry('10.0.0.0/8')],
    [
      [['11.0.0.1'], []],
      [['10.0.0.0/8'], []],
    ],
  ],
  [
    'a path counts as its host',
    [url('a.example/x/y')],
    [entry('a.example')],
    [
      [[], []],
      [[], []],
    ],
  ],
  [
    'a leading dot is a wildcard',
    [entry('x.a.example')],
    [entry('.a.example')],
    [
      [[], ['x.a.example by .a.example']],
      [['.a.example'], []],
    ],
  ],
])('%s', (_, first, second, expected) => {
  expect(missing(first, second)).toEqual(expected)
})
