import { describe, expect, test } from 'vitest'
import { readPage } from '../../src/reading/index.ts'
import { read } from './read.ts'

type Case = { readonly name: string; readonly page: string; readonly found: readonly string[] }

const lists: readonly Case[] = [
  {
    name: 'nested, with blank lines, labels and remarks',
    page: '## Required URLs\n\n* **Auth:**\n\n    * a.reach.net\n\n    * `*.b.reach.net` *(Gov only)*\n\n* Region: `c.reach.net`, `d.reach.net`\n* e.reach.net <!-- x --> for updates',
    found: ['5 a.reach.net', '7 *.b.reach.net', '9 c.reach.net', '9 d.reach.net', '10 e.reach.net'],
  },
  {
    name: 'an introduction that leads elsewhere, but introduces nothing',
    page: '## Endpoints\n\nFor more information, see [here](x.md).\n\n- `a.reach.net`',
    found: ['5 a.reach.net'],
  },
  {
    name: 'quotes, spans, emphasis over two hosts, ports in brackets',
    page: "# Endpoints\n\n- 'https://a.reach.net'\n- https<span>://</span>b.reach.net\n- *c.reach.net, d.reach.net*\n- e.reach.net (443 & 5671 outbound)",
    found: ['3 a.reach.net', '4 b.reach.net', '5 c.reach.net', '5 d.reach.net', '6 e.reach.net [443 5671]'],
  },
  {
    name: 'an address at the end of its item',
    page: 'Clients need access to:\n\n- Version 2 and later: Graph endpoint `https://a.reach.net/`\n- Sign in to https://portal.reach.net',
    found: ['3 a.reach.net'],
  },
  {
    name: 'placeholders of every spelling',
    page: '# URLs\n\n- `https://{organization_name}.reach.net`\n- https://<region>.reach.net/api\n- &lt;name&gt;.reach.net\n- #-c.reach.net\n- *.\\<region\\>.reach.net\n- `http://<FQDN of the site server>`',
    found: [
      '3 {organization_name}.reach.net',
      '4 <region>.reach.net/api',
      '5 <name>.reach.net',
      '6 #-c.reach.net',
      '7 *.<region>.reach.net',
      '8 <FQDN of the site server>',
    ],
  },
  {
    name: 'invisible and full-width characters',
    page: '# URLs\n\n- a.reach.net\u200b\n- \u00a0b.reach.net\n- c.reach.net，d.reach.net；e.reach.net',
    found: ['3 a.reach.net', '4 b.reach.net', '5 c.reach.net', '5 d.reach.net', '5 e.reach.net'],
  },
  {
    name: 'links to pages, e-mail, commands and steps',
    page: '# Endpoints\n\n1. See https://docs.reach.net/page for more\n2. Use [the docs](https://a.reach.net)\n3. info@reach.net\n4. Run `curl https://b.reach.net/x`\n5. [Check the forum](https://c.reach.net)',
    found: [],
  },
]

const headed: readonly Case[] = [
  {
    name: 'a label and an address under a heading that names endpoints',
    page: '## Designated endpoints\n- Portal: https:\\//a.reach.us/ \n- Graph: https:\\//b.reach.us and https:\\//c.reach.us',
    found: ['2 a.reach.us', '3 b.reach.us', '3 c.reach.us'],
  },
  {
    name: 'a label with the ports behind the address',
    page: '# Allow list\n\n- Client to service: `*.a.reach.net` (HTTP Port 80, HTTPS Port 443)',
    found: ['3 *.a.reach.net [80 443]'],
  },
  {
    name: 'links in angle brackets and capitals',
    page: 'The agent needs access to these URLs:\n\n- <http://www.reach.net/ncsi.txt>\n- *.Reach.Net',
    found: ['3 www.reach.net/ncsi.txt', '4 *.reach.net'],
  },
]

const fences: readonly Case[] = [
  {
    name: 'a list with an odd info string and remarks',
    page: '# Hosts\n\n```ini\n*.a.reach.net\nb.reach.net (Portal)\n```',
    found: ['4 *.a.reach.net', '5 b.reach.net'],
  },
  {
    name: 'ranges under the names of regions',
    page: 'Open ports for these addresses:\n\n```\nAustralia East\n20.40.124.176/28\n\nBrazil South (new)\n191.233.26.176/28\n```',
    found: ['5 20.40.124.176/28', '8 191.233.26.176/28'],
  },
  {
    name: 'a script',
    page: '# Endpoints\n\n```powershell\nInvoke-RestMethod https://a.reach.net\n$x = "b.reach.net"\n```',
    found: [],
  },
  {
    name: 'JSON that is introduced as the list',
    page: 'These are the required URLs in JSON:\n\n```json\n[{ "URL": "https://a.reach.net",\n  "Port": "443",\n  "Notes": “Was https://old.reach.net.“ }]\n```',
    found: ['4 a.reach.net [443]'],
  },
  {
    name: 'JSON that is a setting',
    page: 'Add this to the file.\n\n```json\n{ "proxy": "http://a.reach.net:8080" }\n```',
    found: [],
  },
]

const fencesSeen: readonly Case[] = [
  {
    name: 'a script that is mostly addresses',
    page: '# URLs\n\n```\na.reach.net\nb.reach.net\nfor host in $hosts; do nc $host; done\n```',
    found: [],
  },
  {
    name: 'prose between the addresses, and a fence in a note',
    page: '# URLs\n\n```CommonURLs\n\nhttps://a.reach.net\nhttps://*b.reach.io\nhttps://{organization}.reach.net\n\nStatic content is on a network of its own. These are part of it.\nhttps://c.reach.net\n```\n\n> [!NOTE]\n> ``` More\n> https://*.d.reach.cn\n> ```',
    found: ['5 a.reach.net', '6 *b.reach.io', '7 {organization}.reach.net', '10 c.reach.net', '15 *.d.reach.cn'],
  },
]

const prose: readonly Case[] = [
  {
    name: 'a rule about inspection, though it speaks of traffic',
    page: 'TLS inspection must not be enabled for traffic to c.reach.net. You may notice that devices need access to d.reach.net.',
    found: [],
  },
  {
    name: 'needs access to',
    page: 'Clients need access to login.reach.net, and `*.b.reach.net`.',
    found: ['1 *.b.reach.net', '1 login.reach.net'],
  },
  {
    name: 'is not blocked',
    page: 'If a firewall blocks by default, make sure that `a.reach.net` is not blocked.',
    found: ['1 a.reach.net'],
  },
  {
    name: 'a device that needs a host',
    page: 'Devices with version 1803 need `a.reach.net`.',
    found: ['1 a.reach.net'],
  },
  {
    name: 'the effect of blocking, a page to open, inspection, an example',
    page: 'If `a.reach.net` is blocked, sign-in fails. Go to https://b.reach.net. TLS inspection is not supported on c.reach.net. Allow your own host, for example d.reach.net.',
    found: [],
  },
  {
    name: 'hosts line by line in a paragraph',
    page: 'Allow these endpoints through the firewall:\na.reach.net\nb.reach.net\\\nc.reach.net  \nd.reach.net<br>e.reach.net',
    found: ['2 a.reach.net', '3 b.reach.net', '4 c.reach.net', '5 d.reach.net', '5 e.reach.net'],
  },
  {
    name: 'customers of the style guide',
    page: 'Allow access to contoso.sharepoint.com and a.fabrikam.com and x.example.org.',
    found: [],
  },
  {
    name: 'references and their definitions',
    page: 'Allow access to [a.reach.net][1] and [b.reach.net].\n\n[1]: https://z.reach.net\n[b.reach.net]: https://q.reach.net',
    found: ['1 a.reach.net', '1 b.reach.net'],
  },
]

describe('A list is read', () => {
  test.each(lists)('$name', ({ page, found }) => expect(read(page)).toEqual(found))
})
describe('A list is read by its labels and heading', () => {
  test.each(headed)('$name', ({ page, found }) => expect(read(page)).toEqual(found))
})
describe('A fence is read only when it is the list', () => {
  test.each([...fences, ...fencesSeen])('$name', ({ page, found }) => expect(read(page)).toEqual(found))
})
describe('A sentence counts only when it asks for access', () => {
  test.each(prose)('$name', ({ page, found }) => expect(read(page)).toEqual(found))
})

test('Lists and sections of what is no longer needed are not live', () => {
  const page =
    '## URLs\n\n- a.reach.net\n\nThe following endpoints are no longer required. You should also remove them:\n\n- b.reach.net\n\n> | URL |\n> |--|\n> | c.reach.net |\n\n## Retired endpoints\n\n| URL |\n|--|\n| d.reach.net |\n\n## Live\n\n- e.reach.net\n'
  expect(readPage(page).entries.map((entry) => entry.address)).toEqual(['a.reach.net', 'e.reach.net'])
})

test('A sentence on something removed leaves the list behind it alone', () => {
  expect(read('# URLs\n\nThe host old.reach.net has been removed in May.\n\n- a.reach.net')).toEqual(['5 a.reach.net'])
})

test('A remark tells whether an address is needed; devices that can be removed do not', () => {
  const page =
    '# URLs\n\n- a.reach.net - so that devices can be removed\n- b.reach.net (retired)\n- c.reach.net - no longer required since 2020\n- d.reach.net for health. Port 5671 is no longer required.\n'
  expect(read(page)).toEqual(['3 a.reach.net', '6 d.reach.net'])
})
