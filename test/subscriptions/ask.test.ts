import { describe, expect, test } from 'vitest'
import { wishesSchema } from '../../src/config/wishes.ts'
import { askByMail, askByWebhook } from '../../src/subscriptions/ask.ts'
import { newSubscription } from '../../src/subscriptions/desk.ts'
import { linkKey, tokenFor } from '../../src/subscriptions/links.ts'
import { access, confirm, pause } from '../../src/subscriptions/manage.ts'
import { hour, noon, type Scene, scene, wishes } from './desk.ts'

const day = 24 * hour
const daily = wishesSchema.parse({ timing: { when: 'daily' } })

function ask(s: Scene, to: string, over: Partial<Parameters<typeof askByMail>[1]> = {}) {
  return askByMail(s, { channel: 'mail', to, wishes, client: '203.0.113.7', ...over })
}

function askHook(s: Scene, to: string, over: Partial<Parameters<typeof askByWebhook>[1]> = {}) {
  return askByWebhook(s, { channel: 'hook', to, wishes, client: '203.0.113.7', ...over })
}

describe('whoever asks for mails', () => {
  test('waits for two days to be confirmed, and the address is asked', () => {
    const s = scene()
    expect(ask(s, ' ann@Example.ORG ')).toEqual({ kind: 'asked' })
    const [row] = s.rows()
    expect(row).toMatchObject({
      ...{ channel: 'mail', to: 'ann@example.org', state: 'pending', origin: 'person', wishes, secrets: [] },
      ...{ createdAt: noon, confirmedAt: null, expiresAt: noon + 2 * day },
    })
    expect(row?.id).toMatch(/^_[0-9a-f]{20}$/)
    expect(s.owed()).toMatchObject([
      {
        ...{ subscription: row?.id, to: 'ann@example.org' },
        message: { kind: 'confirmation', confirmation: { kind: 'new', expires: '2026-05-22T12:00:00.000Z' } },
      },
    ])
    expect([...s.store.eachSubscription()]).toEqual([])
  })

  test('again before it is confirmed changes what is asked, and the first mail confirms nothing any more', () => {
    const s = scene()
    ask(s, 'ann@example.org')
    const first = s.rows()[0]
    if (first === undefined) throw new Error('nothing was asked')
    const old = tokenFor(linkKey(s.store), 'confirm', first, first.expiresAt ?? 0)
    s.clock.now += hour
    ask(s, 'ann@example.org', { wishes: daily })
    expect(s.rows()).toMatchObject([
      { id: first.id, wishes: daily, state: 'pending', expiresAt: noon + hour + 2 * day },
    ])
    expect(access(s, 'confirm', old)).toEqual({ kind: 'none' })
    // The first was not sent yet: with the link of today it would confirm what it does not list.
    expect(s.owed()).toMatchObject([{ message: { confirmation: { expires: '2026-05-22T13:00:00.000Z' } } }])
    expect(s.store.deliveries({ state: 'refused', limit: 9 })).toMatchObject([
      { subscription: first.id, last: 'asked again since' },
    ])
    expect(s.store.retry('all', s.now())).toBe(0)
  })

  test('where the address is subscribed gets its links, and changes nothing', () => {
    const s = scene()
    ask(s, 'ann@example.org')
    const [row] = s.rows()
    if (row === undefined) throw new Error('nothing was asked')
    confirm(s, row)
    const before = s.rows()
    expect(ask(s, 'ann@example.org', { wishes: daily })).toEqual({ kind: 'asked' })
    expect(s.rows()).toEqual(before)
    expect(s.owed()[0]).toMatchObject({
      subscription: row.id,
      message: { confirmation: { kind: 'known', expires: null } },
    })
  })

  test('where the subscription is paused gets its links all the same', () => {
    const s = scene()
    s.store.subscribe(
      [{ ...newSubscription(s, { channel: 'mail', to: 'ann@example.org', wishes }), state: 'active' }],
      [],
      noon,
    )
    const [row] = s.rows()
    if (row === undefined) throw new Error('nobody is subscribed')
    pause(s, row, 'person', 'paused')
    ask(s, 'ann@example.org')
    expect(s.owed()).toMatchObject([{ subscription: row.id, message: { confirmation: { kind: 'known' } } }])
  })

  test('puts no words of his own into the mail of somebody else', () => {
    const s = scene()
    const addresses = ['buy.evil.example', '*.evil.example']
    ask(s, 'ann@example.org', { wishes: wishesSchema.parse({ filter: { addresses } }) })
    const text = JSON.stringify(s.owed()[0]?.message)
    expect(text).toContain('2 patterns')
    expect(text).not.toContain('evil')
  })

  test.each([
    ['no at', 'ann.example.org'],
    ['nobody', '@example.org'],
    ['no domain', 'ann@'],
    ['a domain without a dot', 'root@localhost'],
    ['an IP address', 'ann@127.0.0.1'],
    ['an IP address in brackets', 'ann@[127.0.0.1]'],
    ['two addresses', 'ann@example.org,bob@example.org'],
    ['two at', 'ann@evil@example.org'],
    ['a name', 'Ann <ann@example.org>'],
    ['a line end', 'ann@example.org\r\nBcc: bob@example.org'],
    ['a line end before the at', 'ann\r\nBcc: x@example.org'],
    ['a bare line feed', 'ann@example.org\nSubject: x'],
    ['NUL', 'ann\0@example.org'],
    ['a tab', 'ann\t@example.org'],
    ['the separators of Unicode', 'ann\u2028@example.org'],
    ['a comma in clothes', 'ann@example.org\uff0cbob@example.org'],
    ['quotes', '"ann"@example.org'],
    ['a space', 'an n@example.org'],
    ['too long', `${'a'.repeat(65)}@example.org`],
    ['much too long', `ann@${'a.'.repeat(5000)}org`],
    ['an empty label', 'ann@example..org'],
    ['a path', 'ann@example.org/../x'],
    ['a port', 'ann@example.org:25'],
    ['a query', 'ann@example.org?x'],
    ['percent signs', 'ann@%65xample.org'],
  ])('with %s is told so, and no mail is owed', (_, to) => {
    const s = scene()
    expect(ask(s, to)).toMatchObject({ kind: 'fault' })
    expect([s.rows(), s.owed()]).toEqual([[], []])
  })

  test.each([
    ['jürgen@bücher.example', 'jürgen@xn--bcher-kva.example'],
    ["o'brien+drift@example.org", "o'brien+drift@example.org"],
    ['ann@EXAMPLE.org', 'ann@example.org'],
  ])('%s is written to as %s', (to, stored) => {
    const s = scene()
    expect(ask(s, to)).toEqual({ kind: 'asked' })
    expect(s.rows()[0]?.to).toBe(stored)
  })
})

describe('limits', () => {
  test('one address gets three mails, and one more eight hours later; who asks cannot tell', () => {
    const s = scene()
    const spellings = [
      'ann@example.org',
      'Ann@example.org',
      'ann+a@example.org',
      'ann+b@example.org',
      'ann@example.org',
    ]
    const answers = spellings.map((to, i) => ask(s, to, { client: `203.0.113.${i}` }))
    expect(answers).toEqual(spellings.map(() => ({ kind: 'asked' })))
    expect(s.owed()).toHaveLength(3)
    s.clock.now += 8 * hour
    for (let i = 0; i < 3; i += 1) ask(s, 'ann@example.org', { client: `198.51.100.${i}` })
    expect(s.store.deliveries({ limit: 9 })).toHaveLength(4)
  })

  test.each([
    ['gmail.com', 'a.nn@gmail.com', 'ANN@googlemail.com', 'a.n.n+x@Gmail.com', 'an.n@gmail.com'],
    ['another provider', 'ann@example.org', 'ann@example.net', 'a.nn@example.org', 'ann@gmail.com.example.org'],
  ])('spellings of one mailbox at %s count as one address', (provider, ...spellings) => {
    const s = scene()
    for (const [i, to] of spellings.entries()) ask(s, to, { client: `203.0.113.${i}` })
    // Of a mailbox there are three mails, whatever it is called.
    expect(s.store.deliveries({ limit: 9 })).toHaveLength(provider === 'gmail.com' ? 3 : 4)
  })

  test('one client asks ten times, and six minutes later once more', () => {
    const s = scene()
    const asked = Array.from({ length: 12 }, (_, i) => ask(s, `a${i}@example.org`).kind)
    expect(asked).toEqual([...Array(10).fill('asked'), 'limited', 'limited'])
    expect(ask(s, 'b@example.org', { client: '203.0.113.8' }).kind).toBe('asked')
    s.clock.now += hour / 10
    expect([ask(s, 'c@example.org').kind, ask(s, 'd@example.org').kind]).toEqual(['asked', 'limited'])
    expect(s.owed()).toHaveLength(12)
  })

  test('a household with IPv6 is one client', () => {
    const s = scene()
    const asked = Array.from(
      { length: 11 },
      (_, i) => ask(s, `a${i}@example.org`, { client: `2001:db8:1:2::${i}` }).kind,
    )
    expect(asked.at(-1)).toBe('limited')
    expect(ask(s, 'b@example.org', { client: '2001:db8:1:3::1' }).kind).toBe('asked')
  })

  test('all clients together ask a thousand times an hour', () => {
    const s = scene()
    let asked = 0
    for (let i = 0; i < 1_100; i += 1)
      if (ask(s, `a${i}@example.org`, { client: `10.0.${i >> 8}.${i & 255}` }).kind === 'asked') asked += 1
    expect(asked).toBe(1_000)
  })

  test('what is wrong is not counted', () => {
    const s = scene()
    for (let i = 0; i < 20; i += 1) ask(s, 'nonsense')
    expect(ask(s, 'ann@example.org').kind).toBe('asked')
  })

  test('neither addresses nor clients are stored with the counts', () => {
    const s = scene()
    const keys: string[] = []
    const store = {
      ...s.store,
      allow: (key: string, ...rest: [{ burst: number; every: number }, number]) =>
        keys.push(key) > 0 && s.store.allow(key, ...rest),
    }
    ask({ ...s, store }, 'ann@example.org')
    expect(keys).toHaveLength(3)
    expect(keys.join()).not.toMatch(/ann|example|203/)
  })
})

describe('certain domains', () => {
  const some = { mode: 'domains', domains: ['example.org', '*.example.net', 'xn--bcher-kva.example'] } as const
  test.each([
    ['ann@example.org', 'asked'],
    ['ann@EXAMPLE.ORG', 'asked'],
    ['ann@mail.example.net', 'asked'],
    ['ann@bücher.example', 'asked'],
    ['ann@example.net', 'fault'],
    ['ann@mail.example.org', 'fault'],
    ['ann@evilexample.org', 'fault'],
    ['ann@evilexample.net', 'fault'],
    ['ann@example.org.evil.example', 'fault'],
    ['ann@example.org@evil.example', 'fault'],
  ])('%s: %s', (to, kind) => {
    expect(ask(scene({ signup: some }), to).kind).toBe(kind)
  })
  test.each([
    ['https://example.org/drift', 'made'],
    ['https://example.org./drift', 'made'],
    ['https://hooks.example.net/drift', 'made'],
    ['https://example.net/drift', 'fault'],
    ['https://evil.example/example.org', 'fault'],
    ['https://example.org.evil.example/', 'fault'],
    ['https://example.org@evil.example/', 'fault'],
  ])('%s: %s', (to, kind) => {
    expect(askHook(scene({ signup: some }), to).kind).toBe(kind)
  })
})

describe('whoever asks for webhooks', () => {
  test('gets a secret of his own, and nothing is sent', () => {
    const s = scene()
    const made = askHook(s, 'https://hooks.example.org/drift')
    if (made.kind !== 'made') throw new Error(made.kind)
    const [secret = ''] = made.subscription.secrets
    expect(secret).toMatch(/^whsec_/)
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32)
    expect(s.rows()).toMatchObject([{ to: 'https://hooks.example.org/drift', state: 'pending', secrets: [secret] }])
    expect([s.owed(), s.challenged]).toEqual([[], []])
  })

  test('of a URL that others asked for too gets another secret, and takes theirs from nobody', () => {
    const s = scene()
    const made = [1, 2].map(() => askHook(s, 'https://hooks.example.org/drift'))
    expect(s.rows()).toHaveLength(2)
    expect(new Set(s.rows().flatMap(({ secrets }) => secrets)).size).toBe(2)
    expect(made.map(({ kind }) => kind)).toEqual(['made', 'made'])
  })

  test('of one host, whatever its URLs, is limited', () => {
    const s = scene()
    const kinds = Array.from(
      { length: 25 },
      (_, i) => askHook(s, `https://Hooks.example.org:${2000 + i}/${i}`, { client: `10.0.0.${i}` }).kind,
    )
    expect(kinds.filter((kind) => kind === 'made')).toHaveLength(20)
    expect(askHook(s, 'https://other.example.org/', { client: '10.0.1.1' }).kind).toBe('made')
  })

  test('is told what is wrong with a URL, without what only an operator could do', () => {
    const s = scene()
    for (const to of ['http://hooks.example.org/', 'https://10.0.0.1/', 'https://localhost/', 'hooks.example.org']) {
      const asked = askHook(s, to)
      expect([to, asked.kind]).toEqual([to, 'fault'])
      expect(JSON.stringify(asked)).not.toMatch(/allow/)
    }
    expect(s.rows()).toEqual([])
  })
})
