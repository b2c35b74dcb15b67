import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { diffEntries } from '../../src/core/diff.ts'
import type { Reading } from '../../src/core/model.ts'
import { long } from '../long.ts'
import { addressesOf, type Fate, fate, type Page, pages, reading } from './mutations-world.ts'

const delimiter = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$/

/** Lines of a page with those of its pipe tables changed: `at` is -1 for the header, 0 for the delimiter, then 1, 2 ... */
function tableLines(text: string, change: (line: string, at: number) => string): string {
  const lines = text.split('\n')
  const heads = lines.flatMap((line, i) => (delimiter.test(line) && (lines[i - 1] ?? '').includes('|') ? [i] : []))
  for (const head of heads) {
    for (let i = head - 1; i < lines.length && (i <= head || (lines[i] ?? '').includes('|')); i++)
      lines[i] = change(lines[i] ?? '', i - head)
  }
  return lines.join('\n')
}

function headers(text: string, rename: (name: string, column: number) => string): string {
  return tableLines(text, (line, at) => {
    let column = 0
    return at === -1 ? line.replace(/[^|\s](?:[^|]*[^|\s])?/g, (name) => rename(name, column++)) : line
  })
}

/** Outer pipes that hold no empty cell: a row that begins with two pipes means something else without the first. */
function withoutOuterPipes(line: string): string {
  const inner = /^\s*\|(.*)\|\s*$/.exec(line.trimEnd())?.[1]
  return inner === undefined || /^\s*\||\|\s*$/.test(inner) || /^\s*$/.test(inner.split('|')[0] ?? '')
    ? line
    : inner.trim()
}

const words: Readonly<Record<string, string>> = { url: 'Adresse', host: 'Hôte', port: 'Puerto', protocol: 'プロトコル' }
const translated = (name: string): string =>
  Object.entries(words).find(([word]) => name.toLowerCase().includes(word))?.[1] ?? 'Beschreibung'

/** Changes that an editor makes without meaning the list. */
const edits: readonly (readonly [string, (text: string) => string])[] = [
  ['headers renamed to nothing known', (text) => headers(text, (_, column) => `Spalte ${column + 1}`)],
  ['headers bolded', (text) => headers(text, (name) => `**${name}**`)],
  ['headers translated', (text) => headers(text, translated)],
  ['headers left empty', (text) => headers(text, () => '&nbsp;')],
  ['outer pipes dropped', (text) => tableLines(text, withoutOuterPipes)],
  ['trailing pipes dropped', (text) => tableLines(text, (line) => line.replace(/([^|\\\s])\s*\|\s*$/, '$1'))],
  ['tables indented by two spaces', (text) => tableLines(text, (line) => `  ${line}`)],
  ['tables indented by four spaces', (text) => tableLines(text, (line) => `    ${line}`)],
  ['a short delimiter row', (text) => tableLines(text, (line, at) => (at === 0 ? '|---|' : line))],
  ['cells padded', (text) => tableLines(text, (line) => line.replace(/(?<!\\)\|/g, '  |  ').trim())],
  ['white space at the ends of lines', (text) => text.replace(/$/gm, ' \t').replace(/^---\s*$/gm, '---')],
  ['a comment in front', (text) => (text.startsWith('---') ? text : `<!-- reviewed -->\n\n${text}`)],
  ['a paragraph at the end', (text) => `${text.trimEnd()}\n\nThat is all.\n`],
]

/** The same text in other bytes. */
const encodings: readonly (readonly [string, (text: string) => Uint8Array])[] = [
  ['line ends of Windows', (text) => Buffer.from(text.replace(/\r?\n/g, '\r\n'))],
  ['mixed line ends', (text) => Buffer.from(text.replace(/\r?\n/g, '\n').replace(/(\n[^\n]*)\n/g, '$1\r\n'))],
  ['a byte order mark', (text) => Buffer.from(`\ufeff${text.replace(/^\ufeff/, '')}`)],
  ['UTF-16, little end first', (text) => Buffer.from(`\ufeff${text.replace(/^\ufeff/, '')}`, 'utf16le')],
  ['UTF-16, big end first', (text) => Buffer.from(`\ufeff${text.replace(/^\ufeff/, '')}`, 'utf16le').swap16()],
]

const instead: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['an error in a line', '404: Not Found'],
  ['too many requests', '429: Too Many Requests\nFor more on scraping see https://docs.reach.net/terms'],
  ['an error as JSON', '{"message":"Not Found","documentation_url":"https://docs.reach.net/rest"}'],
  ['an error page', '<!DOCTYPE html><html><body><h1>502</h1><p>Allow cookies from errors.reach.net.</p></body></html>'],
  ['a login', '<html><body><form action="https://login.reach.net"><input type="password"></form></body></html>'],
  ['a piece of HTML', '<h1>Service unavailable</h1><p>Devices must reach status.reach.net.</p>'],
  ['a page that moved', '# This article has moved\n\nIt is now at [the new place](https://docs.reach.net/new).\n'],
  [
    'another page',
    '# Release notes\n\nClients need access to `other.reach.net`.\n\n- first.reach.net\n- second.reach.net\n',
  ],
  ['a redirect as text', 'Moved Permanently. Redirecting to https://docs.reach.net/new'],
  ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'],
]

function describeFate(was: Fate): string {
  if (was.kind === 'published') return `published ${addressesOf(was.reading).length}`
  return was.kind === 'held' ? `held: ${was.reasons.join('; ')}` : `fault: ${was.code}`
}

describe.each(pages().map((page) => [page.name, page] as const))('%s', (_, page: Page) => {
  let before: { readonly bytes: Buffer; readonly reading: Reading }
  beforeAll(async () => {
    before = { bytes: page.bytes, reading: await reading(page.bytes) }
    expect(before.reading.entries.length).toBeGreaterThan(1)
  })

  async function expectNoSmallerList(bytes: Uint8Array, what: string): Promise<Fate> {
    const was = await fate(before, bytes)
    if (was.kind === 'published') {
      const now = new Set(addressesOf(was.reading))
      expect(
        addressesOf(before.reading).filter((address) => !now.has(address)),
        what,
      ).toEqual([])
      expect(now.size, what).toBe(before.reading.entries.length)
    }
    return was
  }

  test.each(edits)('%s: the same addresses', async (name, edit) => {
    const was = await expectNoSmallerList(Buffer.from(edit(page.text)), name)
    expect(describeFate(was)).toBe(`published ${before.reading.entries.length}`)
  })

  test.each(encodings)('%s: the same reading', async (_name, encode) => {
    const was = await fate(before, encode(page.text))
    expect(was.kind === 'published' && was.reading).toEqual(before.reading)
  })

  test.each(instead)('%s in its place: never a list', async (_name, text) => {
    expect(describeFate(await fate(before, Buffer.from(text)))).toMatch(/^(?:held|fault)/)
  })

  test('cut short at any 64th byte: the whole list, or none', async () => {
    const all = Math.floor((page.bytes.length - 1) / 64)
    // Every place on pages of our own; on long ones so many, evenly, or all in a long run.
    const places = page.own || long ? all : Math.min(all, 40)
    const fates = new Map<string, number>()
    for (let n = 1; n <= places; n++) {
      const at = 64 * Math.ceil((n * all) / places)
      const was = await fate(before, page.bytes.subarray(0, at))
      const told = was.kind === 'published' ? diffEntries(before.reading.entries, was.reading.entries) : []
      expect(told, `cut at byte ${at}`).toEqual([])
      fates.set(was.kind, (fates.get(was.kind) ?? 0) + 1)
    }
    expect((fates.get('held') ?? 0) + (fates.get('fault') ?? 0)).toBeGreaterThan(0)
  })
})

test('a page of HTML cut short at any 64th byte: the whole list, or none', async () => {
  const bytes = readFileSync(join(import.meta.dirname, '../fixtures/html/learn.html'))
  const before = { bytes, reading: await reading(bytes) }
  const fates = new Set<string>()
  for (let at = 64; at < bytes.length; at += 64) {
    const was = await fate(before, bytes.subarray(0, at))
    const told = was.kind === 'published' ? diffEntries(before.reading.entries, was.reading.entries) : []
    expect(told, `cut at byte ${at}`).toEqual([])
    fates.add(was.kind)
  }
  expect(fates).toContain('held')
})

test.each(edits)('%s: not every page is left as it was', (_, edit) => {
  expect(pages().filter((page) => edit(page.text) !== page.text).length).toBeGreaterThan(0)
})
