import { expect, test } from 'vitest'
import { laneOf } from '../../src/core/lane.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { migrations } from '../../src/store/migrations.ts'
import { packText } from '../../src/store/pack.ts'
import { freshStore, idsOf } from './memory.ts'
import { freshPath } from './place.ts'
import { changeSet, fault, monday } from './samples.ts'

const recipients = [
  'Team@Example.ORG',
  'https://Hooks.example.org/services/T0/B0?to=a@b.example',
  'http://hooks.example.org:8080',
  'https://hooks.example.org?key=1',
  'https://[2001:db8::1]:8443/x',
  'network-team/desktops',
  'tgram://token/chat',
]

/** A row in every table, as the program of version 2 wrote it. */
function fill(db: Database): void {
  const set = changeSet('one')
  db.run(`insert into setting (key, value) values ('client-id', 'the-guid')`)
  db.run(`insert into source (id, state, digest, reader, failures) values ('printers', 'etag', 'd1', 3, 2)`)
  db.run('insert into mark (source, revision, packed) values (?, ?, ?)', 'printers', 'c1', packText('snapshot'))
  db.run(
    'insert into change_set (id, source, seen_at, published_at, change_set_json) values (?, ?, ?, ?, ?)',
    ...['one', 'printers', monday, monday, JSON.stringify(set)],
  )
  db.run(
    'insert into trouble (place, id, since, told_at, fault_json) values (?, ?, ?, ?, ?)',
    ...['printers', 'a1', monday, monday, JSON.stringify(fault('http-404'))],
  )
  db.run(
    'insert into message (hash, message_json) values (?, ?)',
    'm',
    JSON.stringify({ kind: 'changes', changeSet: set }),
  )
  for (const [n, to] of recipients.entries())
    db.run(
      `insert into delivery (id, subscription, channel, recipient, message, state, created_at, attempts, not_before, last)
       values (?, 'team', 'mail', ?, 'm', ?, ?, ?, ?, null)`,
      ...[`d${n}`, to, n === 0 ? 'delivered' : 'due', monday + n, n, monday],
    )
  db.run(`insert into attempt (delivery, at, outcome, answer) values ('d1', 1, 'retry', '451')`)
  db.run(`insert into attempt_count (channel, outcome, count) values ('mail', 'retry', 7)`)
}

test('a store of version 2 comes through with everything in it', () => {
  const path = freshPath('store.db')
  const old = openDatabase(path, migrations.slice(0, 2))
  fill(old)
  old.close()
  const s = freshStore(path)
  expect([s.clientId(), s.sources().get('printers')?.failures, s.mark('printers')]).toEqual([
    'the-guid',
    2,
    { source: 'printers', commit: 'c1', snapshot: 'snapshot' },
  ])
  expect([s.changeSets({ limit: 9 }), s.openAlerts().map(({ id }) => id)]).toEqual([[changeSet('one')], ['a1']])
  const others = recipients.slice(1)
  expect(
    s
      .due(monday, 9, 'mail', [])
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual(others.toSorted())
  expect(s.delivery('d1')).toMatchObject({ state: 'retrying', attempts: 1, history: [{ answer: '451' }] })
  expect(s.delivery('d0')).toMatchObject({
    state: 'delivered',
    message: { kind: 'changes', changeSet: changeSet('one') },
  })
  expect(s.deliveryCounts()).toMatchObject({ due: 6, oldestDue: monday + 1, attempts: [{ count: 7 }] })
  expect([s.countSubscriptions().active, s.nextKept(), [...s.halted()]]).toEqual([0, null, []])
})

test('old deliveries wait in the lanes in which new ones would', () => {
  const path = freshPath('store.db')
  const old = openDatabase(path, migrations.slice(0, 2))
  fill(old)
  old.close()
  const db = openDatabase(path, migrations)
  const lanes = db.all('select recipient, lane from delivery order by seq')
  db.close()
  expect(lanes).toEqual(recipients.map((recipient) => ({ recipient, lane: laneOf(recipient) })))
})

test('and go on from there: what was told is not told again, what is new is', () => {
  const path = freshPath('store.db')
  const old = openDatabase(path, migrations.slice(0, 2))
  fill(old)
  old.close()
  const s = freshStore(path)
  s.owe(
    ['d0', 'd9'].map((id) => ({
      ...{ id, subscription: 'team', channel: 'post', to: 'x' },
      message: { kind: 'changes' as const, changeSet: changeSet('one') },
    })),
    monday,
  )
  expect(idsOf(s.due(monday, 99, 'post', []))).toEqual(['d9'])
})
