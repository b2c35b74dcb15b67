import type { Change } from '../../src/core/model.ts'
import type { Deadline, ServiceFacts, SetSection, SetTerms } from '../../src/core/service-facts.ts'

/** A step of a list of endpoint sets with something of everything: by a day, at once, to clean up, and a set that is gone. */

const terms: SetTerms = {
  ...{ area: 'Exchange', category: 'Optimize', required: true, expressRoute: true },
  ...{ ports: ['TCP 80', 'TCP 443'], notes: null },
}

const quiet: Pick<
  SetSection,
  | 'others'
  | 'movedIn'
  | 'movedOut'
  | 'duplicatesAdded'
  | 'duplicatesRemoved'
  | 'dated'
  | 'records'
  | 'impacts'
  | 'dates'
> = {
  ...{ others: [], movedIn: [], movedOut: [], duplicatesAdded: [], duplicatesRemoved: [], dated: [], records: [] },
  ...{ impacts: [], dates: [] },
}

const opened = ['*.mail.office.example', 'autodiscover.office.example', '198.51.100.0/24', '2001:db8:40::/44']
const kept = ['outlook.office.example', 'smtp.office.example', '203.0.113.0/25']
const gone = ['cdn-old.office.example', 'static.cdn-old.office.example']

const sets: readonly SetSection[] = [
  {
    ...quiet,
    ...{ set: 1, title: 'Mail', fate: 'stays', before: terms, after: { ...terms, ports: ['TCP 443', 'UDP 443'] } },
    terms: [
      {
        ...{ kind: 'ports', name: 'ports', before: 'TCP 80, TCP 443', after: 'TCP 443, UDP 443' },
        ...{ gained: ['UDP 443'], lost: ['TCP 80'] },
      },
    ],
    ...{ added: [], removed: [], addresses: kept, urgency: { kind: 'act-now' } },
  },
  {
    ...quiet,
    ...{ set: 9, title: 'Common services', fate: 'stays', before: terms, after: terms, terms: [] },
    ...{
      added: opened,
      removed: [],
      addresses: [],
      urgency: { kind: 'act-by', date: '2026-12-01' },
      dates: ['2026-12-01'],
    },
    impacts: [{ impact: 'AddedUrl', words: 'new addresses' }],
  },
  {
    ...quiet,
    ...{ set: 31, title: 'Downloads', fate: 'gone', before: { ...terms, required: false }, after: null, terms: [] },
    ...{ added: [], removed: gone, addresses: [], urgency: { kind: 'clean-up' } },
  },
]

const service: ServiceFacts = {
  ...{ instance: 'Worldwide', version: '2026111600', previousVersion: '2026103000', odd: null },
  ...{ records: 'joined', datesOnly: false, sets },
}

function change(kind: 'added' | 'removed' | 'changed', address: string, set: number): Change {
  const type = address.startsWith('*') ? 'wildcard' : address.includes('/') ? 'cidr' : 'fqdn'
  const here = {
    ...{
      line: null,
      section: [`Set ${set}`],
      tab: null,
      ports: [443],
      protocols: ['TCP'],
      service: null,
      required: true,
    },
    labels: { set: String(set), area: 'Exchange' },
  }
  // Only the ports differ, as the set says.
  const before = { ...here, ports: [80, 443] }
  return { kind, address, type, before: kind === 'added' ? [] : [before], after: kind === 'removed' ? [] : [here] }
}

export const steps: { readonly changes: readonly Change[]; readonly service: ServiceFacts } = {
  service,
  changes: [
    ...opened.map((address) => change('added', address, 9)),
    ...gone.map((address) => change('removed', address, 31)),
    ...kept.map((address) => change('changed', address, 1)),
  ],
}

export const deadlines: readonly Deadline[] = [
  {
    ...{ instance: 'Worldwide', set: 9, title: 'Common services', terms, version: '2026111600', date: '2026-12-01' },
    addresses: opened.map((address) => ({ address, type: 'fqdn' as const })),
  },
]
