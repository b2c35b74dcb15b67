import type { Change, Message, Reminder } from '../../src/core/model.ts'
import type { SetSection, SetTerms } from '../../src/core/service-facts.ts'
import { at, changeSet, moment } from './samples.ts'

const terms: SetTerms = {
  area: 'Exchange',
  category: 'Optimize',
  required: true,
  expressRoute: false,
  ports: ['TCP 443'],
  notes: 'Mail for *everyone* <b>',
}

function section(set: number, added: readonly string[], noted: string): SetSection {
  return {
    ...{
      set,
      title: `Service ${set}`,
      fate: 'stays',
      others: [],
      before: terms,
      after: { ...terms, category: 'Allow' },
    },
    terms: [
      { kind: 'category', name: 'category', before: 'Optimize', after: 'Allow', gained: [], lost: [] },
      { kind: 'notes', name: 'notes', before: null, after: noted, gained: [], lost: [] },
    ],
    ...{ added, removed: [], movedIn: [], movedOut: [], duplicatesAdded: [], duplicatesRemoved: [], dated: [] },
    ...{
      addresses: [],
      urgency: { kind: 'act-by', date: '2026-04-01' },
      dates: ['2026-04-01'],
      impacts: [],
      records: [],
    },
  }
}

function addresses(set: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `*.s${set}-${i}.example.com`)
}

/** A step of the endpoint web service: so many sets with so many additions each, and a note of so many signs. */
export function service(sets: number, each: number, noted = 0): Message {
  const numbers = Array.from({ length: sets }, (_, i) => i + 1)
  const added: readonly Change[] = numbers.flatMap((set) =>
    addresses(set, each).map((address) => ({
      ...{ kind: 'added' as const, address, type: 'wildcard' as const, before: [] },
      after: [at(1, [`Set ${set}`], { labels: { set: String(set) } })],
    })),
  )
  const facts = {
    ...{ instance: 'Worldwide', version: '2026030100', previousVersion: '2026020100' },
    ...{ odd: null, records: 'joined' as const, datesOnly: false },
    sets: numbers.map((set) => section(set, addresses(set, each), '"é" '.repeat(noted / 4))),
  }
  return { kind: 'changes', changeSet: changeSet({ changes: added, service: facts }) }
}

/** Reminds of so many addresses of one set. */
export function reminder(count: number): Message {
  const deadline = {
    ...{ instance: 'Worldwide', set: 7, title: 'Service 7', terms, version: '2026030100', date: '2026-04-01' },
    addresses: addresses(7, count).map((address) => ({ address, type: 'wildcard' as const })),
  }
  const it: Reminder = {
    source: { id: 'm365', title: 'Microsoft 365', page: 'https://docs.example.org/m365' },
    ...{ date: '2026-04-01', days: 3, deadlines: [deadline], at: new Date(moment).toISOString() },
  }
  return { kind: 'reminder', reminder: it }
}
