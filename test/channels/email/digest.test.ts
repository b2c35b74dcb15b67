import { describe, expect, test } from 'vitest'
import { confirmation, digest, largeDigest, links, list, site, smallDigest } from '../digests.ts'
import { changeSet, many } from '../samples.ts'
import { mailOf } from './mails.ts'

describe('a digest by mail', () => {
  const { subject, text, html } = mailOf(smallDigest(), links, site)

  test('counts in its subject what happened in all lists', () => {
    expect(subject).toBe(
      '3 lists changed: 6 added, 1 removed, 2 changed, 1 moved, 1 reworded, 2 taken back (act by 2026-04-01, weekly digest)',
    )
  })

  test('names each list once, in order, and under it each change with its time and link', () => {
    expect(text.match(/^#+\nList \d$/gm)?.map((heading) => heading.slice(-6))).toEqual(['List 1', 'List 2', 'List 3'])
    const [, one = '', two = ''] = text.split(/^#+$/m)
    expect(one.indexOf('2026-02-28 08:17 UTC: 2 added\nhttps://drift.example.org/pages/changes/older')).toBeGreaterThan(
      0,
    )
    expect(one.indexOf('2026-03-01 08:17 UTC: 2 added, 1 removed')).toBeGreaterThan(one.indexOf('changes/older'))
    expect(one).toContain('+ *.host-1.example.com')
    expect(two).not.toContain('ADDED')
    expect(html.match(/<h2/g)).toHaveLength(3)
  })

  test('shows what was taken back by itself, with what happened when', () => {
    expect(text).toContain(`TAKEN BACK (1)
Came and went, or went and came back: as it was before.
  = came.example.com
      added 2026-02-27 08:17 UTC, removed 2026-02-28 08:17 UTC`)
    expect(html.replaceAll('<wbr>', '')).toContain('added 2026-02-27 08:17 UTC, removed 2026-02-28 08:17 UTC')
  })

  test('shows endpoint sets as a mail of their own would', () => {
    expect(text).toMatch(/Set 1: Service 1\nACT BY 2026-04-01.*Category: +was Optimize\n +now Allow/s)
  })

  test.each([
    [
      'one list',
      digest([list(1)], 'daily'),
      'List 1: 2 added, 1 removed, 1 changed, 1 moved, 1 reworded (daily digest)',
    ],
    ['nothing', digest([]), 'Nothing has changed: what happened was taken back (weekly digest)'],
  ])('says of %s only that', (_, message, words) => {
    expect(mailOf(message).subject).toBe(words)
  })
})

describe('a digest too long for a mail', () => {
  const { text, html, attachments } = mailOf(largeDigest(6, 2, 100), links, site)

  test('shows something of every list, says how much it leaves out and attaches all', () => {
    const lists = text.split(/^#+$/m).slice(1)
    expect(lists).toHaveLength(6)
    for (const one of lists) expect(one.match(/^ {2}[+=] /gm)?.length).toBeGreaterThan(8)
    const shown = text.match(/^ {2}[+=] /gm)?.length ?? 0
    expect(text).toContain(`... and ${6 * 250 - shown} more. The attached changes.csv holds all of it.`)
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    const [head, ...rows] = attachments[0]?.content.trim().split('\r\n') ?? []
    expect(head).toMatch(/^list,change set,seen,kind,address,state,section/)
    expect(rows).toHaveLength(6 * 250)
    expect(rows[0]).toMatch(/^Cloud printers,set-0-0,2026-03-02T08:17:40.000Z,added,\*\.host-0\.example\.com,after,/)
    expect(rows.filter((row) => row.split(',')[5] === 'taken back')).toHaveLength(300)
    expect(new Set([head, ...rows].map((row) => row?.split(',').length)).size).toBe(1)
  })

  test('gives a small list all it needs beside a large one', () => {
    const small = list(1)
    const big = list(2, { changeSets: [changeSet({ id: 'big', changes: many(3_000) })] })
    const mail = mailOf(digest([small, big])).text
    for (const { address } of small.changeSets[0]?.changes ?? []) expect(mail).toContain(address)
    expect(mail.match(/^ {2}[+] \*\.host/gm)?.length).toBeGreaterThan(70)
  })

  test('counts the lists and the changes that it has no room for', () => {
    const mail = mailOf(largeDigest(300, 1, 1))
    const lists = mail.text.match(/^#+$/gm)?.length ?? 0
    expect(mail.text).toContain(`and ${300 - lists} more lists`)
    const steps = mailOf(largeDigest(1, 100, 1)).text
    expect(steps).toMatch(/and \d+ more of this list: \d+ added/)
  })
})

describe('a mail that asks to confirm', () => {
  const confirm = `${site}/confirm/token`
  const { subject, text, html } = mailOf(confirmation('new'), { ...links, confirm })

  test('says what is wanted and until when, has one link to confirm, and promises silence otherwise', () => {
    expect(subject).toBe('endpoint-drift: please confirm your subscription')
    for (const words of [
      'Lists: all',
      'When: at once',
      'Confirm until: 2026-03-04 08:17 UTC',
      'do nothing: nothing more is sent',
    ])
      expect(text).toContain(words)
    expect(text.split(confirm)).toHaveLength(2)
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([confirm])
  })

  test('leads to where things are changed when it was confirmed meanwhile', () => {
    expect(mailOf(confirmation('new'), links).html).toContain(`href="${links.manage}"`)
  })

  test('brings whoever is subscribed his links again, and nothing to confirm', () => {
    const known = mailOf(confirmation('known'), links)
    expect(known.subject).toBe('endpoint-drift: you are subscribed already')
    expect(known.text).toContain(links.manage)
    expect(known.text).toContain(links.leave)
    expect(known.text).not.toMatch(/confirm/i)
  })

  test('says that all earlier links are dead, brings the new ones, and what to do if it was somebody else', () => {
    const renewed = mailOf(confirmation('renewed'), links)
    expect(renewed.subject).toBe('endpoint-drift: your subscription has new links')
    for (const body of [renewed.text.replaceAll(/\s+/g, ' '), renewed.html]) {
      expect(body).toContain(links.manage)
      expect(body).toContain(links.leave)
      expect(body).toContain('All earlier links have stopped working')
      expect(body).toContain('make new links again, or leave')
      expect(body).not.toMatch(/confirm|already|do nothing|nothing was changed/i)
    }
  })

  test('cannot be made to say what somebody else wants it to say in markup', () => {
    const evil = confirmation('new', ['<a href="https://evil.example">x</a>\r\nclick'])
    expect(mailOf(evil, links).html).not.toContain('<a href="https://evil')
    expect(mailOf(evil, links).text).toContain('* <a href="https://evil.example">x</a> click')
  })
})
