import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, onTestFinished, test } from 'vitest'
import { colours } from '../../src/web/look/style.ts'
import { body } from '../store/samples.ts'
import { changeSet, hour, minute, noon, oneOfEach, printerFiles, printers, publish, type Scene, scene } from './site.ts'

function site(given: Parameters<typeof scene>[0] = {}): Scene {
  const made = scene(given)
  onTestFinished(made.store.close)
  return made
}

/** Text as a person reads it. */
function read(page: string): string {
  const bare = page.replace(/<head>.*?<\/head>/s, '').replace(/<[^>]*>/g, ' ')
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return bare.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => named[name] ?? '').replace(/\s+/g, ' ')
}

function hold(s: Scene): void {
  const reasons = ['6 of 8 endpoints are gone', 'ask bob@example.org <script>']
  s.store.hold({ source: 'scanners', since: noon - hour, digest: 'd', state: '', reasons, body: body('x') })
}

describe('status', () => {
  test('says of each list when it was verified and since when nothing changed, red when stale, history apart', async () => {
    const s = site()
    publish(s.store, changeSet('one', oneOfEach), noon - 9 * 24 * hour)
    s.store.verified([{ id: 'printers' }], noon - 40 * minute)
    s.store.verified([{ id: 'scanners' }], noon - 27 * hour)
    s.store.failed('scanners', noon - hour, noon + 2 * hour)
    const page = await s.text('/status')
    const said = read(page)
    expect(said).toContain('1 of 2 lists not verified in time.')
    expect(said).toContain('Cloud printers fresh Last verified 40 minutes ago, unchanged since 3 May.')
    expect(said).toContain('Scanners & <b>more</b> stale Last verified 1 day ago, no change seen yet.')
    expect(said).toContain('1 check failed in a row; asked again in 2 hours.')
    expect(said).toMatch(/History.*Faxes retired Since 2024-07-31, history only; see scanners\./)
    expect(page).toMatch(/<li class="card bad"><div class="top"><h3><a href="\/sources\/scanners">/)
  })

  test('a held reading is shown with its reasons and what to do, trouble with its next step, both without addresses of people', async () => {
    const s = site()
    s.store.verified([{ id: 'printers' }, { id: 'scanners' }], noon - minute)
    hold(s)
    const fault = {
      code: 'not-delivered',
      place: 'channel mail',
      why: '550 no such user amy@example.org',
      next: 'Try `test-channel mail`',
    }
    const alert = {
      id: 'a',
      state: 'begins' as const,
      fault,
      since: '2026-05-20T11:00:00.000Z',
      at: '2026-05-20T11:00:00.000Z',
    }
    s.store.alert('channel mail', fault, alert, [], noon)
    const page = await s.text('/status')
    const said = read(page)
    expect(said).toContain('1 reading held for a person to look at. What to do')
    expect(said).toContain(
      'held since 20 May 2026 at 11:00 UTC ; the last good one stays, and nobody was told. 6 of 8 endpoints are gone',
    )
    expect(said).toContain('run endpoint-drift accept scanners .')
    expect(page).not.toContain('<script')
    expect(page + (await s.text('/status.json'))).not.toMatch(/amy@|bob@example/)
  })

  test('nobody reads there what a receiver said, nor which subscriptions are stopped', async () => {
    const s = site()
    const since = '2026-05-20T11:00:00.000Z'
    for (const [place, code, why] of [
      ['channel mail', 'not-delivered', 'the receiver answered 500: write to our new desk at evil.example'],
      ['channel mail (given up)', 'given-up', '550 evil.example'],
      ['subscriptions', 'halted', '_r4nd0m is stopped: 410 evil.example'],
      ['printers (moved)', 'moved', 'the list has moved to docs.example.org, says amy@example.org'],
    ] as const) {
      const fault = { code, place, why, next: `Look at ${place}` }
      s.store.alert(place, fault, { id: place, state: 'begins', fault, since, at: since }, [], noon)
    }
    const page = await s.text('/status')
    expect(page + (await s.text('/status.json'))).not.toMatch(/evil|_r4nd0m|amy@/)
    const said = read(page)
    for (const code of ['channel mail not-delivered', 'channel mail (given up) given-up', 'subscriptions halted'])
      expect(said).toContain(`${code} Some messages could not be delivered. Next: Operators know more.`)
    expect(said).toContain('moved The list has moved to docs.example.org, says ***@example.org Next: Look at printers')
  })

  test('when all is well it says so', async () => {
    const s = site()
    s.store.verified([{ id: 'printers' }, { id: 'scanners' }], noon - minute)
    expect(read(await s.text('/status'))).toContain('All 2 lists are verified, and nothing is open.')
  })

  test('programs get the same with times', async () => {
    const s = site()
    s.store.verified([{ id: 'printers' }], noon - 40 * minute)
    hold(s)
    const answer = await s.get('/status.json')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await answer.json()).toMatchObject({
      sources: [
        { source: 'printers', state: 'fresh', verifiedAt: '2026-05-20T11:20:00.000Z', changedAt: null, held: null },
        {
          source: 'scanners',
          state: 'held',
          held: { since: '2026-05-20T11:00:00.000Z', reasons: ['6 of 8 endpoints are gone', expect.any(String)] },
        },
        { source: 'faxes', state: 'retired' },
      ],
      trouble: [],
    })
  })
})

describe('changes', () => {
  function many(s: Scene, count: number): void {
    for (let n = 1; n <= count; n += 1) {
      const id = n % 2 === 0 ? 'printers' : 'scanners'
      const label = { id, title: id, page: 'https://docs.example.org/p' }
      publish(s.store, changeSet(`set-${n}`, oneOfEach.slice(0, 1), { source: label }), noon + n)
    }
  }
  const idsOn = (page: string) => [...page.matchAll(/href="\/changes\/(set-\d+)"/g)].map((match) => match[1])

  test.each([
    ['', 60, (n: number) => `set-${60 - n}`],
    ['source=printers', 30, (n: number) => `set-${60 - 2 * n}`],
  ])('following "Older" from /changes?%s meets each of %d once, newest first', async (query, count, nth) => {
    const s = site()
    many(s, 60)
    const met: (string | undefined)[] = []
    let next: string | undefined = `/changes?${query}`
    for (let pages = 0; next !== undefined && pages < 9; pages += 1) {
      const page = await s.text(next)
      met.push(...idsOn(page))
      next = /<a href="([^"]*)" rel="next">Older/.exec(page)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(met).toEqual(Array.from({ length: count }, (_, n) => nth(n)))
  })

  test('before there is any it says why', async () => {
    expect(read(await site().text('/changes'))).toContain('Nothing has changed since watching began.')
  })

  test('one page for each change set: every kind with section, tab, ports, line, wording; commit; the list; lists to copy', async () => {
    const s = site()
    publish(s.store, changeSet('one', oneOfEach), noon)
    const page = await s.text('/changes/one')
    const said = read(page)
    for (const text of [
      'Cloud printers 1 added 1 removed 1 changed 1 moved 1 reworded seen 3 May 2026 at 08:17 UTC',
      'Date on the page 05/01/2026 Commit c0ffee-one Before beef',
      'Added 1 New on the list: allow these. + *.new.example.net Session hosts / Azure · Public cloud TCP 443 line 29 Jobs & "queues"',
      'Removed 1 Gone from the list: these may be closed. − old.example.net Session hosts / Azure · Public cloud TCP 443 · required line 30',
      'ports.example.net was Session hosts / Azure · Public cloud TCP 443 line 29 now Session hosts / Azure · Public cloud TCP 443, 8443 line 31',
      '192.0.2.0/24 was Session hosts / Azure · Public cloud TCP 443 line 29 now Elsewhere · Public cloud TCP 443 line 29',
      'Added names (1) *.new.example.net',
      'Removed names (1) old.example.net',
    ])
      expect(said).toContain(text)
    expect(page).toContain('<a href="https://docs.example.org/printers" rel="noreferrer">')
    expect(page).toMatch(/<textarea id="copy-0" readonly[^>]*>\n\*\.new\.example\.net<\/textarea>/)
  })

  test('the same as JSON is what webhooks carry', async () => {
    const s = site()
    publish(s.store, changeSet('one', oneOfEach), noon)
    expect(await (await s.get('/changes/one.json')).json()).toMatchObject({
      changeSet: 'one',
      added: ['*.new.example.net'],
      removed: ['old.example.net'],
      counts: { added: 1, reworded: 1 },
    })
  })

  test('what a page of the outside says is text, and a page that is no web address is no link', async () => {
    const s = site()
    const hostile = '<img src=x onerror=alert(1)>\u202e"\'`'
    const change = {
      ...oneOfEach[0]!,
      address: `${hostile}.example.net`,
      after: [{ ...oneOfEach[0]!.after[0]!, service: hostile, section: [hostile], tab: hostile }],
    }
    const label = { id: 'printers', title: hostile, page: 'javascript:alert(1)' }
    publish(s.store, changeSet('one', [change], { source: label, pageDate: hostile, commit: hostile }), noon)
    for (const path of ['/changes/one', '/changes', '/feed.atom']) {
      const answer = await s.text(path)
      expect(answer).not.toMatch(/<img|\u202e|href="javascript/i)
      expect(answer).toContain('lt;img')
    }
    const { items } = JSON.parse(await s.text('/feed.json'))
    expect(items[0].content_html).not.toMatch(/<img|\u202e|href="javascript/i)
    expect(items[0]).not.toHaveProperty('external_url')
  })
})

describe('lists', () => {
  function listed(): Scene {
    const s = site()
    s.files.set('printers', printerFiles)
    publish(s.store, changeSet('one', oneOfEach), noon, printers)
    return s
  }

  test('shows what was last published, with lines', async () => {
    const said = read(await listed().text('/sources/printers'))
    expect(said).toContain('3 entries')
    expect(said).toContain('*.print.example.net Printing TCP 443 line 12')
    expect(said).toContain('jobs.example.net Printing line 13 Print jobs')
  })

  test('without anything published, what git has at HEAD counts: a list that is history', async () => {
    const s = site()
    s.files.set('faxes', printerFiles)
    expect(read(await s.text('/sources/faxes'))).toContain('3 entries')
    expect(read(await s.text('/sources/scanners'))).toContain('Nothing has been read of this list yet.')
  })

  test.each([
    ['jobs.example.net', 'jobs.example.net is listed.'],
    ['https://JOBS.example.net:443/path?x=1', 'jobs.example.net is listed.'],
    [
      'a.b.print.example.net',
      'a.b.print.example.net is not listed by itself; it is let through by *.print.example.net .',
    ],
    ['print.example.net', 'print.example.net is not on this list, and no entry of it lets it through.'],
    ['192.0.2.77', '192.0.2.77 is not listed by itself; it is let through by 192.0.2.0/24 .'],
    ['192.0.3.1', '192.0.3.1 is not on this list'],
    ['192.0.0.0/16', 'Part of what was asked for 1 192.0.2.0/24'],
    ['print JOBS', '“print JOBS” is no host or address. 1 entry holds these words.'],
    ['<script>"', '“<script>"” is no host or address. 0 entries hold these words.'],
  ])('asked for %s it answers', async (question, answer) => {
    const page = await listed().text(`/sources/printers?q=${encodeURIComponent(question)}`)
    expect(read(page)).toContain(answer)
    expect(page).not.toContain('<script')
  })

  test('one question goes to every watched list', async () => {
    const said = read(await listed().text('/lookup?q=jobs.example.net'))
    expect(said).toMatch(
      /Cloud printers jobs\.example\.net is listed\..*Scanners .* Nothing has been read of this list yet\./,
    )
    expect(said).not.toContain('Faxes')
  })

  test('a list is decoded once for each commit, and a new commit is seen', async () => {
    const s = listed()
    expect(read(await s.text('/sources/printers'))).toContain('3 entries')
    s.files.clear()
    expect(read(await s.text('/sources/printers'))).toContain('line 12')
    publish(s.store, changeSet('two', oneOfEach), noon, printers.slice(1))
    expect(read(await s.text('/sources/printers'))).toContain('2 entries')
  })
})

describe('every page', () => {
  const pages = [
    '/status',
    '/changes',
    '/changes/one',
    '/sources/printers',
    '/sources/printers?q=a.example.net',
    '/lookup?q=x',
    '/nowhere',
  ]

  test.each(pages)(
    '%s is well-formed, has landmarks, a language, one heading of the first rank and a name for each control',
    async (path) => {
      const s = site()
      publish(s.store, changeSet('one', oneOfEach), noon, printers)
      const page = await s.text(path)
      const xhtml = page
        .replace(/^<!doctype html>\n/, '')
        .replace(/<(meta|link|input)\b([^>]*)>/g, '<$1$2/>')
        .replace(/\b(readonly)(?=[\s>])/g, 'readonly=""')
      expect(XMLValidator.validate(xhtml)).toBe(true)
      expect(page).toContain('<html lang="en">')
      for (const one of ['<h1', '<main id="main"', '<header>', '<footer>', '<nav aria-label="Main">', '<title>'])
        expect([one, page.split(one).length - 1]).toEqual([one, 1])
      for (const [, id] of page.matchAll(/<(?:input|textarea) id="([^"]+)"/g))
        expect(page).toContain(`<label for="${id}">`)
      const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
      expect(new Set(ids).size).toBe(ids.length)
      expect(page).not.toMatch(/<script|style="|<style|\son\w+=/i)
    },
  )

  test('ink and paper differ enough for weak eyes, in the light and in the dark (WCAG 2.2, 1.4.3)', () => {
    for (const theme of [colours.light, colours.dark]) {
      const pairs: (readonly [string, string])[] = [theme.ink, theme.soft, theme.link].flatMap((ink) =>
        [theme.paper, theme.card, theme.field].map((paper) => [ink, paper] as const),
      )
      for (const tint of ['good', 'bad', 'warn', 'calm', 'quiet'] as const)
        pairs.push(
          [theme[`${tint}-ink`], theme[`${tint}-paper`]],
          [theme[`${tint}-ink`], theme.card],
          [theme[`${tint}-ink`], theme.paper],
        )
      pairs.push([theme.ink, theme['warn-paper']], [theme.card, theme.link])
      for (const [ink, paper] of pairs) expect([ink, paper, contrast(ink, paper) >= 4.5]).toEqual([ink, paper, true])
    }
  })
})

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const part = Number.parseInt(colour.slice(i, i + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
