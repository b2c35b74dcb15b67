import { describe, expect, test } from 'vitest'
import type { Change, Message } from '../../../src/core/model.ts'
import { alertOf, at, changes, testMessage } from '../samples.ts'
import { mailOf } from './mails.ts'

/** What a person reads of HTML: the text of the body, by rules of its own. */
function visible(html: string): string {
  const body = html.slice(html.indexOf('<h1'))
  return body
    .replace(/<wbr>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&minus;|&rsaquo;|&ldquo;|&middot;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
}

describe('the mail for a change set', () => {
  const { subject, text, html, attachments } = mailOf(changes())

  test('says in its subject what happened and where', () => {
    expect(subject).toBe('Cloud printers: 2 added, 1 removed, 1 changed, 1 moved, 1 reworded')
  })

  test('shows every address with its section, tab and ports, the page, the time and the commit', () => {
    expect(text).toBe(`Cloud printers
2 added, 1 removed, 1 changed, 1 moved, 1 reworded

List:      https://docs.example.org/printers?view=now
Seen:      2026-03-02 08:17 UTC
Page date: 02/27/2026
Commit:    1a2b3c4d5e6f

ADDED (2)

Requirements / Printers
  + *.sync.example.com  TCP 80, 443 · required · Queues & trays

Hosts [Azure cloud]
  + 203.0.113.128/25  TCP 443

REMOVED (1)

Hosts
  - old.example.com  TCP 443

CHANGED (1)

Sign-in
  ~ login.example.com
      was: TCP 443
      now: TCP 80, 443 · required

MOVED (1)

New [Gov]
  > cdn.example.com
      was: Old
      now: New · Gov

REWORDED (1)

Sign-in
  " graph.example.com
      was: Directory
      now: People

-- 
Sent by endpoint-drift, which compares this list with its last published snapshot.
`)
  })

  test('says the same in HTML, word for word', () => {
    const words = (said: string) =>
      [...said.matchAll(/[\w*.:/?=-]*\w/g)].map((match) => match[0].toLowerCase().replace(/[:,]$/, '')).toSorted()
    expect(words(visible(html))).toEqual(words(text))
    expect(words(text).length).toBeGreaterThan(80)
    expect(attachments).toEqual([])
  })

  test('fetches nothing and runs nothing: no image, script, form or remote style', () => {
    expect(html).not.toMatch(/<(img|script|link|iframe|form|object|svg|base)|@import|url\(|\son\w+=/i)
    expect([...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual([
      'https://docs.example.org/printers?view=now',
    ])
  })

  test('does not let mail programs turn the addresses into links, and copies as it was', () => {
    expect(html).not.toContain('login.example.com')
    expect(html.replaceAll('<wbr>', '')).toContain('login.example.com')
  })
})

describe('text of a page in a mail', () => {
  const evil = '</td><script>alert(1)</script><img src=x onerror=y>"\'&'

  test('cannot become markup', () => {
    const change: Change = {
      kind: 'added',
      address: `https://a.example.com/${evil}`,
      type: 'url',
      before: [],
      after: [at(1, [evil], { tab: evil, service: evil, protocols: [evil], labels: { note: evil } })],
    }
    const compared: Change = { ...change, kind: 'changed', before: [at(1, [evil], { labels: { note: `${evil}!` } })] }
    const source = { id: evil, title: evil, page: `javascript:${evil}` }
    const { html } = mailOf(changes({ source, commit: evil, pageDate: evil, changes: [change, compared] }))
    expect(html).not.toMatch(/<script|<img|href=/)
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(8)
  })

  test.each([
    [
      'a title',
      changes({
        source: { id: 'x', title: 'Printers\r\nBcc: all@example.org\r\n\r\nbody', page: 'https://x.example/' },
      }),
    ],
    ['a place', alertOf('begins', 'printers\nBcc: all@example.org')],
  ])('cannot break the subject: %s', (_, message) => {
    expect(mailOf(message).subject).toMatch(/Bcc: all@example.org/)
    expect(mailOf(message).subject).not.toMatch(/[\r\n]/)
  })
})

describe('a list too long for a mail', () => {
  const many = [...Array(500).keys()].map((n): Change => {
    const kind = n % 50 === 0 ? 'removed' : 'added'
    const place = [at(n + 1, [`Section ${n % 4}`], { service: n === 3 ? '=HYPERLINK("x","y")' : null })]
    const sides = kind === 'added' ? { before: [], after: place } : { before: place, after: [] }
    return { kind, address: `h${n}.region.example.com`, type: 'fqdn', ...sides }
  })
  const { subject, text, html, attachments } = mailOf(changes({ changes: many }))

  test('is counted whole, shown in part with something of every kind, and attached whole', () => {
    expect(subject).toBe('Cloud printers: 490 added, 10 removed')
    const shown = [...text.matchAll(/^ {2}[+-] (\S+)/gm)].map((match) => match[1])
    expect(shown).toHaveLength(120)
    expect(text.match(/^ {2}- /gm)).toHaveLength(10)
    expect(text).toContain('and 380 more')
    expect(visible(html)).toContain('and 380 more')
    const rows = attachments[0]?.content.split('\r\n') ?? []
    expect(rows).toHaveLength(502)
    for (const { address } of many) expect(rows.some((row) => row.split(',')[1] === address)).toBe(true)
  })

  test('stays under the size at which Gmail cuts mails off', () => {
    const wide = many.map((change) => ({
      ...change,
      after: change.after.map((o) => ({ ...o, service: 'long words '.repeat(40) })),
    }))
    expect(html.length).toBeLessThan(100_000)
    expect(Buffer.byteLength(mailOf(changes({ changes: wide })).html)).toBeLessThan(102_000)
  })

  test('holds no formula that a spreadsheet would run', () => {
    expect(attachments[0]?.content).toContain(`"'=HYPERLINK(""x"",""y"")"`)
  })
})

describe('other mails', () => {
  test.each<[Message, string, RegExp]>([
    [
      alertOf('begins'),
      'endpoint-drift: trouble at printers (http-404)',
      /the page answered 404.*What to do: Look where it went\./s,
    ],
    [alertOf('changes'), 'endpoint-drift: trouble changed at printers (http-404)', /Since: +2026-03-02 08:17 UTC/],
    [alertOf('reminder'), 'endpoint-drift: still trouble at printers (http-404)', /Seen: +2026-03-02 09:17 UTC/],
    [
      alertOf('ends'),
      'endpoint-drift: trouble over at printers (http-404)',
      /This is over: .*Ended: +2026-03-02 09:17 UTC/s,
    ],
    [testMessage, 'endpoint-drift: test message', /Nothing has changed\./],
  ])('%o', (message, subject, words) => {
    const mail = mailOf(message)
    expect(mail.subject).toBe(subject)
    expect(mail.text).toMatch(words)
    expect(visible(mail.html)).toMatch(new RegExp(words.source.replaceAll(': +', ' +').replaceAll('do: ', 'do ')))
  })
})
