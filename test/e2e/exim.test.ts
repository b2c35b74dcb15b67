import type { Email } from 'postal-mime'
import { afterEach, describe, expect, test } from 'vitest'
import { whyNoExim } from './exim.ts'
import { newPost, type Started, title } from './post.ts'
import { running } from './running.ts'

const why = whyNoExim()
if (why !== null) console.warn(`Nothing is sent through a real mail server: ${why}.`)

const opened: Started[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

const header = (mail: Email | undefined, name: string) => mail?.headers.find(({ key }) => key === name)?.value
const addressesIn = (text: string | undefined) => [...new Set(text?.match(/[\w-]+(?=\.skyhost\.net)/g))].sort()
/** As a person sees it: without style sheet, tags and the marks that keep mail programs from making links. */
const seen = (html: string | undefined) =>
  html?.replace(/<style>.*?<\/style>|<[^>]*>/gs, '').replace(/&#8203;|&zwnj;|\u200b/g, '')
const lineOf = (csv: string) => csv.trimEnd().split('\r\n')

describe.skipIf(why !== null)('through a real mail server', () => {
  test('a change arrives with every header in order, and says the same as text and as HTML', async () => {
    const post = await newPost(opened, { mechanisms: ['PLAIN'] })
    const [local, domain] = ['j\u00fcrgen', 'b\u00fccher.example.org']
    for (const name of [local, 'ann']) await post.subscribe(`${name}@${domain}`)
    await post.publish('new.skyhost.net', 'other.skyhost.net')
    // RFC 6531 where the name before the @ needs it; else what every server understands.
    expect(await post.delivered('ann@xn--bcher-kva.example.org')).toHaveLength(1)
    const [mail, ...repeats] = await post.delivered(`${local}@${domain}`)
    expect(repeats).toEqual([])
    expect(mail?.from).toMatchObject({ name: 'D\u00e4monische \u00c4nderungen', address: 'drift@example.org' })
    expect(mail?.to).toMatchObject([{ address: `${local}@${domain}` }])
    expect(mail?.subject).toBe(`${title}: 2 added`)
    expect(Math.abs(Date.now() - Date.parse(mail?.date ?? ''))).toBeLessThan(120_000)
    const ids = (await post.json('deliveries')).map(({ id }) => `<${id}@example.org>`)
    expect(ids).toContain(mail?.messageId)
    expect(header(mail, 'list-id')).toMatch(/<desktop\.[\w.-]+\.example\.org>$/)
    expect(header(mail, 'list-unsubscribe')).toMatch(/^<http:\/\/127\.0\.0\.1:\d+\/leave\/[\w.]+>$/)
    expect(header(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(header(mail, 'auto-submitted')).toBe('auto-generated')
    expect(header(mail, 'mime-version')).toBe('1.0')
    expect(addressesIn(mail?.text)).toEqual(['new', 'other'])
    expect(addressesIn(seen(mail?.html))).toEqual(['new', 'other'])
    for (const body of [mail?.text, seen(mail?.html)]) {
      expect(body).toContain(title)
      expect(body).not.toMatch(/\ufffd|=[0-9A-F]{2}|\u00c3/)
    }
    const taken = post.exim
      .log()
      .flatMap((line) => / <= .* P=(\S+) X=(\S+?):.* A=(\S+)/.exec(line)?.slice(1).join(' ') ?? [])
    const safely = 'TLS1.3 plain:drift@example.org'
    expect(taken.sort()).toEqual([`esmtpsa ${safely}`, `utf8esmtpsa ${safely}`])
  })

  test('no encoded word of a header is longer than 75 characters (RFC 2047, 2)', async () => {
    const post = await newPost(opened)
    await post.subscribe('ann@example.org')
    await post.publish('x.skyhost.net')
    const [mail] = await post.exim.mails()
    const [head = ''] = mail?.raw.toString().split('\n\n') ?? []
    const words = head.match(/=\?UTF-8\?[QB]\?[^?\s]*\?=/gi) ?? []
    expect(words.length).toBeGreaterThan(2)
    expect(words.filter(({ length }) => length > 75)).toEqual([])
  })

  test('a change that is too large for a mail comes whole, as an attached table', async () => {
    const post = await newPost(opened, { mechanisms: ['LOGIN'] })
    await post.subscribe('ann@example.org')
    const many = Array.from({ length: 300 }, (_, i) => `n${i}.skyhost.net`)
    await post.publish(...many)
    const [mail] = await post.delivered('ann@example.org')
    expect(mail?.subject).toContain('300 added')
    expect(mail?.attachments).toMatchObject([
      { mimeType: 'text/csv', filename: 'changes.csv', disposition: 'attachment' },
    ])
    const content = mail?.attachments[0]?.content
    const [, ...rows] = lineOf(new TextDecoder().decode(content instanceof ArrayBuffer ? content : undefined))
    expect(rows.map((row) => row.split(',')[1]).sort()).toEqual([...many].sort())
    const shown = addressesIn(mail?.text)
    expect(addressesIn(seen(mail?.html))).toEqual(shown)
    expect(shown.length).toBeGreaterThan(50)
    expect([mail?.text, seen(mail?.html)]).toEqual([
      expect.stringContaining(`${300 - shown.length} more`),
      expect.stringContaining(`${300 - shown.length} more`),
    ])
  })

  test('one click on the link in the header ends a subscription for good, and only that one', async () => {
    const post = await newPost(opened)
    for (const name of ['leaves', 'stays']) await post.subscribe(`${name}@example.org`)
    await post.publish('x.skyhost.net')
    const [mail] = await post.delivered('leaves@example.org')
    const link = /<(.*)>/.exec(header(mail, 'list-unsubscribe') ?? '')?.[1] ?? ''
    const program = await running(post.world, post.front)
    opened.push({ close: program.stop })
    // What a scanner does on its way through the mail server.
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(200)
    expect(await post.json('subscriptions', 'list')).toHaveLength(2)
    const oneClick = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'manual',
      credentials: 'omit',
    })
    expect(oneClick.status).toBe(200)
    expect(await program.stop()).toBe(0)
    expect(await post.json('subscriptions', 'list')).toHaveLength(1)
    await post.publish('x.skyhost.net', 'y.skyhost.net')
    expect((await post.delivered('leaves@example.org')).map(({ subject }) => subject)).toHaveLength(1)
    expect((await post.delivered('stays@example.org')).map(({ text }) => addressesIn(text))).toEqual([['x'], ['y']])
  })

  test.each([
    ['a wrong password', { password: 'wrong' }, /535/],
    ['an authority that did not sign the certificate', 'strange', /certificate|signature/i],
  ] as const)('%s sends nothing, loses nothing, and is made good by the right one', async (_, wrong, answer) => {
    const post = await newPost(opened)
    await post.subscribe('ann@example.org')
    post.configure(wrong === 'strange' ? { ca: post.exim.strangeCa } : wrong)
    await post.publish('x.skyhost.net')
    expect(await post.exim.mails()).toEqual([])
    expect(post.exim.log().filter((line) => / <= |MAIL|RCPT/.test(line.replace('no MAIL in', '')))).toEqual([])
    const [waiting] = await post.owed()
    expect(waiting).toMatchObject({ state: 'retrying', attempts: 1, last: expect.stringMatching(answer) })
    expect(JSON.stringify(waiting)).not.toContain(post.exim.password)

    post.configure()
    await post.world.cli(['deliveries', 'retry', String(waiting?.id)])
    await post.publish('x.skyhost.net')
    expect((await post.delivered('ann@example.org')).map(({ messageId }) => messageId)).toEqual([
      `<${waiting?.id}@example.org>`,
    ])
  })

  test('each recipient is answered by itself; one that is not there twice is stopped, and the operator hears of it', async () => {
    const post = await newPost(opened)
    for (const name of ['ann', 'gone', 'busy', 'blocked']) await post.subscribe(`${name}@example.org`)
    await post.publish('x.skyhost.net')
    const states = (await post.owed()).map(({ to, state }) => `${to} ${state}`)
    expect(states.sort()).toEqual([
      'ann@example.org delivered',
      'blocked@example.org refused',
      'busy@example.org retrying',
      'gone@example.org retrying',
    ])

    await post.publish('x.skyhost.net', 'y.skyhost.net')
    const all = await post.json('subscriptions', 'list')
    expect(all.map(({ state }) => state).sort()).toEqual(['active', 'active', 'active', 'stopped'])
    await post.publish('x.skyhost.net', 'y.skyhost.net', 'z.skyhost.net')
    expect(post.exim.log().filter((line) => line.includes('rejected RCPT <gone@'))).toHaveLength(2)
    expect((await post.delivered('ann@example.org')).map(({ text }) => addressesIn(text))).toEqual([
      ['x'],
      ['y'],
      ['z'],
    ])
    const heard = (await post.delivered('ops@example.org')).filter(({ text }) => text?.includes('is stopped'))
    expect(heard.map(({ text }) => text)).toEqual([expect.stringContaining('no such mailbox')])
  })

  test.each([
    ['with its table', 130_000, ['delivered', 'delivered']],
    ['in itself', 50_000, ['delivered', 'refused']],
  ])('a mail that is larger %s than the server takes keeps back no other', async (_, limit, states) => {
    const post = await newPost(opened, { limit })
    await post.subscribe('ann@example.org')
    const many = Array.from({ length: 300 }, (_, i) => `n${i}.skyhost.net`)
    await post.publish(...many)
    await post.publish(...many, 'small.skyhost.net')
    expect((await post.owed()).map(({ state }) => state).sort()).toEqual(states)
    const mails = await post.delivered('ann@example.org')
    expect(mails.filter(({ text }) => addressesIn(text).join() === 'small')).toHaveLength(1)
    const [cut] = mails.filter(({ subject }) => subject?.includes('300 added'))
    expect(cut === undefined).toBe(states.includes('refused'))
    expect(cut?.attachments ?? []).toEqual([])
    if (cut !== undefined) expect(cut.text).toMatch(new RegExp(`more.*${post.front.origin}/changes/`, 's'))
  })
})
