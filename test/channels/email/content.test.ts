import { describe, expect, test } from 'vitest'
import { filled, type Piece, parseContent, written } from '../../../src/channels/email/content.ts'
import { escaped } from '../../../src/channels/email/markup.ts'
import { remembered } from '../../../src/channels/email/remembered.ts'
import { renderMail } from '../../../src/channels/email/render.ts'
import { hostileDigest, smallDigest } from '../digests.ts'
import { changes } from '../samples.ts'
import { largest, links } from './mails.ts'

const plain = (link: string) => link

describe('what belongs to one receiver', () => {
  test('is put where there is a place for it, in the form that fits there', () => {
    const pieces = written`a ${{ slot: 'leave' } as Piece} b`
    const own = { ...links, leave: 'https://x.example/leave?a=1&b=2' }
    expect(filled(pieces, { links: own, attached: false }, plain)).toBe('a https://x.example/leave?a=1&b=2 b')
    expect(filled(pieces, { links: own, attached: false }, escaped)).toBe('a https://x.example/leave?a=1&amp;b=2 b')
  })

  test.each([
    '{"slot":"leave"}',
    '","slot":"leave"',
    '%7Bleave%7D',
    '{{leave}}',
    '\0',
    '\u0001manage\u0001',
    '<!--leave-->',
  ])('has no mark that text of a page could bear: %j', (mark) => {
    const source = { id: 'x', title: mark, page: 'https://x.example/' }
    const message = changes({ source, pageDate: mark })
    const content = parseContent(JSON.stringify(renderMail(message, null, largest)))
    const count = (text: string) => text.split(links.leave).length - 1
    const shown = filled(content.html, { links, attached: true }, escaped)
    expect([count(shown), count(filled(content.text, { links, attached: true }, plain))]).toEqual([1, 1])
  })

  test('is in no rendering', () => {
    for (const message of [changes(), smallDigest(), hostileDigest()])
      expect(JSON.stringify(renderMail(message, 'https://x.example', largest))).not.toMatch(
        /\/(leave|manage|confirm)\//,
      )
  })

  test('is left out whole where there are no links', () => {
    const content = renderMail(changes(), null, largest)
    expect(filled(content.text, { links: undefined, attached: false }, plain)).not.toMatch(/Leave|Change what/)
    expect(filled(content.html, { links: undefined, attached: false }, escaped)).not.toMatch(/Leave|Change what/)
  })
})

describe('a stored rendering', () => {
  test('is the same for the same message, and survives being stored', () => {
    const text = JSON.stringify(renderMail(smallDigest(), null, largest))
    expect(JSON.stringify(renderMail(structuredClone(smallDigest()), null, largest))).toBe(text)
    expect(JSON.stringify(parseContent(text))).toBe(text)
  })

  test.each(['', '{}', '[]', '{"format":2}', 'null'])('that is none is not sent: %j', (text) => {
    expect(() => parseContent(text)).toThrow()
  })

  test('is parsed once for all who get it, and forgotten when there are too many', () => {
    const contentOf = remembered()
    const content = {
      format: 1,
      subject: 's',
      list: { id: 'a', title: 't' },
      confirms: false,
      html: [],
      attachments: [],
    }
    const text = (n: number, length: number) => JSON.stringify({ ...content, text: [`${n} ${'x'.repeat(length)}`] })
    const first = contentOf(text(0, 10))
    expect(contentOf(text(0, 10))).toBe(first)
    for (let n = 1; n < 20; n++) contentOf(text(n, 1_000_000))
    expect(contentOf(text(0, 10))).not.toBe(first)
    expect(contentOf(text(19, 1_000_000))).toBe(contentOf(text(19, 1_000_000)))
  })
})
