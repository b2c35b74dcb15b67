import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHtml } from '../../src/reading/html/index.ts'

const page = readFileSync(join(import.meta.dirname, '../fixtures/html/learn.html'), 'utf8')

/** One line an occurrence, in the order of the page. */
function rows(text: string): readonly string[] {
  return readHtml(text)
    .entries.flatMap(({ address, occurrences }) => occurrences.map((one) => ({ address, ...one })))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.address < b.address ? -1 : 1))
    .map(({ line, address, section, tab, protocols, ports }) =>
      [line, address, section.join(' > '), tab ?? '-', [...protocols, ...ports].join(' ')].join(' | ').trim(),
    )
}

test("a page as Learn renders it lists its addresses with section, tab, ports and the HTML's own lines", () => {
  const access = 'Access for managed devices'
  expect(rows(page)).toEqual([
    `42 | *.auth.widget-works.net | ${access} | - | TCP 443`,
    `42 | login.widget-works.net | ${access} | - | TCP 443`,
    `43 | *.tokens.widget-works.net | ${access} | - | TCP 443`,
    `49 | cdn-a.widget-works.net | ${access} | - | TCP 80 443`,
    `50 | cdn-b.widget-works.net | ${access} | - | TCP 80 443`,
    `58 | media1.widget-works.net | ${access} | - | UDP 3478-3481`,
    `59 | media2.widget-works.net | ${access} | - | UDP 3478-3481`,
    `66 | stray.widget-works.net | ${access} | - | TCP 8443`,
    `72 | <tenant>.widget-works.net | ${access} | - | TCP 443`,
    `72 | <tenant>.widget-works.net | ${access} | - | TCP 9093`,
    `86 | events.widget-works.net | ${access} | - | 5671`,
    '98 | api.widget-works.net | Clouds | Public cloud | TCP 443',
    '100 | inner.widget-works.net | Clouds | Public cloud |',
    '106 | api.widget-works.us | Clouds > API | US Government | TCP 443',
    '112 | health.widget-works.net | Clouds > After the tabs | - | TCP 8443',
    '120 | list1.widget-works.net | Clouds > After the tabs | - |',
    '121 | *.list2.widget-works.net | Clouds > After the tabs | - |',
  ])
})

test('its title and date are those of the document, without the name of the site', () => {
  const { title, date, complaints } = readHtml(page)
  expect({ title, date, complaints }).toEqual({
    title: 'Network endpoints for Widget',
    date: '2026-03-04T00:00:00Z',
    complaints: [],
  })
})

test('nothing that stands around the text is read, though it speaks of endpoints; in the text it would be', () => {
  const around = [...page.matchAll(/[\w.-]+\.around-works\.net/g)].map((match) => match[0])
  expect(around.length).toBeGreaterThan(20)
  expect(rows(page).filter((row) => row.includes('around-works'))).toEqual([])
  const listed = around.map((host) => `<li>${host}</li>`).join('')
  const read = readHtml(page.replace('<h2 id="clouds">', `<p>Allow these endpoints:</p><ul>${listed}</ul>$&`))
  expect(read.entries.filter((one) => one.address.endsWith('around-works.net')).length).toBe(new Set(around).size)
})

test.each<[string, (text: string) => string]>([
  ['line ends of Windows', (text) => text.replace(/\n/g, '\r\n')],
  ['line ends of old Macs', (text) => text.replace(/\n/g, '\r')],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['tags in capitals', (text) => text.replace(/<\/?(?:table|tr|td|th|ul|li|p|code|br)\b/g, (tag) => tag.toUpperCase())],
  ['optional end tags left out', (text) => text.replace(/<\/(?:td|th|tr|li|p|tbody|thead)>/g, '')],
  ['other indentation', (text) => text.replace(/^\t+/gm, '      ')],
  ['comments between the elements', (text) => text.replace(/<(tr|td|li)>/g, '<!-- a | comment.widget-works.net -->$&')],
])('%s change nothing', (_, mutate) => {
  expect(rows(mutate(page))).toEqual(rows(page))
})

test('the same page on one line says the same, and cites that line', () => {
  const flat = page.replace(/<pre[\s\S]*?<\/pre>/g, '').replace(/\n/g, ' ')
  const words = (some: readonly string[]) => some.map((row) => row.replace(/^\d+ \| /, '')).sort()
  expect(words(rows(flat))).toEqual(words(rows(page)).filter((row) => !/list\d\.widget/.test(row)))
  expect(new Set(rows(flat).map((row) => row.split(' ')[0]))).toEqual(new Set(['1']))
})
