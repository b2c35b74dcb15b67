import { describe, expect, test } from 'vitest'
import { wishesSchema } from '../../src/config/wishes.ts'
import { encodeSnapshot } from '../../src/core/snapshot.ts'
import { formOf, wishesFrom } from '../../src/web/forms/wishes.ts'
import { entry } from '../core/samples.ts'
import { encoded, fields, fromOurs, openSite, owed, pathOf, post, rows, subscribed } from './forms.ts'
import { hour, noon, type Scene, scene } from './site.ts'

/** What a list of the web service holds. */
function withService(s: Scene): Scene {
  const labels = { instance: 'Worldwide', area: 'Exchange', category: 'Optimize' }
  const entries = [
    entry('mail.example.net', { line: 1, labels }),
    entry('files.example.net', { line: 2, labels: { ...labels, area: 'SharePoint' }, tab: 'US <gov>' }),
  ]
  s.files.set('printers', new Map([['endpoints.json', encodeSnapshot(entries)]]))
  return s
}

describe('the form', () => {
  test('comes in the one frame, with a place in the navigation, and loads nothing from elsewhere', async () => {
    const s = openSite()
    const page = await s.text('/subscribe')
    expect(page).toContain('<a href="/subscribe" aria-current="page">Subscribe</a>')
    expect(page).not.toMatch(/<script|style=|https?:\/\/(?!drift\.example\.org)/)
    expect(await s.text('/status')).toContain('<a href="/subscribe">Subscribe</a>')
  })

  test('names every field, and its label is its own', async () => {
    const page = await withService(openSite()).text('/subscribe')
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
    expect(new Set(ids).size).toBe(ids.length)
    const controls = [...page.matchAll(/<(?:input|select|textarea)[^>]* id="([^"]+)"/g)].map((match) => match[1])
    expect(controls.length).toBeGreaterThan(30)
    for (const id of controls)
      expect([id, page.includes(`<label for="${id}"`) || page.includes(`class="option" for="${id}"`)]).toEqual([
        id,
        true,
      ])
    for (const [, ids = ''] of page.matchAll(/aria-describedby="([^"]+)"/g))
      for (const id of ids.split(' ')) expect([id, page.includes(`id="${id}"`)]).toEqual([id, true])
    expect(page.match(/<fieldset/g)).toHaveLength(page.match(/<legend>/g)?.length ?? 0)
  })

  test('offers what the lists hold today, escaped', async () => {
    const page = await withService(openSite()).text('/subscribe')
    for (const text of [
      'Exchange',
      'SharePoint',
      'Optimize',
      'Worldwide',
      'US &lt;gov&gt;',
      'Scanners &amp; &lt;b&gt;',
    ])
      expect(page).toContain(text)
    expect(page).not.toContain('Faxes')
    expect(await openSite().text('/subscribe')).not.toContain('Service areas')
  })

  test('offers at most sixty tabs, of a page made to have thousands', async () => {
    const s = openSite()
    const entries = Array.from({ length: 3_000 }, (_, i) =>
      entry(`a${i}.example.net`, { line: i + 1, tab: `Tab ${i}` }),
    )
    s.files.set('printers', new Map([['endpoints.json', encodeSnapshot(entries)]]))
    expect((await s.text('/subscribe')).match(/name="tabs"/g)).toHaveLength(60)
  })

  test('is filled in for a list that is named', async () => {
    const s = openSite()
    expect(await s.text('/subscribe?source=printers')).toMatch(/value="printers" checked/)
    expect(await s.text('/subscribe?source=nobody')).not.toMatch(/name="sources" value="[^"]*" checked/)
  })

  test.each([
    [{ mode: 'open', email: null }, 'URL of a webhook', 'E-mail'],
    [{ mode: 'open', webhook: null }, 'E-mail address', 'URL of a webhook'],
    [{ mode: 'domains', domains: ['example.org'] }, 'Only of example.org.', 'nothing'],
  ] as const)('with sign-up %j', async (signup, there, not) => {
    const page = await openSite({ signup }).text('/subscribe')
    const [label] = /<label for="address">.*?<input/s.exec(page) ?? []
    expect(label).toContain(there)
    expect(label).not.toContain(not)
  })

  test('is not there where sign-up is closed', async () => {
    const s = scene()
    for (const answer of [await s.get('/subscribe'), await post(s, '/subscribe', fields)]) {
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('Sign-up is closed')])
    }
    expect(await s.text('/status')).not.toContain('/subscribe')
    s.store.close()
  })
})

test('whoever subscribes, confirms, changes, pauses, resumes, renews and leaves finds a page at every step', async () => {
  const s = withService(openSite())
  const asked = await post(s, '/subscribe', {
    ...fields,
    sources: 'printers',
    areas: ['Exchange'],
    when: 'daily',
    zone: 'Europe/Berlin',
    reminders: ['7', '1'],
  })
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('Look into your mailbox')])
  const confirm = pathOf(s, 'confirm')
  expect(await s.text(confirm)).toMatch(/Cloud printers[\s\S]*Exchange[\s\S]*Yes, I want them/)
  expect(rows(s)[0]?.state).toBe('pending')
  expect(await (await post(s, confirm, { do: 'confirm' })).text()).toContain('You are subscribed')
  expect(rows(s)[0]).toMatchObject({ state: 'active', wishes: { filter: { areas: ['Exchange'] }, reminders: [7, 1] } })

  const manage = pathOf(s, 'manage')
  const page = await s.text(manage)
  for (const text of [
    'ann@example.org',
    'value="printers" checked',
    'value="Exchange" checked',
    'value="Europe/Berlin" selected',
    'value="7" checked',
  ])
    expect(page).toContain(text)
  const saved = await post(s, manage, { ...fields, do: 'wishes', kinds: 'added' })
  expect([saved.status, saved.headers.get('location')]).toEqual([303, `${manage}?done=saved`])
  expect(await s.text(`${manage}?done=saved`)).toContain('Saved.')
  expect(rows(s)[0]?.wishes.filter).toEqual({ sources: [], kinds: ['added'], addresses: [] })

  expect((await post(s, manage, { do: 'pause' })).headers.get('location')).toBe(`${manage}?done=paused`)
  expect(await s.text(manage)).toMatch(/You paused it[\s\S]*>Resume</)
  await post(s, manage, { do: 'resume' })
  expect(rows(s)[0]?.halt).toBeNull()

  const renewed = (await post(s, manage, { do: 'renew' })).headers.get('location') ?? ''
  expect([renewed.startsWith(manage), (await s.get(manage)).status, (await s.get(renewed)).status]).toEqual([
    false,
    404,
    200,
  ])

  const leave = pathOf(s, 'leave')
  expect(await s.text(leave)).toContain('nothing more is sent to <strong>ann@example.org</strong>')
  expect([(await post(s, leave, { do: 'leave' })).status, rows(s)]).toEqual([200, []])
})

describe('a webhook', () => {
  const url = 'https://hooks.example.org/drift?key=sesame'

  test('shows its secret once, is challenged by a button, and shows no more of its URL than the host', async () => {
    const asked: string[] = []
    const s = openSite({
      challenge: async ({ to, secrets }) => {
        asked.push(`${to} ${secrets.join()}`)
        return asked.length === 1 ? { kind: 'unanswered', why: 'it answered 404', status: 404 } : { kind: 'answered' }
      },
    })
    const made = await (await post(s, '/subscribe', { ...fields, address: url })).text()
    const [secret = ''] = rows(s)[0]?.secrets ?? []
    const manage = pathOf(s, 'manage')
    expect(made).toContain(secret.replaceAll('+', '+'))
    expect(made).toContain(`https://drift.example.org${manage}`)
    expect(await s.text(manage)).not.toMatch(/sesame|whsec_/)
    expect(asked).toEqual([])
    const failed = await post(s, manage, { do: 'challenge' })
    expect([failed.status, await failed.text()]).toEqual([
      422,
      expect.stringContaining('Not confirmed: it answered 404.'),
    ])
    expect(rows(s)[0]?.state).toBe('pending')
    const proved = await post(s, manage, { do: 'challenge' })
    expect([proved.status, proved.headers.get('location')]).toEqual([303, `${manage}?done=confirmed`])
    expect([rows(s)[0]?.state, asked]).toEqual(['active', [`${url} ${secret}`, `${url} ${secret}`]])
    expect(owed(s)).toEqual([])
  })

  test('gets a new secret beside the old one, which is shown once, and drops the old one when told', async () => {
    const s = openSite({ challenge: async () => ({ kind: 'answered' }) })
    await post(s, '/subscribe', { ...fields, address: url })
    const manage = pathOf(s, 'manage')
    await post(s, manage, { do: 'challenge' })
    const [old = ''] = rows(s)[0]?.secrets ?? []
    const page = await (await post(s, manage, { do: 'secret' })).text()
    const [fresh = ''] = rows(s)[0]?.secrets ?? []
    expect(rows(s)[0]?.secrets).toEqual([fresh, old])
    expect([page.includes(fresh), page.includes(old), (await s.text(manage)).includes(fresh)]).toEqual([
      true,
      false,
      false,
    ])
    await post(s, manage, { do: 'drop' })
    expect(rows(s)[0]?.secrets).toEqual([fresh])
  })
})

describe('what is wrong comes back at its field, with what was typed and a summary on top', () => {
  const cases: readonly (readonly [
    name: string,
    change: Readonly<Record<string, string | readonly string[]>>,
    field: string,
  ])[] = [
    ['no address', { address: '' }, 'address'],
    ['no mail address', { address: 'ann' }, 'address'],
    ['a URL that is not https', { address: 'http://hooks.example.org/' }, 'address'],
    ['another scheme', { address: 'javascript:alert(1)' }, 'address'],
    ['no kind of change', { kinds: [] }, 'kinds'],
    ['an unknown kind', { kinds: ['added', 'exploded'] }, 'kinds'],
    ['an unknown list', { sources: ['printers', 'nobody'] }, 'sources'],
    ['a list that is retired', { sources: 'faxes' }, 'sources'],
    ['the name of a property', { sources: '__proto__' }, 'sources'],
    ['a tab that no list has', { tabs: 'Buy now at evil.example' }, 'tabs'],
    ['an area that no list has', { areas: 'constructor' }, 'areas'],
    ['an unknown kind of address', { addressKinds: 'ipv5' }, 'addressKinds'],
    ['required perhaps', { required: 'perhaps' }, 'required'],
    ['a port that is none', { ports: '443, 70000' }, 'ports'],
    ['a thousand ports', { ports: Array(1000).fill('a').join() }, 'ports'],
    ['an address with a scheme', { addresses: '*.example.com\nhttps://evil.example' }, 'addresses'],
    ['a header of mail for an address', { addresses: 'Bcc: x' }, 'addresses'],
    ['an address with a port', { addresses: 'www.example.com:443' }, 'addresses'],
    [
      'too many addresses',
      { addresses: Array.from({ length: 51 }, (_, i) => `a${i}.example`).join('\n') },
      'addresses',
    ],
    ['a huge address', { addresses: 'a'.repeat(254) }, 'addresses'],
    ['hourly', { when: 'hourly' }, 'when'],
    ['no time', { at: '25:00' }, 'at'],
    ['no day', { weekday: 'someday' }, 'weekday'],
    ['no zone', { zone: 'Mars/Olympus' }, 'zone'],
    ['an offset for a zone', { zone: '+02:00' }, 'zone'],
    ['half of the quiet hours', { 'quiet-from': '22:00' }, 'quiet-to'],
    ['quiet hours of no length', { 'quiet-from': '22:00', 'quiet-to': '22:00' }, 'quiet-to'],
    ['reminders that are not offered', { reminders: ['7', '8'] }, 'reminders'],
    ['a reminder in ages', { reminders: '99999999999' }, 'reminders'],
    ['two times', { at: ['08:00', '09:00'] }, 'at'],
    ['two zones', { zone: ['UTC', 'UTC'] }, 'zone'],
    ['two addresses', { address: ['ann@example.org', 'bob@example.org'] }, 'address'],
    ['markup in an address', { address: '"><script>alert(1)</script>@example.org' }, 'address'],
  ]
  test.each(cases)('%s', async (_, change, field) => {
    const s = openSite()
    const answer = await post(s, '/subscribe', { ...fields, ...change })
    const page = await answer.text()
    expect([answer.status, rows(s), owed(s)]).toEqual([422, [], []])
    expect(page).toMatch(/<title>Error: /)
    expect(page).toMatch(/role="alert" tabindex="-1" autofocus/)
    expect(page).toContain(`<li><a href="#${field}">`)
    expect(page).toContain(`id="${field}-why"`)
    expect(page).not.toContain('<script')
    expect(page).not.toMatch(/Invalid (input|option)|undefined|\[object/)
  })

  test('all at once, and the rest as it was typed', async () => {
    const s = openSite()
    const page = await (
      await post(s, '/subscribe', {
        ...fields,
        address: 'ann@',
        at: '9',
        kinds: ['moved'],
        addresses: '*.a.example\nhttp://b',
      })
    ).text()
    expect([...page.matchAll(/<li><a href="#([^"]+)">/g)].map((match) => match[1])).toEqual([
      'address',
      'addresses',
      'at',
    ])
    for (const text of [
      'value="ann@"',
      'value="9"',
      'value="moved" checked',
      '*.a.example\nhttp://b</textarea>',
      '<details class="more" open>',
    ])
      expect(page).toContain(text)
    expect(page).not.toMatch(/value="added" checked/)
  })

  test('on the page of a subscription too', async () => {
    const s = openSite()
    await subscribed(s)
    const answer = await post(s, pathOf(s, 'manage'), { ...fields, do: 'wishes', zone: 'Nowhere' })
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('id="zone-why"')])
    expect(rows(s)[0]?.wishes.timing.zone).toBe('UTC')
  })
})

describe('what is no form', () => {
  const form = 'application/x-www-form-urlencoded'
  test.each([
    ['JSON', 415, { 'content-type': 'application/json' }, '{}'],
    ['text, as cross-site forms may send', 415, { 'content-type': 'text/plain' }, encoded(fields)],
    ['no type', 415, { 'content-type': '' }, encoded(fields)],
    ['multipart, which only leaving takes', 415, { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
    ['more than 64 KiB', 413, { 'content-type': form }, `${encoded(fields)}&x=${'a'.repeat(65_536)}`],
    ['more fields than a form has', 413, { 'content-type': form }, `${encoded(fields)}${'&a='.repeat(3_000)}`],
    ['UTF-8 that is none', 400, { 'content-type': form }, `${encoded(fields)}&x=%ff%fe`],
  ])('%s is refused', async (_, status, type, body) => {
    const s = openSite()
    expect((await post(s, '/subscribe', body, { ...fromOurs, ...type })).status).toBe(status)
    expect([rows(s), owed(s)]).toEqual([[], []])
  })

  test('bytes that are no UTF-8 are refused', async () => {
    const s = openSite()
    expect((await post(s, '/subscribe', new Uint8Array([97, 61, 0xff, 0xfe]))).status).toBe(400)
  })

  test('a body that never says how long it is is not read past 64 KiB', async () => {
    const s = openSite()
    let given = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (stream) => {
        given += 1
        stream.enqueue(new Uint8Array(8_192).fill(97))
      },
    })
    const headers = { ...fromOurs, 'content-type': form }
    const answer = await s.app.request('/subscribe', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    expect(answer.status).toBe(413)
    expect(given).toBeLessThan(12)
  })

  test('names that programs like to send mean nothing', async () => {
    const s = openSite()
    const odd =
      '&__proto__=x&constructor[prototype]=y&sources[]=nobody&address[0]=b@example.org&kinds[0]=x&%00=a&state=active&id=_a&origin=operator'
    expect((await post(s, '/subscribe', encoded(fields) + odd)).status).toBe(200)
    expect(rows(s)).toMatchObject([{ to: 'ann@example.org', state: 'pending', origin: 'person' }])
  })
})

test('a form filled in with wishes says the same wishes', () => {
  const offered = {
    sources: [{ id: 'a', title: 'A' }],
    reminders: [7, 1, 0],
    tabs: ['T, u'],
    instances: ['W'],
    areas: ['E'],
    categories: ['O'],
  }
  const all = wishesSchema.parse({
    filter: {
      ...{
        sources: ['a'],
        kinds: ['added', 'ports'],
        addresses: ['*.a.example', '<tenant>.b.example'],
        tabs: ['T, u'],
      },
      ...{
        instances: ['W'],
        areas: ['E'],
        categories: ['O'],
        required: false,
        addressKinds: ['ipv6'],
        ports: [443, 'UDP 3478-3481'],
      },
    },
    reminders: ['7d', 0],
    timing: {
      when: 'weekly',
      at: '17:45',
      weekday: 'sunday',
      zone: 'America/New_York',
      quiet: { from: '22:00', to: '07:00' },
    },
  })
  for (const wishes of [all, wishesSchema.parse({})])
    expect(wishesFrom(formOf(wishes), offered)).toEqual({ kind: 'wishes', wishes })
})

test('what a subscription has chosen can be kept, though no list has it any more', async () => {
  const s = openSite()
  const one = await subscribed(s)
  const wishes = wishesSchema.parse({
    filter: { sources: ['old*'], tabs: ['Gone'], kinds: ['added', 'reverted'] },
    reminders: ['30d'],
  })
  s.store.setWishes(one.id, wishes, noon + hour, noon)
  const page = await s.text(pathOf(s, 'manage'))
  for (const value of ['old*', 'Gone', 'reverted', '30']) expect(page).toContain(`value="${value}" checked`)
  const saved = await post(s, pathOf(s, 'manage'), {
    ...fields,
    ...{ do: 'wishes', sources: 'old*', tabs: 'Gone', kinds: ['added', 'reverted'], reminders: '30' },
  })
  expect([saved.status, rows(s)[0]?.wishes]).toEqual([303, wishes])
})
