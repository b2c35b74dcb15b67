import { expect, test } from 'vitest'
import { readHtml } from '../../src/reading/html/index.ts'
import { readPage } from '../../src/reading/index.ts'

/** Smallest pages of flaws that `npm run fuzz` found, each with what it must come to. */
const pages: readonly (readonly [string, string, readonly string[]])[] = [
  ['a host behind a comment of two lines stands on the second', '- <!--\n--> a.reach.net', ['2 a.reach.net']],
  [
    'a row that a comment cuts in two',
    '| URL | Port |\n|-|-|\n| a.reach.net <!-- |\n--> b.reach.net | 443 |',
    ['3 a.reach.net', '4 b.reach.net'],
  ],
  ['no line end in an address', '- [a.reach.net:\nn>]', ['1 a.reach.net']],
]

test.each(pages)('%s', (_, page, expected) => {
  expect(rows(readPage(page).entries)).toEqual(expected)
})

const html: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an end tag over two lines, then text that begins with a reference',
    '<ul><li>x</d\n>y:\n&lt;<e>a.reach.net</e></ul>',
    ['3 a.reach.net'],
  ],
  [
    'a script in preformatted text',
    '<p>Allow these hosts:<pre>a.reach.net<script>\n</script>, b.reach.net\nc.reach.net</pre>',
    ['1 a.reach.net', '1 b.reach.net', '3 c.reach.net'],
  ],
]

test.each(html)('in HTML, %s', (_, page, expected) => {
  expect(rows(readHtml(page).entries)).toEqual(expected)
})

function rows(entries: ReturnType<typeof readPage>['entries']): readonly string[] {
  return entries.flatMap(({ address, occurrences }) => occurrences.map(({ line }) => `${line} ${address}`)).sort()
}
