import { digestOf } from '../../src/core/digest.ts'
import type { Change, ChangeKind, ChangeSet, Message, Occurrence } from '../../src/core/model.ts'
import { deadlines, steps } from './service.ts'

/** Messages as an installation sends them, about lists that do not exist. */

const day = 86_400_000
const start = Date.UTC(2026, 10, 16, 6, 10)

function iso(days: number): string {
  return new Date(start + days * day).toISOString()
}

function place(section: string, over: Partial<Occurrence> = {}): Occurrence {
  return {
    line: 12,
    section: [section],
    tab: null,
    ports: [443],
    protocols: ['TCP'],
    service: null,
    required: null,
    ...over,
  }
}

function change(kind: ChangeKind, address: string, before: Occurrence | null, after: Occurrence | null): Change {
  const type = address.includes('/') ? 'cidr' : address.startsWith('*') ? 'wildcard' : 'fqdn'
  return { kind, address, type, before: before ? [before] : [], after: after ? [after] : [] }
}

const sources = {
  printers: {
    id: 'printers',
    title: 'Cloud printers: network requirements',
    page: 'https://docs.example.org/printers/network',
  },
  desktops: {
    id: 'desktops',
    title: 'Virtual desktops: required URLs',
    page: 'https://docs.example.org/desktops/urls',
  },
  office: { id: 'office', title: 'Office service, Worldwide', page: 'https://docs.example.org/office/endpoints' },
}

let made = 0
function changeSet(source: keyof typeof sources, days: number, changes: readonly Change[]): ChangeSet {
  made++
  return {
    id: `c${made.toString(16).padStart(11, '0')}`,
    ...{ source: sources[source], commit: '4f1d2c9ab03e55aa', previousCommit: '1c2b3a4d5e6f7788', seenAt: iso(days) },
    ...{ pageDate: '11/14/2026', changes },
  }
}

const queues = 'Print queues and trays'
const added = [
  change('added', '*.queues.printers.example.com', null, place(queues, { required: true, service: 'Queues & trays' })),
  change(
    'added',
    '203.0.113.128/25',
    null,
    place('Session hosts', { tab: 'Azure cloud', ports: [443, '50000-59999'] }),
  ),
  change(
    'added',
    'very-long-name-of-a-tenant-that-nobody-would-choose.region-west-europe-2.discovery.printers.example.com',
    null,
    place(queues),
  ),
]
const small = changeSet('printers', 0, [
  ...added,
  change(
    'changed',
    'login.printers.example.com',
    place('Sign-in'),
    place('Sign-in', { ports: [80, 443], required: true }),
  ),
  change('moved', 'cdn.printers.example.com', place('Optional'), place('Downloads', { tab: 'US Government' })),
  change('removed', 'legacy.printers.example.com', place('Sign-in', { service: 'Old sign-in' }), null),
])

const large = changeSet(
  'desktops',
  0,
  Array.from({ length: 2_000 }, (_, i) => {
    const where = place(`Region ${1 + Math.floor(i / 100)}`, { service: `Broker ${i}`, required: i % 3 === 0 })
    return i % 5 === 0
      ? change('removed', `host-${i}.region-${i % 20}.desktops.example.net`, where, null)
      : change('added', `*.pool-${i}.region-${i % 20}.desktops.example.net`, null, where)
  }),
)

const serviceStep: ChangeSet = { ...changeSet('office', 1, steps.changes), pageDate: null, service: steps.service }

/** One address came and went; the rest of the day stands. */
const daily = [
  small,
  changeSet('printers', 0.3, [change('added', 'trial.printers.example.com', null, place(queues))]),
  changeSet('printers', 0.5, [
    change('removed', 'trial.printers.example.com', place(queues), null),
    change('added', 'telemetry.printers.example.com', null, place('Telemetry', { required: false })),
  ]),
  serviceStep,
  changeSet('desktops', 0.9, [change('removed', 'old-broker.desktops.example.net', place('Brokers'), null)]),
]

const weekly = Array.from({ length: 30 }, (_, n): ChangeSet => {
  const one = changeSet('desktops', n / 5, large.changes.slice(n * 40, n * 40 + 40))
  const id = `desktops-${n % 12}`
  return { ...one, source: { ...one.source, id, title: `Virtual desktops, region ${n % 12}: required URLs` } }
})

const alert = {
  id: 'a1',
  state: 'begins' as const,
  fault: {
    code: 'held',
    place: 'printers',
    why: '41 of 60 entries are gone: more than the gate lets through',
    next: 'Look at the page. If the change is real: endpoint-drift accept printers',
  },
  since: iso(0),
  at: iso(0.05),
}

const wishes = [
  'Cloud printers: network requirements; Virtual desktops: required URLs',
  'what was added, removed or changed',
  'once a day at 08:00, Europe/Berlin',
  'reminders 14 and 3 days before an address comes into use',
]

function confirmation(kind: 'new' | 'known'): Message {
  return { kind: 'confirmation', confirmation: { kind, wishes, expires: kind === 'new' ? iso(2) : null, at: iso(0) } }
}

/** By the name of their files. */
export const messages: Readonly<Record<string, Message>> = {
  small: { kind: 'changes', changeSet: small },
  large: { kind: 'changes', changeSet: large },
  'web-service': { kind: 'changes', changeSet: serviceStep },
  digest: { kind: 'digest', digest: digestOf(daily, daily, 'daily', iso(1.1)) },
  'large-digest': { kind: 'digest', digest: digestOf(weekly, weekly, 'weekly', iso(7)) },
  confirmation: confirmation('new'),
  known: confirmation('known'),
  reminder: {
    kind: 'reminder',
    reminder: { source: sources.office, date: '2026-12-01', days: 14, deadlines, at: iso(1) },
  },
  alert: { kind: 'alert', alert },
  'alert-over': { kind: 'alert', alert: { ...alert, state: 'ends' } },
}
