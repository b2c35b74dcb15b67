import { describe, expect, test } from 'vitest'
import type { WithStanding } from '../../src/store/subscription.ts'
import { askByMail } from '../../src/subscriptions/ask.ts'
import { newSecret, newSubscription } from '../../src/subscriptions/desk.ts'
import { linkKey, type Purpose, tokenFor } from '../../src/subscriptions/links.ts'
import { access, leave } from '../../src/subscriptions/manage.ts'
import { renewLinks } from '../../src/subscriptions/renew.ts'
import { hour, type Scene, scene, wishes } from './desk.ts'

function subscribed(s: Scene, over: Partial<WithStanding> = {}): WithStanding {
  const made = newSubscription(s, { channel: 'mail', to: 'ann@example.org', wishes })
  s.store.subscribe([{ ...made, state: 'active', expiresAt: null, ...over }], [], s.now())
  return now(s, made.id)
}

function now(s: Scene, id: string): WithStanding {
  const found = s.store.subscription(id)
  if (found === null) throw new Error('there is no such subscription')
  return found
}

function opens(s: Scene, purpose: Purpose, subscription: WithStanding): string {
  return access(s, purpose, tokenFor(linkKey(s.store), purpose, subscription)).kind
}

const renewed = { to: 'ann@example.org', message: { confirmation: { kind: 'renewed', expires: null } } }

describe('making new links', () => {
  test('ends the earlier ones, and the address gets the new ones in a mail that says so', () => {
    const s = scene()
    const row = subscribed(s)
    expect(renewLinks(s, row)).toMatchObject({ kind: 'renewed', subscription: { generation: row.generation + 1 } })
    for (const purpose of ['manage', 'leave'] as const)
      expect([opens(s, purpose, row), opens(s, purpose, now(s, row.id))]).toEqual(['none', 'open'])
    expect(s.owed()).toMatchObject([{ subscription: row.id, ...renewed }])
  })

  test('is told also when strangers have used up the mails to the address', () => {
    const s = scene()
    const row = subscribed(s)
    for (let i = 0; i < 5; i += 1) askByMail(s, { channel: 'mail', to: row.to, wishes, client: null })
    expect(s.owed()).toHaveLength(3)
    renewLinks(s, row)
    expect(s.owed().filter(({ message }) => JSON.stringify(message).includes('"renewed"'))).toMatchObject([renewed])
  })

  test('works five times and then once an hour, and changes nothing where no mail could tell of it', () => {
    const s = scene()
    const row = subscribed(s)
    const other = subscribed(s, { to: 'ben@example.org' })
    const kinds = [1, 2, 3, 4, 5, 6].map(() => renewLinks(s, now(s, row.id)).kind)
    expect(kinds).toEqual([...Array(5).fill('renewed'), 'limited'])
    expect([now(s, row.id).generation, s.owed().length]).toEqual([row.generation + 5, 5])
    expect(renewLinks(s, other).kind).toBe('renewed')
    s.clock.now += hour
    expect([renewLinks(s, now(s, row.id)).kind, renewLinks(s, now(s, row.id)).kind]).toEqual(['renewed', 'limited'])
  })

  test('of a webhook sends no mail', () => {
    const s = scene()
    const row = subscribed(s, { channel: 'hook', to: 'https://hooks.example.org/drift', secrets: [newSecret(s)] })
    expect(renewLinks(s, row)).toMatchObject({ kind: 'renewed', subscription: { generation: row.generation + 1 } })
    expect(s.owed()).toEqual([])
  })

  test('is not for whoever left', () => {
    const s = scene()
    const row = subscribed(s)
    leave(s, row, 'left')
    expect([renewLinks(s, row), s.owed()]).toEqual([{ kind: 'left' }, []])
  })
})
