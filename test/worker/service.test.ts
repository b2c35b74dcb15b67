import { describe, expect, test } from 'vitest'
import type { SubscriptionConfig } from '../../src/config/config.ts'
import type { Message } from '../../src/core/model.ts'
import { check } from '../../src/worker/cycle.ts'
import { wire, wireSet } from '../sources/web-service/play.ts'
import { everything as all } from './installation.ts'
import { type Played, play } from './service-bench.ts'

const everything: SubscriptionConfig = { name: 'all', channel: 'hook', to: 'https://all.example.org', ...all }

/** What everybody is owed, oldest first. */
function owed({ at }: Played, subscription = 'all'): Message[] {
  return at.store
    .deliveries({ subscription, limit: 100 })
    .map(({ id }) => at.store.delivery(id)?.message)
    .filter((message) => message !== undefined)
    .reverse()
}

function alarms({ at }: Played): string[] {
  return at.store.openAlerts().map(({ fault }) => fault.code)
}

const hosts = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.example.net`)
const one = wireSet(1, { urls: hosts })
const added = (date: string | null, id = 7, version = '2026020100') => ({
  id,
  endpointSetId: 1,
  disposition: 'Change',
  impact: 'AddedUrl',
  version,
  add: { ...(date !== null && { effectiveDate: date }), urls: ['new.example.net'] },
})
const grown = wire({ ...one, urls: [...hosts, 'new.example.net'] })

describe('the service publishes a change with its records', () => {
  test('the date, the impact and the urgency are told with it, and the records are committed beside the list', async () => {
    const played = await play()
    played.publish('2026010100', wire(one))
    await played.after(1)
    played.publish('2026020100', grown, [added('20260301')])
    const [result] = await played.after(24)
    const [changeSet] = result?.changeSets ?? []
    expect(changeSet?.changes).toMatchObject([
      {
        kind: 'added',
        address: 'new.example.net',
        facts: { effective: '2026-03-01', impacts: ['AddedUrl'], urgency: { kind: 'act-by', date: '2026-03-01' } },
      },
    ])
    expect(changeSet?.service).toMatchObject({
      ...{ version: '2026020100', previousVersion: '2026010100', records: 'joined', datesOnly: false, odd: null },
      sets: [{ set: 1, title: 'Exchange Online', added: ['new.example.net'], dates: ['2026-03-01'] }],
    })
    const files = await played.at.snapshots.read('m365')
    expect(files?.get('changes.json')).toContain('"effectiveDate":"20260301"')
    expect(alarms(played)).toEqual([])
  })

  test.each([
    ['without a date', null, { effective: null, urgency: { kind: 'act-now' } }],
    ['with a date that has passed', '20251115', { effective: '2025-11-15', urgency: { kind: 'act-now' } }],
  ])('%s it is to be opened now', async (_, date, facts) => {
    const played = await play()
    played.publish('2026010100', wire(one))
    await played.after(1)
    played.publish('2026020100', grown, [added(date)])
    const [result] = await played.after(24)
    expect(result?.changeSets[0]?.changes).toMatchObject([{ facts }])
  })

  test('attributes and impacts that nobody knows yet are kept and shown', async () => {
    const played = await play()
    played.publish('2026010100', wire(one))
    await played.after(1)
    played.publish('2026020100', grown, [{ ...added('20260301'), impact: 'AddedByQuantumLink', wave: 3 }])
    const [result] = await played.after(24)
    expect(result?.changeSets[0]?.service?.sets).toMatchObject([
      { impacts: [{ impact: 'AddedByQuantumLink', words: 'AddedByQuantumLink' }], records: [{ more: { wave: '3' } }] },
    ])
  })
})

describe('/changes fails', () => {
  test('the change is told at once, and its date in a message of its own when the service answers', async () => {
    const opening = { ...everything, name: 'opening', filter: { ...everything.filter, kinds: ['added' as const] } }
    const closing = { ...everything, name: 'closing', filter: { ...everything.filter, kinds: ['removed' as const] } }
    const played = await play({}, { subscriptions: [everything, opening, closing] })
    played.publish('2026010100', wire(one))
    await played.after(1)
    played.publish('2026020100', grown)
    await played.after(24)
    expect(owed(played)).toMatchObject([
      { changeSet: { changes: [{ address: 'new.example.net' }], service: { records: 'owed' } } },
    ])
    expect(alarms(played)).toEqual(['changes-failed'])
    played.service.changes = { '2026010100': JSON.stringify([added('20260301')]) }
    await played.after(2)
    expect(owed(played)).toHaveLength(2)
    expect(owed(played)[1]).toMatchObject({
      changeSet: {
        changes: [],
        service: { datesOnly: true, sets: [{ set: 1, dated: [{ address: 'new.example.net', date: '2026-03-01' }] }] },
      },
    })
    expect(owed(played, 'closing').map(({ kind }) => kind)).toEqual([])
    expect(owed(played, 'opening')).toHaveLength(2)
    expect(alarms(played)).toEqual([])
    await played.after(2)
    expect(owed(played)).toHaveLength(2)
  })
})

describe('a version that is not simply the next one', () => {
  test.each([
    ['a lower one is told as that', '2025120100', 'went-down'],
    ['none at all is told as that', '2026010100', 'same-version'],
  ])('%s', async (_, version, odd) => {
    const played = await play()
    played.publish('2026010100', wire(one))
    await played.after(1)
    if (odd === 'same-version') {
      // As when the store is lost: the list is fetched again, and git knows what it was.
      const { at } = played
      const body = at.store.lastBody('m365')
      if (body !== null) at.store.dealtWith('m365', body, { ...fresh, at: at.clock.now })
    }
    played.publish(version, grown)
    const [result] = await played.after(24)
    expect(result?.changeSets).toMatchObject([{ changes: [{ address: 'new.example.net' }], service: { odd } }])
    expect(alarms(played)).toEqual(odd === 'went-down' ? ['version-went-down'] : [])
  })
  const fresh = { state: '{}', digest: '', reader: 1, changed: false, complaints: 0 }
})

test('a record that cannot be understood costs its date, and operators hear of it', async () => {
  const played = await play()
  played.publish('2026010100', wire(one))
  await played.after(1)
  played.publish('2026020100', grown, [{ ...added('20260301'), version: '9 digits' }])
  const [result] = await played.after(24)
  expect(result?.changeSets[0]?.changes).toMatchObject([{ facts: { effective: null } }])
  expect(alarms(played)).toContain('bad-record')
})

test('a name that takes the place of a wildcard is in use at once, whatever its date', async () => {
  const played = await play()
  const wild = wireSet(1, { urls: [...hosts, '*.old.example.net'] })
  played.publish('2026010100', wire(wild))
  await played.after(1)
  const substitute = { ...added('20260301'), impact: 'AddedSubstituteUrl', remove: { urls: ['*.old.example.net'] } }
  played.publish('2026020100', grown, [substitute])
  const [result] = await played.after(24)
  expect(result?.changeSets[0]?.changes.find(({ kind }) => kind === 'added')?.facts?.urgency).toEqual({
    kind: 'act-now',
  })
})

describe('the records of the service and its lists disagree', () => {
  test('operators are told both sides, once, and again when something else disagrees', async () => {
    const played = await play()
    played.publish('2026010100', wire(one))
    await played.after(1)
    played.publish('2026020100', grown, [{ ...added('20260301'), add: { urls: ['other.example.net'] } }])
    await played.after(24)
    const [alarm] = played.at.store.openAlerts()
    expect(alarm?.fault).toMatchObject({ code: 'records-disagree', place: 'm365 /changes' })
    expect(alarm?.fault.why).toContain(
      "new.example.net: the list says added, the service's records say unchanged (no record)",
    )
    expect(alarm?.fault.why).toContain(
      "other.example.net: the list says unchanged, the service's records say added (record 7)",
    )
    played.publish('2026030100', wire(one), [])
    await played.after(24)
    expect(owed(played, 'operator').map((message) => message.kind === 'alert' && message.alert.state)).toEqual([
      'begins',
      'changes',
    ])
  })

  test('a record that comes one version after its change settles it', async () => {
    const played = await play()
    played.publish('2026010100', wire(one))
    await played.after(1)
    played.publish('2026020100', grown, [])
    await played.after(24)
    expect(alarms(played)).toEqual(['records-disagree'])
    played.publish('2026020101', grown, [added('20260301', 7, '2026020101')])
    await played.after(24)
    expect(alarms(played)).toEqual([])
    expect(owed(played)[1]).toMatchObject({ changeSet: { service: { datesOnly: true } } })
  })
})

describe('what is asked of the service changes', () => {
  test('addresses of an area that is asked for from now on are committed and nobody is told that they are new', async () => {
    const played = await play()
    played.publish('2026010100', wire(one))
    await played.after(1)
    const mem = wire(wireSet(163, { serviceArea: 'MEM', urls: ['mdm.example.net'] }))
    played.service.lists = {
      ...played.service.lists,
      'worldwide MEM': mem,
      'worldwide Common,Exchange,SharePoint,Skype': grown,
    }
    const [source] = played.sources
    Object.assign(source?.settings ?? {}, { serviceAreas: ['Common', 'Exchange', 'SharePoint', 'Skype', 'MEM'] })
    played.publish('2026020100', wire(one), [added('20260301')])
    const [result] = await played.after(24)
    expect(result?.changeSets[0]?.changes).toMatchObject([{ facts: { effective: '2026-03-01' } }])
    expect(alarms(played)).not.toContain('records-disagree')
    expect(result?.changeSets.flatMap(({ changes }) => changes.map(({ address }) => address))).toEqual([
      'new.example.net',
    ])
    expect((await played.at.snapshots.read('m365'))?.get('endpoints.json')).toContain('mdm.example.net')
  })
})

describe('a snapshot from before names and records were kept', () => {
  test('is compared on the areas that it holds', async () => {
    const played = await play({ serviceAreas: ['Common', 'Exchange', 'SharePoint', 'Skype', 'MEM'] })
    const usual = 'worldwide Common,Exchange,SharePoint,Skype'
    played.publish('2026010100', wire(one))
    const mem = wire(wireSet(163, { serviceArea: 'MEM', urls: ['mdm.example.net'] }))
    played.service.lists = { [usual]: wire(one), 'worldwide MEM': mem }
    await played.after(1)
    const files = await played.at.snapshots.read('m365')
    const old = files?.get('endpoints.json')?.replace(/^.*mdm.example.net.*\n/m, '') ?? ''
    await played.at.snapshots.commit('m365', { 'endpoints.json': old }, { title: 'm', summary: 'as it was', body: '' })
    await played.after(1)
    const told = owed(played).length
    played.publish('2026020100', wire(one), [])
    played.service.lists = { [usual]: grown, 'worldwide MEM': mem }
    const [result] = await played.after(24)
    expect(result?.changeSets.at(-1)?.changes.map(({ address }) => address)).toEqual(['new.example.net'])
    expect(owed(played)).toHaveLength(told + 1)
  })
})

describe('deadlines', () => {
  const reminded: SubscriptionConfig = { ...everything, name: 'soon', reminders: [7, 1] }
  const reminders = (played: Played) =>
    owed(played, 'soon').flatMap((message) => (message.kind === 'reminder' ? [message.reminder] : []))

  async function published(): Promise<Played> {
    const played = await play({}, { subscriptions: [everything, reminded] })
    played.publish('2026010100', wire(one))
    await played.after(1)
    played.publish('2026020100', grown, [added('20260301')])
    played.at.clock.now = Date.parse('2026-02-01T08:00:00Z')
    await played.after(1)
    return played
  }

  test('who asked for it is reminded 7 days and 1 day before, once each, and nobody else', async () => {
    const played = await published()
    for (let day = 0; day < 35; day += 1) for (let i = 0; i < 3; i += 1) await played.after(8)
    expect(reminders(played).map(({ date, days, at }) => [date, days, at.slice(0, 10)])).toEqual([
      ['2026-03-01', 7, '2026-02-22'],
      ['2026-03-01', 1, '2026-02-28'],
    ])
    expect(owed(played).map(({ kind }) => kind)).toEqual(['changes'])
  })

  test('an entry that is gone again is not reminded of', async () => {
    const played = await published()
    played.publish('2026021500', wire(one), [])
    for (let day = 0; day < 35; day += 1) await played.after(24)
    expect(reminders(played)).toEqual([])
  })

  test('a worker that stood still over the seventh day reminds when it is back', async () => {
    const played = await published()
    await played.after(24 * 24)
    expect(reminders(played).map(({ days }) => days)).toEqual([4])
  })

  test('a day that the service moved is reminded of on the new day', async () => {
    const played = await published()
    played.publish('2026021000', grown, [added('20260401', 8, '2026021000')])
    for (let day = 0; day < 60; day += 1) await played.after(24)
    expect(owed(played).at(-1)).toMatchObject({ changeSet: { service: { sets: [{ dates: ['2026-04-01'] }] } } })
    expect(reminders(played).map(({ date, days }) => [date, days])).toEqual([
      ['2026-04-01', 7],
      ['2026-04-01', 1],
    ])
  })
})

describe('a reading that is held', () => {
  test('loses no record: those of the held version come with the next one', async () => {
    const played = await play()
    const long = Array.from({ length: 30 }, (_, i) => `n${i}.example.net`)
    played.publish('2026010100', wire({ ...one, urls: long }))
    await played.after(1)
    played.publish('2026020100', wire({ ...one, urls: long.slice(0, 3) }), [])
    const [held] = await played.after(24)
    expect(held?.outcome).toBe('held')
    const whole = wire({ ...one, urls: [...long, 'new.example.net'] })
    played.publish('2026030100', whole)
    played.service.changes = { '2026010100': JSON.stringify([added('20260401')]) }
    const [result] = await played.after(24)
    expect(result?.changeSets[0]?.changes).toMatchObject([
      { address: 'new.example.net', facts: { effective: '2026-04-01' } },
    ])
  })
})

test('a month of hourly checks asks for versions hourly, and for lists and records only when the version moved', async () => {
  const played = await play()
  played.publish('2026010100', wire(one))
  for (let hours = 0; hours < 24 * 31; hours += 1) {
    if (hours === 300) played.publish('2026011300', grown, [added('20260301', 7, '2026011300')])
    await played.after(1)
  }
  const { service } = played
  expect([service.count('/version'), service.count('/endpoints'), service.count('/changes')]).toEqual([744, 2, 1])
  expect(new Set(service.calls.map(({ query }) => query.get('ClientRequestId'))).size).toBe(1)
  expect(owed(played)).toHaveLength(1)
}, 60_000)

describe('what is no list', () => {
  const whole = wire(one, wireSet(2))
  const wrong: readonly (readonly [string, string, string])[] = [
    ['an error page with status 200', '<!DOCTYPE html><html><body>503 Service Unavailable</body></html>', 'not-json'],
    ['an empty list', '[]', 'empty-list'],
    ['a body cut in the middle', whole.slice(0, whole.length / 2), 'cut-short'],
    ['a set without id', wire({ ...one, id: undefined }, wireSet(2)), 'bad-set'],
    ['ports that are none', wire({ ...one, tcpPorts: '80,https' }, wireSet(2)), 'bad-set'],
    ['two sets with one id', wire(one, wireSet(1)), 'one-id-twice'],
    ['a list that lost a third of its entries', wire({ ...one, urls: hosts.slice(0, 3) }, wireSet(2)), 'held'],
  ]
  test.each(wrong)('%s is not published, operators are told, and the version comes again', async (_, body, code) => {
    const played = await play()
    played.publish('2026010100', whole)
    await played.after(1)
    const before = await played.at.snapshots.head()
    played.publish('2026020100', body, [])
    expect((await played.after(24))[0]?.changeSets).toEqual([])
    expect(alarms(played)).toEqual([code])
    const [alert] = owed(played, 'operator')
    expect(alert?.kind === 'alert' && alert.alert.fault.why.length).toBeGreaterThan(20)
    expect(await played.at.snapshots.head()).toBe(before)
    played.publish('2026020101', wire({ ...one, urls: [...hosts, 'new.example.net'] }, wireSet(2)))
    played.service.changes = { '2026010100': JSON.stringify([added('20260301')]) }
    const [result] = await played.after(24)
    expect(result?.changeSets).toMatchObject([
      { changes: [{ address: 'new.example.net', facts: { effective: '2026-03-01' } }] },
    ])
  })

  test('a version of nine digits is told, and the list is left alone', async () => {
    const played = await play()
    played.publish('2026010100', whole)
    await played.after(1)
    played.publish('202602010', grown, [])
    expect((await played.after(24))[0]?.changeSets).toEqual([])
    expect(alarms(played)).toEqual(['bad-version'])
  })

  test('an instance that is gone from /version is told as retired', async () => {
    const played = await play()
    played.publish('2026010100', whole)
    await played.after(1)
    played.service.versions = { China: '2026020100' }
    await played.after(24)
    expect(alarms(played)).toEqual(['instance-retired'])
  })
})

test('several instances share the one call an hour, and only the one that moved is fetched', async () => {
  const played = await play()
  const { at, service, sources } = played
  const instances = ['Worldwide', 'USGovDoD', 'USGovGCCHigh', 'China']
  const [first] = sources
  const all = instances.map((instance) => ({
    ...Object(first),
    id: instance.toLowerCase(),
    settings: { ...first?.settings, instance },
  }))
  service.versions = Object.fromEntries(instances.map((instance) => [instance, '2026010100']))
  service.lists = Object.fromEntries(instances.map((instance) => [instance.toLowerCase(), wire(one)]))
  for (let hours = 0; hours < 48; hours += 1) {
    if (hours === 20) {
      service.versions = { ...service.versions, China: '2026020100' }
      service.lists = { ...service.lists, china: grown }
      service.changes = { '2026010100': JSON.stringify([added('20260301')]) }
    }
    at.clock.now += 3_600_000
    const results = await check(at, all, false)
    expect(results.flatMap(({ changeSets }) => changeSets.map(({ source }) => source.id))).toEqual(
      hours === 20 ? ['china'] : [],
    )
  }
  expect([service.count('/version'), service.count('/endpoints'), service.count('/changes')]).toEqual([48, 5, 1])
  expect(service.calls.filter(({ path }) => path.startsWith('/endpoints/China'))).toHaveLength(2)
})
