import { expect, onTestFinished, test } from 'vitest'
import type { ServiceFacts, SetSection, SetTerms } from '../../src/core/service-facts.ts'
import { changeSet, noon, oneOfEach, publish, type Scene, scene } from './site.ts'

const terms: SetTerms = {
  area: 'Exchange',
  category: 'Optimize',
  required: true,
  expressRoute: false,
  ports: ['TCP 443'],
  notes: null,
}

const section: SetSection = {
  ...{
    set: 7,
    title: 'Exchange Online',
    fate: 'stays',
    others: [],
    before: terms,
    after: { ...terms, ports: ['TCP 443', 'UDP 443'] },
  },
  terms: [
    { kind: 'ports', name: 'ports', before: 'TCP 443', after: 'TCP 443, UDP 443', gained: ['UDP 443'], lost: [] },
  ],
  ...{ added: ['*.new.example.net'], removed: ['old.example.net'], movedIn: [], movedOut: [] },
  ...{
    duplicatesAdded: [],
    duplicatesRemoved: [],
    dated: [],
    addresses: [],
    dates: ['2026-06-01'],
    impacts: [],
    records: [],
  },
  urgency: { kind: 'act-by', date: '2026-06-01' },
}

const service: ServiceFacts = {
  ...{
    instance: 'Worldwide',
    version: '2026050300',
    previousVersion: '2026040100',
    odd: null,
    records: 'joined',
    datesOnly: false,
  },
  sets: [section],
}

function published(over: Partial<ServiceFacts> = {}): Scene {
  const s = scene()
  onTestFinished(s.store.close)
  publish(s.store, changeSet('one', oneOfEach.slice(0, 2), { service: { ...service, ...over } }), noon - 60_000)
  return s
}

test('a change of the web service is shown set by set with what to do by when, and lists to copy', async () => {
  const page = await published().text('/changes/one')
  const said = page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
  for (const text of [
    'Instance Worldwide Version 2026050300 before: 2026040100',
    'Set 7: Exchange Online',
    'act by 2026-06-01 (in 29 days)',
    '*.new.example.net',
    'Added names (1)',
  ])
    expect(said).toContain(text)
  expect(page).toContain('<li class="card warn">')
})

test('its feed entry says what to do in its title and holds every set', async () => {
  const { items } = JSON.parse(await published().text('/feed.json'))
  expect(items[0].title).toBe('Cloud printers: 1 added, 1 removed, other ports in set 7 (act by 2026-06-01)')
  for (const text of ['<h3>Set 7: Exchange Online', '<code>*.new.example.net</code>', '<code>old.example.net</code>'])
    expect(items[0].content_html).toContain(text)
})

test('it is named so in the list of changes too', async () => {
  expect(await published().text('/changes')).toContain('other ports in set 7 (act by 2026-06-01)')
})
