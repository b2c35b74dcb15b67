import { describe, expect, test } from 'vitest'
import { decodeText, includesOf, isReadingRefused, readPage } from '../../src/reading/index.ts'
import { addresses, read } from './read.ts'

function places(markdown: string): readonly string[] {
  return readPage(markdown).entries.flatMap(({ address, occurrences }) =>
    occurrences.map(
      (one) => `${address}: ${[...one.section, ...(one.tab === null ? [] : [`(${one.tab})`])].join(' > ')}`,
    ),
  )
}

describe('An occurrence says under which headings and tab it stands', () => {
  test('tabs at any level end at a rule, and each begins with the headings above them', () => {
    const page =
      '# T\n\n## A\n\n### [Gov](#tab/gov)\n\n- a.reach.net\n\n#### Sub\n\n- b.reach.net\n\n### [Pub](#tab/pub)\n\n- c.reach.net\n\n---\n\n- d.reach.net\n\n## B\n\n- e.reach.net'
    expect(places(page)).toEqual([
      'a.reach.net: A > (Gov)',
      'b.reach.net: A > Sub > (Gov)',
      'c.reach.net: A > (Pub)',
      'd.reach.net: A',
      'e.reach.net: B',
    ])
  })
  test('anchors and markup are no part of a heading', () => {
    expect(places('## <a name="x"></a> The **URLs** of `it`\n\n- a.reach.net')).toEqual(['a.reach.net: The URLs of it'])
  })
})

test('Title and date are those of the front matter, else the first heading', () => {
  const front = '---\ntitle: "Hosts: all"\nms.date: 09/19/2023\n---\n\n# Other\n'
  expect(readPage(front)).toMatchObject({ title: 'Hosts: all', date: '09/19/2023' })
  expect(readPage('# Other\n')).toMatchObject({ title: 'Other', date: null })
})

test('Monikers and zones are read, their fences are not', () => {
  expect(
    addresses(
      '# URLs\n\n::: moniker range=">= v1"\n\n- a.reach.net\n\n::: moniker-end\n:::zone pivot="b.reach.net"\n- c.reach.net\n:::zone-end',
    ),
  ).toEqual(['a.reach.net', 'c.reach.net'])
})

test('A comment hides what it holds, and one that never ends is complained of', () => {
  const { entries, complaints } = readPage(
    '# URLs\n\n- a.reach.net <!-- b.reach.net -->\n\n<!-- to the end\n- c.reach.net\n',
  )
  expect(entries.map((entry) => entry.address)).toEqual(['a.reach.net'])
  expect(complaints).toMatchObject([{ line: 5, reason: expect.stringContaining('never ends') }])
})

describe('An include is read as part of the page', () => {
  const files: Record<string, string> = {
    'includes/hosts.md': '---\nauthor: x\n---\n\n### Hosts\n\n- a.reach.net\n\n[!INCLUDE [deeper](deep/more.md)]\n',
    'includes/deep/more.md': '- b.reach.net\n',
    'includes/name.md': 'the c.reach.net',
    'loop.md': '- d.reach.net\n\n[!INCLUDE [again](loop.md)]',
  }
  const include = (path: string): string | null => files[path] ?? null
  test('as a block, nested, with the file and line on which each address stands', () => {
    const { entries, complaints } = readPage(
      '# URLs\n\n## Here\n\n[!INCLUDE [hosts](includes/hosts.md)]\n\n- z.reach.net',
      { include },
    )
    expect(complaints).toEqual([])
    expect(entries.map(({ address, occurrences: [one] }) => [address, one?.file, one?.line, one?.section])).toEqual([
      ['a.reach.net', 'includes/hosts.md', 7, ['Here', 'Hosts']],
      ['b.reach.net', 'includes/deep/more.md', 1, ['Here', 'Hosts']],
      ['z.reach.net', undefined, 7, ['Here', 'Hosts']],
    ])
  })
  test('inside a sentence, with the file that holds the address', () => {
    const { entries } = readPage('# URLs\n\nClients need access to [!INCLUDE [name](includes/name.md)] at once.', {
      include,
    })
    expect(entries[0]).toMatchObject({ address: 'c.reach.net', occurrences: [{ file: 'includes/name.md', line: 1 }] })
  })
  test('a circle and a missing file are complained of', () => {
    const { entries, complaints } = readPage('[!INCLUDE [x](loop.md)]\n\n[!INCLUDE [y](none.md)]', { include })
    expect(entries.map((entry) => entry.address)).toEqual(['d.reach.net'])
    expect(complaints.map(({ file, line, text }) => [file, line, text])).toEqual([
      ['loop.md', 3, 'loop.md'],
      [undefined, 3, 'none.md'],
    ])
  })
  test('not followed, no complaint', () => expect(readPage('[!INCLUDE [x](loop.md)]').complaints).toEqual([]))
  test('paths are named as written, outside comments and fences', () => {
    expect(
      includesOf(
        '[!INCLUDE [a](./a.md)] [!include[b](<b.md>)]\n<!-- [!INCLUDE [c](c.md)] -->\n```\n[!INCLUDE [d](d.md)]\n```',
      ),
    ).toEqual(['./a.md', 'b.md'])
  })
})

describe('Bytes become text by mark, charset and nothing else', () => {
  const utf16 = (text: string, little: boolean): Uint8Array =>
    Uint8Array.from(
      [...`\ufeff${text}`].flatMap((char) => {
        const code = char.charCodeAt(0)
        return little ? [code & 255, code >> 8] : [code >> 8, code & 255]
      }),
    )
  const page = '| URL |\r\n|-|\r\n| a.reach.net |'
  test.each([
    ['UTF-8', new TextEncoder().encode(page), null],
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${page}`), 'text/plain; charset=us-ascii'],
    ['UTF-16 little-endian', utf16(page, true), null],
    ['UTF-16 big-endian', utf16(page, false), 'text/markdown'],
    [
      'the charset of the content type',
      Uint8Array.from(page, (char) => char.charCodeAt(0)),
      'text/plain; charset="iso-8859-1"',
    ],
  ])('%s', (_, bytes, type) => {
    const decoded = decodeText(bytes, type)
    expect(decoded).toEqual({ kind: 'text', text: page })
    expect(decoded.kind === 'text' && read(decoded.text)).toEqual(['3 a.reach.net'])
  })
  test.each([
    ['bytes that are not UTF-8', Uint8Array.from([0x61, 0xff, 0x62]), null, 'not valid utf-8'],
    ['a NUL', Uint8Array.from([0x61, 0, 0x62]), null, 'control character'],
    ['a charset nobody knows', Uint8Array.from([0x61]), 'text/plain; charset=klingon', 'klingon'],
  ])('%s are refused', (_, bytes, type, why) => {
    expect(decodeText(bytes, type)).toEqual({ kind: 'fault', why: expect.stringContaining(why) })
  })
})

describe('A page made to be slow ends', () => {
  test.each([
    ['brackets', '['.repeat(500_000)],
    ['pipes', '|'.repeat(1_000_000)],
    ['quotes', '>'.repeat(100_000)],
    ['deep lists', Array.from({ length: 3000 }, (_, i) => `${'  '.repeat(i)}- a`).join('\n')],
    ['tags', '<a '.repeat(200_000)],
    ['hosts in one line', `Allow ${'a.b.net '.repeat(60_000)}`],
    ['half a comment, again and again', 'x <!-- '.repeat(200_000)],
  ])('%s are refused by name', (_, page) => {
    const start = performance.now()
    expect(() => readPage(page)).toThrow('the page is not read')
    try {
      readPage(page)
    } catch (error) {
      expect(isReadingRefused(error)).toBe(true)
    }
    // Twice read; without the limits it would be minutes, also on the fastest machine.
    expect(performance.now() - start).toBeLessThan(30_000)
  })
})

test('Empty lines before the front matter do not make a list of it', () => {
  expect(
    readPage('\n\n---\ntitle: T\nurl: a.reach.net\nms.date: 1/2/2024\n---\n\n# URLs\n\n- b.reach.net'),
  ).toMatchObject({
    title: 'T',
    date: '1/2/2024',
    entries: [{ address: 'b.reach.net', occurrences: [{ line: 11 }] }],
  })
})

test('A comment that begins in one line of a row and ends in the next leaves one row', () => {
  expect(read('| URL | Port |\n|-|-|\n| a.reach.net <!-- x\ny --> | 443 |\n| b.reach.net | 80 |')).toEqual([
    '3 a.reach.net [443]',
    '5 b.reach.net [80]',
  ])
})

test('Front matter that is never closed hides neither lists nor quotes', () => {
  expect(
    addresses('---\ntitle: T\nms.author: x\n\n# URLs\n\n- a.reach.net\n\n> | URL |\n> |-|\n> | b.reach.net |'),
  ).toEqual(['a.reach.net', 'b.reach.net'])
})
