import { describe, expect, test } from 'vitest'
import { describe as line, portsText, summary } from '../../src/core/change-set.ts'
import { occurrence } from './samples.ts'

describe('what a person reads of a change', () => {
  test('a summary names only what occurs, in a fixed order', () => {
    const of = (...kinds: ('added' | 'removed' | 'moved')[]): string => summary(kinds.map((kind) => ({ kind })))
    expect(of('removed', 'added', 'added')).toBe('2 added, 1 removed')
    expect(of('moved')).toBe('1 moved')
    expect(of()).toBe('')
  })

  test.each([
    [[443], ['TCP'], 'TCP 443'],
    [[80, 443], [], '80, 443'],
    [['TCP 443', 'UDP 3478-3481'], ['TCP', 'UDP'], 'TCP 443, UDP 3478-3481'],
    [[], ['HTTPS'], 'HTTPS'],
    [[], [], null],
  ])('ports %j with protocols %j read "%s"', (ports, protocols, expected) => {
    expect(portsText({ ports, protocols })).toBe(expected)
  })

  test.each([
    [
      'added',
      [],
      [{ section: ['Hosts'], tab: 'Gov', ports: [443], protocols: ['TCP'], line: 29 }],
      '+ a.example  (Hosts, Gov, TCP 443, line 29)',
    ],
    ['removed', [{ line: 4 }], [], '- a.example  (line 4)'],
    ['changed', [{ ports: [80], line: 4 }], [{ ports: [443], line: 5 }], '~ a.example  (80, line 4 -> 443, line 5)'],
    ['added', [], [{ line: null }], '+ a.example  (no section)'],
  ] as const)('%s is one line with its place', (kind, before, after, expected) => {
    const change = {
      kind,
      address: 'a.example',
      type: 'fqdn' as const,
      before: before.map(occurrence),
      after: after.map(occurrence),
    }
    expect(line(change)).toBe(expected)
  })
})
