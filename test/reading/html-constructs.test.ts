import { describe, expect, test } from 'vitest'
import { readHtml } from '../../src/reading/html/index.ts'

type Case = { readonly name: string; readonly html: string; readonly found: readonly string[] }

function read(html: string): readonly string[] {
  return readHtml(html)
    .entries.flatMap(({ address, occurrences }) => occurrences.map((one) => ({ address, ...one })))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.address < b.address ? -1 : 1))
    .map(({ line, address, ports, tab }) =>
      [line, address, ...(ports.length > 0 ? [`[${ports.join(' ')}]`] : []), ...(tab === null ? [] : [tab])].join(' '),
    )
}

const cells: readonly Case[] = [
  {
    name: 'a table without header cells',
    html: '<table><tr><td>URL</td><td>Port</td></tr>\n<tr><td>a.reach.net</td><td>443</td></tr></table>',
    found: ['2 a.reach.net [443]'],
  },
  {
    name: 'a header that spans two columns',
    html: '<table><tr><th colspan=2>Hosts</th><th>Port</th></tr>\n<tr><td>a.reach.net<td>b.reach.net<td>443</table>',
    found: ['2 a.reach.net [443]', '2 b.reach.net [443]'],
  },
  {
    name: 'a label over all columns between rows',
    html: '<table><tr><th>URL<th>Port<tr><td colspan=2>Group<tr><td>a.reach.net<td>443</table>',
    found: ['1 a.reach.net [443]'],
  },
  {
    name: 'ports that span all rows that follow',
    html: '<table><tr><th>URL<th>Port<tr><td>a.reach.net<td rowspan=0>443\n<tr><td>b.reach.net\n<tr><td>c.reach.net</table>',
    found: ['1 a.reach.net [443]', '2 b.reach.net [443]', '3 c.reach.net [443]'],
  },
  {
    name: 'a span beyond the end of the table',
    html: '<table><tr><th>URL<th>Port<tr><td rowspan=9>a.reach.net<td>443</table>',
    found: ['1 a.reach.net [443]'],
  },
  {
    name: 'row headers',
    html: '<table><tr><th>Service<th>Hosts<th>Port<tr><th scope=row>Chat<td>a.reach.net<td>443</table>',
    found: ['1 a.reach.net [443]'],
  },
  {
    name: 'hosts in paragraphs, breaks, items and blocks of one cell',
    html: '<table><tr><th>URL<tr><td><p>a.reach.net</p>\n<p>b.reach.net<br/>c.reach.net\n<ul><li>d.reach.net<li>e.reach.net</ul>\n<div>f.reach.net</div><pre>\ng.reach.net\nh.reach.net</pre></table>',
    found: [
      '1 a.reach.net',
      '2 b.reach.net',
      '2 c.reach.net',
      '3 d.reach.net',
      '3 e.reach.net',
      '4 f.reach.net',
      '5 g.reach.net',
      '6 h.reach.net',
    ],
  },
  {
    name: 'a table that lays out the page around a table of hosts',
    html: '<table><tr><td><ul><li><a href=x>Menu</a></ul><td><h2>Hosts</h2><table><tr><th>URL\n<tr><td>a.reach.net</table></table>',
    found: ['2 a.reach.net'],
  },
  {
    name: 'a caption as the introduction',
    html: '<table><caption>Required endpoints</caption><tr><th>Name<th>Where<tr><td>One<td>a.reach.net</table>',
    found: ['1 a.reach.net'],
  },
]

const texts: readonly Case[] = [
  {
    name: 'stars, which are no emphasis here',
    html: '<p>Allow *.a.reach.net and *.b.reach.net.</p>',
    found: ['1 *.a.reach.net', '1 *.b.reach.net'],
  },
  { name: 'a host with emphasis in it', html: '<ul><li><b>a</b>.reach.net</ul>', found: ['1 a.reach.net'] },
  { name: 'a host with a break opportunity in it', html: '<ul><li>a.<wbr>reach.net</ul>', found: ['1 a.reach.net'] },
  {
    name: 'a host in a span over two lines',
    html: '<ul><li>a.<span\n>reach.net</span>, b.reach.net</ul>',
    found: ['1 a.reach.net', '2 b.reach.net'],
  },
  {
    name: 'a placeholder in character references',
    html: '<ul><li>&lt;tenant&gt;.reach.net<li>&#42;&#46;reach.net</ul>',
    found: ['1 *.reach.net', '1 <tenant>.reach.net'],
  },
  {
    name: 'a placeholder in italics',
    html: '<ul><li><em>region</em>.reach.net<li><code>&lt;region&gt;.reach.net</code></ul>',
    found: ['1 <region>.reach.net', '1 region.reach.net'],
  },
  {
    name: 'code spans side by side',
    html: '<ul><li><code>a.reach.net</code><code>b.reach.net</code></ul>',
    found: ['1 a.reach.net', '1 b.reach.net'],
  },
  { name: 'code with ticks in it', html: '<ul><li><code>`a.reach.net`</code></ul>', found: ['1 a.reach.net'] },
  {
    name: 'a link whose text is the host',
    html: '<ul><li><a href="https://b.reach.net">a.reach.net</a></ul>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'hosts in neighbouring blocks, which do not run together',
    html: '<h2>Hosts to allow</h2><div>a.reach.net</div><div>b.reach.net</div>',
    found: ['1 a.reach.net', '1 b.reach.net'],
  },
  {
    name: 'text that looks like Markdown',
    html: '<p>Required hosts:</p>\n<p># a.reach.net</p>\n<p>- b.reach.net</p>\n<p>| c.reach.net |</p>\n<p>[d.reach.net](e.reach.net)</p>',
    found: ['2 a.reach.net', '3 b.reach.net', '4 c.reach.net', '5 d.reach.net', '5 e.reach.net'],
  },
  {
    name: 'what is struck out, which is not required any more',
    html: '<ul><li><del>a.reach.net</del> b.reach.net<li><s>c.reach.net</s></ul>',
    found: ['1 b.reach.net'],
  },
  { name: 'a footnote mark at the host', html: '<ul><li>a.reach.net<sup>1</sup></ul>', found: ['1 a.reach.net'] },
  {
    name: 'a list of definitions',
    html: '<h2>Endpoints</h2><dl><dt>a.reach.net\n<dd>Sign-in<dt>b.reach.net<dd>Updates</dl>',
    found: ['1 a.reach.net', '2 b.reach.net'],
  },
  {
    name: 'details that are folded',
    html: '<details><summary>Endpoints to allow</summary><ul><li>a.reach.net</ul></details>',
    found: ['1 a.reach.net'],
  },
  { name: 'text outside of every element', html: 'Devices must reach a.reach.net', found: ['1 a.reach.net'] },
]

const parts: readonly Case[] = [
  {
    name: 'an article without main',
    html: '<body><div>Allow no.reach.net</div><article><p>Allow a.reach.net. This is the article, and longer.</p></article>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'a place named content',
    html: '<body><div id=menu>Allow no.reach.net</div><div id="main-column"><p>Allow a.reach.net. This is the longer text.</p></div>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'a body without any of them',
    html: '<body><header>Allow no.reach.net</header><nav>Allow no.reach.net</nav><p>Allow a.reach.net.</p><footer>Allow no.reach.net</footer>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'the main part of two',
    html: '<main hidden>x</main><main><p>Allow a.reach.net for all devices.</p></main>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'a layout named like a sidebar',
    html: '<main><div class="with-sidebar"><table><tr><th>URL<tr><td>a.reach.net</table></div></main>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'a form around the whole page',
    html: '<form id=aspnet><main><ul><li>a.reach.net</ul></main></form>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'an admonition that is an aside',
    html: '<main><aside class="admonition tip"><p>Clients need access to a.reach.net.</p></aside><aside><p>Clients need access to no.reach.net.</p></aside></main>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'panels named by their tabs, with headings of level 2 in them',
    html: '<main><h2>Hosts</h2><div role=tablist><button role=tab id=t1>Public</button><button role=tab aria-controls=p2>China</button></div><div role=tabpanel aria-labelledby=t1><h2>In</h2>\n<ul><li>a.reach.net</ul></div><div role=tabpanel id=p2 hidden>\n<ul><li>a.reach.cn</ul></div>\n<ul><li>b.reach.net</ul></main>',
    found: ['2 a.reach.net Public', '3 a.reach.cn China', '4 b.reach.net'],
  },
  {
    name: 'a line across a panel, which does not end it',
    html: '<main><a role=tab href="#p">Public</a><div role=tabpanel id=p><ul><li>a.reach.net</ul><hr>\n<ul><li>b.reach.net</ul></div></main>',
    found: ['1 a.reach.net Public', '2 b.reach.net Public'],
  },
  {
    name: 'variants by moniker that a script shows',
    html: '<main><div data-moniker=v1 hidden><ul><li>a.reach.net</ul></div></main>',
    found: ['1 a.reach.net'],
  },
  {
    name: 'what is hidden',
    html: '<main><ul hidden><li>a.reach.net</ul><ul style="color:red;display: none"><li>b.reach.net</ul><ul aria-hidden=true><li>c.reach.net</ul></main>',
    found: [],
  },
]

describe.each([
  ['tables', cells],
  ['texts', texts],
  ['parts of a page', parts],
] as const)('%s', (_, cases) => {
  test.each(cases)('$name', ({ html, found }) => {
    expect(read(html)).toEqual(found)
  })
})

test('a table of more cells than any page has is refused', () => {
  const row = `<tr>${'<td colspan=100>a.reach.net'.repeat(20)}`
  expect(() => readHtml(`<table>${row.repeat(30)}</table>`)).toThrow('the page is not read: a table has more than')
})

test('a page of nothing lists nothing', () => {
  for (const html of ['', '<html>', '<!doctype html><title>x</title>', '<main></main>', '<base href="::"><p>x'])
    expect(readHtml(html).entries).toEqual([])
})

test.each([
  ['a loose ampersand at the end of a line', '<p>This &\nthat</p>\n<ul><li>a.reach.net</ul>', '3 a.reach.net'],
  ['an element without text between two words', '<ul><li>a.reach<p></p>.net<li>b.reach.net</ul>', '1 b.reach.net'],
  [
    'a part that is not read between two words',
    '<ul><li>a.reach<nav>x</nav>net.example<li>b.reach.net</ul>',
    '1 b.reach.net',
  ],
  [
    'a reference at the head of preformatted text',
    '<p>Allow these hosts:<pre>\n&lt;a&gt;.reach.net\nb.reach.net</pre>',
    '2 <a>.reach.net, 3 b.reach.net',
  ],
])('%s moves no line and makes no host', (_, html, found) => {
  expect(read(html).join(', ')).toBe(found)
})
