import { describe, expect, test } from 'vitest'
import { wishesSchema } from '../../src/config/wishes.ts'
import { changeKinds } from '../../src/core/model.ts'
import type { WithStanding } from '../../src/store/subscription.ts'
import { newSecret, newSubscription } from '../../src/subscriptions/desk.ts'
import { linkKey, type Purpose, personalLinks, tokenFor } from '../../src/subscriptions/links.ts'
import {
  access,
  change,
  confirm,
  dropOldSecrets,
  leave,
  pause,
  prove,
  resume,
  rotateSecret,
} from '../../src/subscriptions/manage.ts'
import { hour, noon, type Scene, scene, wishes } from './desk.ts'

function subscribed(s: Scene, over: Partial<WithStanding> = {}): WithStanding {
  const made = newSubscription(s, { channel: 'mail', to: 'ann@example.org', wishes })
  s.store.subscribe([{ ...made, state: 'active', expiresAt: null, ...over }], [], s.now())
  return known(s, made.id)
}

function known(s: Scene, id: string): WithStanding {
  const found = s.store.subscription(id)
  if (found === null) throw new Error('there is no such subscription')
  return found
}

function hook(s: Scene, over: Partial<WithStanding> = {}): WithStanding {
  const place = { channel: 'hook', to: 'https://hooks.example.org/drift', secrets: [newSecret(s)] }
  return subscribed(s, { ...place, state: 'pending', expiresAt: noon + 48 * hour, ...over })
}

function tokenOf(s: Scene, purpose: Purpose, subscription: WithStanding): string {
  return tokenFor(linkKey(s.store), purpose, subscription)
}

describe('a link', () => {
  test('opens what it was made for and nothing else', () => {
    const s = scene()
    const row = subscribed(s)
    for (const purpose of ['manage', 'leave', 'confirm'] as const)
      for (const asked of ['manage', 'leave', 'confirm'] as const)
        expect([purpose, asked, access(s, asked, tokenOf(s, purpose, row)).kind]).toEqual([
          purpose,
          asked,
          purpose === asked ? 'open' : 'none',
        ])
  })

  test('opens nothing before any was made, and looking makes none', () => {
    const s = scene()
    expect(access(s, 'manage', '_a.1.0.00000000000000000000000000000000')).toEqual({ kind: 'none' })
    expect(s.store.setting('link-key')).toBeNull()
  })

  test('of one that is pending past its time opens nothing', () => {
    const s = scene()
    const row = subscribed(s, { state: 'pending', expiresAt: noon + hour })
    const token = tokenOf(s, 'manage', row)
    expect(access(s, 'manage', token).kind).toBe('open')
    s.clock.now = noon + hour
    expect(access(s, 'manage', token)).toEqual({ kind: 'left' })
  })

  test('in a mail that asks to confirm ends with the time to confirm', () => {
    const s = scene()
    const row = subscribed(s, { state: 'pending', expiresAt: noon + hour })
    const token = personalLinks('', linkKey(s.store), row).confirm?.replace('/confirm/', '') ?? ''
    expect(access(s, 'confirm', token).kind).toBe('open')
    s.clock.now = noon + hour
    expect(access(s, 'confirm', token)).toEqual({ kind: 'none' })
    expect(confirm(s, row)).toBe(false)
  })
})

describe('confirming', () => {
  test('makes it active, and a second time changes nothing', () => {
    const s = scene()
    const row = subscribed(s, { state: 'pending', expiresAt: noon + hour })
    expect(confirm(s, row)).toBe(true)
    s.clock.now += 10
    expect(confirm(s, row)).toBe(true)
    expect(known(s, row.id)).toMatchObject({ state: 'active', confirmedAt: noon, expiresAt: null })
  })

  test('ends the halt of a receiver that seemed gone before', () => {
    const s = scene()
    const row = subscribed(s, { state: 'pending', expiresAt: noon + hour })
    s.store.halt(row.id, { kind: 'stopped', by: 'receiver', why: '550', at: noon })
    confirm(s, known(s, row.id))
    expect(known(s, row.id)).toMatchObject({ state: 'active', halt: null })
  })
})

describe('a webhook', () => {
  test('is confirmed by the right answer', async () => {
    const s = scene()
    const row = hook(s)
    expect(await prove(s, row)).toEqual({ kind: 'confirmed' })
    expect([known(s, row.id).state, s.challenged]).toEqual(['active', [row.to]])
  })

  test('is not by a wrong one', async () => {
    const s = scene({ answer: () => ({ kind: 'unanswered', why: 'it answered 200', status: 200 }) })
    const row = hook(s)
    expect(await prove(s, row)).toEqual({ kind: 'unanswered', why: 'it answered 200' })
    expect(known(s, row.id).state).toBe('pending')
  })

  test('that is confirmed is not asked again', async () => {
    const s = scene()
    expect(await prove(s, hook(s, { state: 'active' }))).toEqual({ kind: 'confirmed' })
    expect(s.challenged).toEqual([])
  })

  test('is asked five times, and ten minutes later once more', async () => {
    const s = scene({ answer: () => ({ kind: 'unanswered', why: 'no answer', status: null }) })
    const row = hook(s)
    const kinds: string[] = []
    for (let i = 0; i < 6; i += 1) kinds.push((await prove(s, row)).kind)
    s.clock.now += hour / 6
    kinds.push((await prove(s, row)).kind)
    expect(kinds).toEqual([...Array(5).fill('unanswered'), 'limited', 'unanswered'])
    expect(s.challenged).toHaveLength(6)
  })

  test('that left while it was asked stays away', async () => {
    const s = scene()
    const row = hook(s)
    const challenge = async () => {
      leave(s, row, 'left')
      return { kind: 'answered' } as const
    }
    expect(await prove({ ...s, challenge }, row)).toEqual({ kind: 'left' })
    expect(s.rows()).toEqual([])
  })

  test('signs with the old secret too while one is replaced, however often the button is pressed, until it is dropped', () => {
    const s = scene()
    const row = hook(s)
    const second = rotateSecret(s, row)
    expect(known(s, row.id).secrets).toEqual([second, ...row.secrets])
    const newest = [1, 2, 3, 4, 5].map(() => rotateSecret(s, known(s, row.id))).at(-1)
    const { secrets } = known(s, row.id)
    expect([secrets.length, secrets[0], secrets.at(-1)]).toEqual([4, newest, row.secrets[0]])
    dropOldSecrets(s, known(s, row.id))
    expect(known(s, row.id).secrets).toEqual([newest])
  })
})

test('what is kept comes when the new wishes say', () => {
  const s = scene()
  const daily = wishesSchema.parse({ filter: { kinds: changeKinds }, timing: { when: 'daily', at: '18:00' } })
  const row = subscribed(s, { wishes: daily })
  const message = { kind: 'test', at: '' } as const
  s.store.owe(
    [{ id: 'k', subscription: row.id, channel: 'mail', to: row.to, message, kept: true, notBefore: noon + 6 * hour }],
    noon,
  )
  change(s, row, wishesSchema.parse({ timing: { when: 'weekly', weekday: 'friday', zone: 'Europe/Berlin' } }))
  expect(s.store.nextKept()).toBe(Date.UTC(2026, 4, 22, 6))
  change(s, row, wishes)
  expect(s.store.nextKept()).toBe(noon)
})

test('what is owed while it is paused is kept, and comes when it is resumed', () => {
  const s = scene()
  const row = subscribed(s)
  pause(s, row, 'person', 'on holiday')
  expect(known(s, row.id).halt).toEqual({ kind: 'paused', by: 'person', why: 'on holiday', at: noon })
  const message = { kind: 'test', at: '' } as const
  s.store.owe(
    [{ id: 'k', subscription: row.id, channel: 'mail', to: row.to, message, kept: true, notBefore: null }],
    noon,
  )
  expect(s.store.nextKept()).toBeNull()
  s.clock.now += hour
  expect([resume(s, row), resume(s, row)]).toEqual([true, false])
  expect([known(s, row.id).halt, s.store.nextKept()]).toEqual([null, noon + hour])
})

test('whoever left is not there, and his links say so', () => {
  const s = scene()
  const row = subscribed(s)
  const token = tokenOf(s, 'leave', row)
  expect([leave(s, row, 'left'), leave(s, row, 'left')]).toEqual([true, false])
  expect(access(s, 'leave', token)).toEqual({ kind: 'left' })
  expect([change(s, row, wishes), rotateSecret(s, row), resume(s, row)]).toEqual([false, null, false])
})
