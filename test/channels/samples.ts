import type { Alert, Change, ChangeSet, Message, Occurrence } from '../../src/core/model.ts'

/** 2026-03-02 08:17:40 UTC. */
export const moment = Date.UTC(2026, 2, 2, 8, 17, 40)

export function at(line: number, section: readonly string[], over: Partial<Occurrence> = {}): Occurrence {
  return { line, section, tab: null, ports: [443], protocols: ['TCP'], service: null, required: null, ...over }
}

/** One change of each kind. */
export const oneOfEach: readonly Change[] = [
  {
    kind: 'added',
    address: '*.sync.example.com',
    type: 'wildcard',
    before: [],
    after: [at(42, ['Requirements', 'Printers'], { ports: [80, 443], service: 'Queues & trays', required: true })],
  },
  {
    kind: 'added',
    address: '203.0.113.128/25',
    type: 'cidr',
    before: [],
    after: [at(88, ['Hosts'], { tab: 'Azure cloud' })],
  },
  {
    kind: 'changed',
    address: 'login.example.com',
    type: 'fqdn',
    before: [at(12, ['Sign-in'])],
    after: [at(12, ['Sign-in'], { ports: [80, 443], required: true })],
  },
  {
    kind: 'moved',
    address: 'cdn.example.com',
    type: 'fqdn',
    before: [at(30, ['Old'])],
    after: [at(77, ['New'], { tab: 'Gov' })],
  },
  { kind: 'removed', address: 'old.example.com', type: 'fqdn', before: [at(51, ['Hosts'])], after: [] },
  {
    kind: 'reworded',
    address: 'graph.example.com',
    type: 'fqdn',
    before: [at(5, ['Sign-in'], { service: 'Directory' })],
    after: [at(5, ['Sign-in'], { service: 'People' })],
  },
]

export function changeSet(over: Partial<ChangeSet> = {}): ChangeSet {
  return {
    id: 'set-1',
    source: { id: 'printers', title: 'Cloud printers', page: 'https://docs.example.org/printers?view=now' },
    commit: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
    previousCommit: '0000000000000000000000000000000000000001',
    seenAt: new Date(moment).toISOString(),
    pageDate: '02/27/2026',
    changes: oneOfEach,
    ...over,
  }
}

export function changes(over: Partial<ChangeSet> = {}): Message {
  return { kind: 'changes', changeSet: changeSet(over) }
}

export function alertOf(state: Alert['state'] = 'begins', place = 'printers'): Message {
  const fault = { code: 'http-404', place, why: 'the page answered 404', next: 'Look where it went.' }
  const alert = {
    id: 'alert-1',
    state,
    fault,
    since: new Date(moment).toISOString(),
    at: new Date(moment + 3_600_000).toISOString(),
  }
  return { kind: 'alert', alert }
}

export const testMessage: Message = { kind: 'test', at: new Date(moment).toISOString() }

/** So many additions, in sections of a hundred. */
export function many(count: number): readonly Change[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'added' as const,
    address: `*.host-${i}.example.com`,
    type: 'wildcard' as const,
    before: [],
    after: [at(i + 1, ['Hosts', `Part ${Math.floor(i / 100)}`], { service: `Service ${i}`, required: true })],
  }))
}

/** A page whose every text means something to some markup. */
export function hostile(): Partial<ChangeSet> {
  const evil =
    '<!channel> <@U1> *b* _i_ ~s~ `c` [x](https://evil.example) <b>&amp; {{DATE()}} | a :smile: ![i](http://evil.example/i.png)'
  const section = [evil, 'https://evil.example/']
  return {
    source: { id: 'evil', title: evil, page: 'https://docs.example.org/a|b?x=<y>&z=1' },
    pageDate: evil,
    changes: [
      {
        kind: 'added',
        address: '*_a_*.<tenant>.example.com/`x`?a=1&b=2|c',
        type: 'placeholder',
        before: [],
        after: [at(1, section, { tab: evil, service: evil })],
      },
      {
        kind: 'changed',
        address: '~x~.example.com',
        type: 'fqdn',
        before: [at(2, section)],
        after: [at(2, section, { ports: [80] })],
      },
    ],
  }
}
