import { describe, expect, test } from 'vitest'
import { readPage } from '../../src/reading/index.ts'
import { read } from './read.ts'

type Case = { readonly name: string; readonly page: string; readonly found: readonly string[] }

const shapes: readonly Case[] = [
  {
    name: 'no outer pipes',
    page: 'URL | Port\n--- | ---\na.reach.net | 443\nb.reach.net | 80',
    found: ['3 a.reach.net [443]', '4 b.reach.net [80]'],
  },
  {
    name: 'a row that begins with two pipes',
    page: '|A|Protocol|Destination|\n|-|-|-|\n||HTTP|a.reach.net|\n|||b.reach.net|',
    found: ['3 a.reach.net', '4 b.reach.net'],
  },
  {
    name: 'a delimiter row shorter than the header',
    page: '| URL | Port | Note |\n|--|--|\n| a.reach.net | 443 | z |',
    found: ['3 a.reach.net [443]'],
  },
  {
    name: 'more cells than the header',
    page: '| URL |\n|--|\n| a.reach.net | note |\n| b.reach.net |',
    found: ['3 a.reach.net', '4 b.reach.net'],
  },
  {
    name: 'a row broken over two lines',
    page: '| Host | Protocol | For |\n|-|-|-|\n| a.reach.net | TLSv1.2/\nHTTPS | updates |\n| b.reach.net | HTTP | x |',
    found: ['3 a.reach.net', '5 b.reach.net'],
  },
  {
    name: 'a whole row without closing pipe above one without opening pipe',
    page: '| Host | Port |\n|-|-|\n| a.reach.net | 443\nb.reach.net | 80 |',
    found: ['3 a.reach.net [443]', '4 b.reach.net [80]'],
  },
  {
    name: 'inside a note in a list',
    page: '- Allow these:\n\n  > [!NOTE]\n  > | URL | Port |\n  > |--|--|\n  > | a.reach.net | 443 |',
    found: ['6 a.reach.net [443]'],
  },
  {
    name: 'indented by four spaces',
    page: 'Allow:\n\n    | URL | Port |\n    |--|--|\n    | a.reach.net | 443 |',
    found: ['5 a.reach.net [443]'],
  },
  {
    name: 'right behind a line of text',
    page: 'These hosts:\n| URL | Port |\n|--|--|\n| a.reach.net | 443 |',
    found: ['4 a.reach.net [443]'],
  },
  {
    name: 'a first row that is data',
    page: '| a.reach.net | 443 |\n|--|--|\n| b.reach.net | 80 |',
    found: ['1 a.reach.net [443]', '3 b.reach.net [80]'],
  },
  {
    name: 'an empty header above a bold one',
    page: '||||\n|:-|:-|:-|\n|**Row**|**Destination**|**Port**|\n|1|a.reach.net|443|',
    found: ['4 a.reach.net [443]'],
  },
  {
    name: 'headers in another language',
    page: '|**Wohin**|**Port**|\n|--|--|\n|a.reach.net|443|',
    found: ['3 a.reach.net [443]'],
  },
  {
    name: 'several columns of addresses',
    page: '| For | URL | IP | Ports |\n|-|-|-|-|\n| API | a.reach.net<br>b.reach.net | 23.96.58.253 | 80,443 |',
    found: ['3 23.96.58.253 [80 443]', '3 a.reach.net [80 443]', '3 b.reach.net [80 443]'],
  },
  {
    name: 'a commented row and comments between rows',
    page: '| URL | Port |\n|--|--|\n| a.reach.net | 443 |\n<!-- | gone.reach.net | 1 | -->\n| b.reach.net | 443 |\n<!--- three\n| gone.reach.net | 1 |\n-->\n| c.reach.net | 443 |',
    found: ['3 a.reach.net [443]', '5 b.reach.net [443]', '9 c.reach.net [443]'],
  },
  {
    name: 'HTML with lists and spans of rows',
    page: '<table>\n<tr><th>URL</th><th>Ports</th></tr>\n<tr><td rowspan="2">a.reach.net<br>b.reach.net</td><td>443</td></tr>\n\n<tr><td>80</td></tr>\n<tr><td><ul><li>c.reach.net</li><li>d.reach.net</li></ul></td><td>80</td></tr>\n</table>',
    found: ['3 a.reach.net [443]', '3 b.reach.net [443]', '6 c.reach.net [80]', '6 d.reach.net [80]'],
  },
  {
    name: 'HTML that is never closed',
    page: '<table><th>Service<th>Information\n<tr><td><b>TPM<b><td>Make sure that these URLs are accessible: \n\n  <br>One- https://a.reach.net/cert\n\n<tr><td>NTP<td>Ensure that UDP port 123 to b.reach.net is accessible.\n## Next\n\n- c.reach.net',
    found: ['4 a.reach.net/cert', '6 b.reach.net [123]', '9 c.reach.net'],
  },
  {
    name: 'examples, further reading and brands beside hosts',
    page: '| Service | Endpoint | Example | Documentation |\n|-|-|-|-|\n| Outlook.com | `<region>`.reach.net | west.reach.net | docs.reach.net |',
    found: ['3 <region>.reach.net'],
  },
  {
    name: 'service tags, processes and versions',
    page: '| Tag | Process | Version |\n|-|-|-|\n| AzureFrontDoor.Frontend | svchost.exe | 10.0.19041.388 |\n| AzureCloud.<Region>:1194 | reach.windowsapps.exe | 1.2 |',
    found: [],
  },
]

const seen: readonly Case[] = [
  {
    name: 'ports behind a protocol, hosts in ticks of three',
    page: '|**URL**|**Protocol/Port**|\n|:-|:-|\n|```https://a.reach.net/```  <br/> |https/443|\n|```https://*-b.reach.net/x/```|http/80 &<br> https/443|',
    found: ['3 a.reach.net [443]', '4 *-b.reach.net/x/ [80 443]'],
  },
  {
    name: 'columns for each cloud',
    page: '|Azure Public|Azure Government|\n|-|-|\n|\\*.a.reach.net | \\*.a.reach.us|',
    found: ['3 *.a.reach.net', '3 *.a.reach.us'],
  },
  {
    name: 'items in a cell with a remark each',
    page: '| Env | Required endpoints |\n|-|-|\n| Pub | <li>&#42;.a.reach.net - Port: 5671 </li><li>https:\\//b.reach.net *only used for discovery.</li> |',
    found: ['3 *.a.reach.net [5671]', '3 b.reach.net'],
  },
  {
    name: 'several placeholders and stars in one host',
    page: '| URL | Why |\n|-|-|\n| https://*.crm#.reach.com and http://*.crm#.reach.com | Replace # in http://*.crm#.reach.com |',
    found: ['3 *.crm#.reach.com', '3 *.crm#.reach.com'],
  },
  {
    name: 'tags of a service beside hosts',
    page: '| Destination | Protocol | Port |\n|-|-|-|\n| **`*:1194`** <br/> *Or* <br/> [Tag](a.md) - **`AzureCloud.<Region>:1194`** | UDP | 1194 |\n| **`*:123`** or **`ntp.reach.com:123`** | UDP | 123 |',
    found: ['4 ntp.reach.com [123]'],
  },
]

const cells: readonly Case[] = [
  {
    name: 'breaks of every spelling',
    page: '| URL |\n|-|\n| a.reach.net<br>b.reach.net</br>c.reach.net<BR />d.reach.net |',
    found: ['3 a.reach.net', '3 b.reach.net', '3 c.reach.net', '3 d.reach.net'],
  },
  {
    name: 'commas, semicolons, spaces and words',
    page: '| URL |\n|-|\n| a.reach.net, b.reach.net; c.reach.net d.reach.net or e.reach.net and f.reach.net |',
    found: ['a', 'b', 'c', 'd', 'e', 'f'].map((x) => `3 ${x}.reach.net`),
  },
  {
    name: 'single spaces where the source had breaks',
    page: '| Service | URLs |\n|-|-|\n| A | a.reach.net *.b.reach.net c.reach.net |',
    found: ['3 *.b.reach.net', '3 a.reach.net', '3 c.reach.net'],
  },
  {
    name: 'ports written at the host',
    page: '| Endpoint |\n|-|\n| a.reach.net:443 |\n| 13.74.252.37:11371 |\n| \\*:123 |',
    found: ['3 a.reach.net [443]', '4 13.74.252.37 [11371]'],
  },
  {
    name: 'ports of one host of a cell',
    page: '| To |\n|-|\n| a.reach.net on TCP ports 80 & 443, only for hybrids<br>b.reach.net |',
    found: ['3 a.reach.net [80 443]', '3 b.reach.net'],
  },
  {
    name: 'ports in a part of their own',
    page: '| To |\n|-|\n| 13.107.64.0/18, 52.112.0.0/14 <br> UDP ports 50,000-59,999 <br> TCP ports 50,000-59,999; 5061 |',
    found: ['3 13.107.64.0/18 [50000-59999 5061]', '3 52.112.0.0/14 [50000-59999 5061]'],
  },
  {
    name: 'dozens of addresses in one code span',
    page: '| ID | Category | Addresses | Ports |\n|-|-|-|-|\n| 1 | Optimize<BR>Required | `a.reach.net, *.b.reach.net`<BR>`13.107.6.152/31, 2603:1006::/40` | **TCP:** 443, 80<BR>**UDP:** 3478-3481 |',
    found: ['3 *.b.reach.net', '3 13.107.6.152/31', '3 2603:1006::/40', '3 a.reach.net'].map(
      (x) => `${x} [443 80 3478-3481]`,
    ),
  },
  {
    name: 'an entry that a row says was removed',
    page: '| URL | Status |\n|-|-|\n| a.reach.net | Removed |\n| ~~b.reach.net~~ | Active |\n| c.reach.net | Active |',
    found: ['5 c.reach.net'],
  },
  {
    name: 'a link whose text is the host',
    page: '| URL |\n|-|\n| [www.reach.net](http://other.reach.net/) |\n| <https://b.reach.net> |',
    found: ['3 www.reach.net', '4 b.reach.net'],
  },
]

describe('A table is read whatever its shape', () => {
  test.each(shapes)('$name', ({ page, found }) => expect(read(page)).toEqual(found))
})

describe('A table is read as real pages write it', () => {
  test.each(seen)('$name', ({ page, found }) => expect(read(page)).toEqual(found))
})

describe('A cell is read whatever its separators', () => {
  test.each(cells)('$name', ({ page, found }) => expect(read(page)).toEqual(found))
})

test('A row tells protocols, service and whether it is required', () => {
  const page =
    '| Address | Protocol | Outbound port | Purpose |\n|-|-|-|-|\n| a.reach.net | TLS v1.2/HTTPS | 443 | Sign in [here](x.md)<br>and there |\n'
  const [entry] = readPage(`The following table lists optional hosts:\n\n${page}`).entries
  expect(entry).toEqual({
    address: 'a.reach.net',
    type: 'fqdn',
    occurrences: [
      {
        line: 5,
        section: [],
        tab: null,
        ports: [443],
        protocols: ['TLSv1.2', 'HTTPS'],
        service: 'Sign in here and there',
        required: false,
      },
    ],
  })
})

test.each([
  ['a star behind a host is a wildcard', '| URL |\n|-|\n| a.reach.net* |\n', ['3 a.reach.net*']],
  [
    'but a mark where the page explains a star',
    '| URL |\n|-|\n| a.reach.net* |\n\n\\* Only for hybrids.\n',
    ['3 a.reach.net'],
  ],
  ['and a star in a path stays', '| URL |\n|-|\n| a.reach.net/x/* |\n\n*Only for hybrids.\n', ['3 a.reach.net/x/*']],
  [
    'a star before a host is a wildcard',
    '| URL |\n|-|\n| *a.reach.net |\n| store-images.*reach.net |\n| *reach.net/ops/* |\n',
    ['3 *a.reach.net', '4 store-images.*reach.net', '5 *reach.net/ops/*'],
  ],
])('Stars: %s', (_, page, found) => expect(read(page)).toEqual(found))

test('A host of unknown suffix is listed as written where it is all that its part of the column holds, and complained of', () => {
  const { entries, complaints } = readPage(
    '| FQDN | For |\n|-|-|\n| a.reach.notasuffix | x |\n| see b.reach.notasuffix there | x |\n',
  )
  expect(entries.map((entry) => entry.address)).toEqual(['a.reach.notasuffix'])
  expect(complaints.map(({ line, text }) => [line, text])).toEqual([
    [3, 'a.reach.notasuffix'],
    [4, 'b.reach.notasuffix'],
  ])
})

test('A column headed as one of hosts in which nothing is understood is complained of', () => {
  const { complaints } = readPage('| FQDN | For |\n|-|-|\n| ocsp.reach.0 | x |\n')
  expect(complaints).toMatchObject([{ line: 3, text: 'ocsp.reach.0' }])
})
