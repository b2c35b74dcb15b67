import { describe, expect, test } from 'vitest'
import { readPage } from '../../src/reading/index.ts'
import { read } from './read.ts'

type Case = { readonly name: string; readonly page: string; readonly found: readonly string[] }

/** Words that say nothing of whether the list is to be allowed. */
const headings = [
  'In-console feedback',
  'Incident response',
  'Learn more about hunting',
  'Output plugins',
  'Retired hardware',
  'Reference servers',
  'More information',
]
const leads = [
  '',
  'For more information on these features, see [x](y.md).',
  'The client returns telemetry to these.',
  'Learn more in the following sections.',
  'Because the classic agent is no longer supported, allow these URLs:',
  'The old agent was retired; the new agent uses these:',
]
const lists = [
  '- `a.reach.net`\n- http://b.reach.net',
  '* Sign-in: a.reach.net\n* Updates - *.b.reach.net',
  '| Service | Endpoint |\n|-|-|\n| X | a.reach.net<br>b.reach.net |',
]

describe('A list is read whatever the words around it', () => {
  const cases = lists.flatMap((list) => headings.flatMap((heading) => leads.map((lead) => ({ list, heading, lead }))))
  test.each(cases)('$heading / $lead', ({ list, heading, lead }) => {
    const page = `# Network endpoints\n\n## ${heading}\n\n${lead}\n\n${list}\n`
    expect(readPage(page).entries).toHaveLength(2)
  })

  test.each(['Endpoint (version 2)', 'Process endpoints', 'E-mail service URL', 'Reference URL', 'Foo', 'Notes'])(
    'a column headed %s',
    (header) => {
      const page = `# Net\n\n| Service | ${header} |\n|-|-|\n| X | a.reach.net |\n| Y | *.b.reach.net |\n`
      expect(readPage(page).entries).toHaveLength(2)
    },
  )
})

const cases: readonly Case[] = [
  {
    name: 'further reading, steps, tests, results and examples are no lists',
    page: '# Endpoints\n\nFor more information, see the following articles:\n\n- https://docs.reach.net/a\n\nBrowse to one of the following:\n\n- https://b.reach.net\n\nThe command returns the following:\n\n```\nc.reach.net\nd.reach.net\n```\n\n### Examples\n\n- e.reach.net\n\n## See also\n\n- https://docs.reach.net/f\n- [g.reach.net](https://g.reach.net)',
    found: [],
  },
  {
    name: 'what the heading or the words above call gone',
    page: '# URLs\n\n## Removed URLs\n\n- a.reach.net\n\n## Others\n\nIf you do not use X any more, you can remove the following hosts:\n\n- b.reach.net\n\n## Retired in May\n\n- c.reach.net\n\n## Live\n\n- d.reach.net',
    found: ['19 d.reach.net'],
  },
  {
    name: 'a page to look at when the connection fails is none to allow',
    page: '# URLs\n\nFor help with network connections to these domains, check https://a.reach.net/help.\n\nOpen https://c.reach.net and sign in.\n\nFor devices with access to the proxy only, allow b.reach.net.\n\nOpen TCP port 443 to d.reach.net.',
    found: ['7 b.reach.net', '9 d.reach.net [443]'],
  },
  {
    name: 'sentences that ask by forbidding, by condition, and with the ports first',
    page: "# URLs\n\nEnsure that the firewall doesn't block a.reach.net.\n\nIf you use X, also allow b.reach.net.\n\nVerify that c.reach.net isn't blocked.\n\nThe proxy must be configured to allow d.reach.net.\n\nConnectivity to e.reach.net on TCP port 443 is needed.\n\nAllow TCP traffic on port 8443 to f.reach.net and g.reach.net.",
    found: [
      '3 a.reach.net',
      '5 b.reach.net',
      '7 c.reach.net',
      '9 d.reach.net',
      '11 e.reach.net [443]',
      '13 f.reach.net [8443]',
      '13 g.reach.net [8443]',
    ],
  },
  {
    name: 'sentences about a page where something is done or listed',
    page: '# URLs\n\nThe URLs that must be allowed are listed at https://docs.reach.net/a.\n\nUse https://b.reach.net to add devices that need access to the network.\n\nEnable the setting at https://c.reach.net.\n\nYou can allow users to reach the portal from https://d.reach.net.',
    found: [],
  },
  {
    name: 'companies named like hosts',
    page: '# Endpoints\n\nThe certificate comes from one of these authorities:\n\n- Starfield\n- SSL.com\n- Verisign, Inc.\n\nAllow these hosts:\n\n- Reach.net',
    found: ['11 reach.net'],
  },
  {
    name: 'a fence whose lines carry remarks',
    page: '# URLs\n\n```\n# Sign-in; always needed\na.reach.net (sign-in; required)\nb.reach.net # costs $1 a month\nc.reach.net | Required\n```',
    found: ['5 a.reach.net', '6 b.reach.net', '7 c.reach.net'],
  },
  {
    name: 'one URL with a path in a fence, when it is asked for',
    page: '# Set up\n\nAllow the following URL:\n\n```\nhttps://a.reach.net/path\n```\n\nOpen this page:\n\n```\nhttps://b.reach.net/path\n```',
    found: ['6 a.reach.net/path'],
  },
  {
    name: 'JSON of addresses under a heading that says so',
    page: '## Required URLs\n\nUse the Copy button.\n\n```json\n[{ "URL": "https://a.reach.net", "Port": "443", "Notes": "see b.reach.net" },\n{ "URL": "c.reach.net", "Port": "80" },\n{ "Notes": "d.reach.net" }]\n```',
    found: ['6 a.reach.net [443]', '7 c.reach.net [80]'],
  },
  {
    name: 'an address that its noun announces at the end of an item',
    page: '# Access\n\nThe service is reached in these ways.\n\n- Version 2 and later: Graph endpoint `https://a.reach.net/`\n- A description of addresses, also at https://docs.reach.net/x',
    found: ['5 a.reach.net'],
  },
]

describe('Words are taken for what they say', () => {
  test.each(cases)('$name', ({ page, found }) => {
    expect(read(page)).toEqual(found)
  })

  test('a part of a column of hosts that is nearly one is told', () => {
    const page =
      '# URLs\n\n| Destination | Protocol |\n|-|-|\n| img-prod-reach-net | TLS |\n| lens.app.<br>lens.reach.net | TLS |\n| Any | TLS |'
    expect(readPage(page).complaints.map(({ line, text }) => `${line} ${text}`)).toEqual([
      '5 img-prod-reach-net',
      '6 lens.app',
    ])
  })
})

const translated: readonly Case[] = [
  {
    name: 'German',
    page: '# Netz\n\nDer Agent benötigt Zugriff auf `a.reach.net`.\n\n## Weitere Informationen\n\n- https://docs.reach.net/x\n\n## Nicht mehr erforderlich\n\n- b.reach.net',
    found: ['3 a.reach.net'],
  },
  {
    name: 'French',
    page: "# Réseau\n\nL'agent doit pouvoir accéder à `a.reach.net`.\n\nVoir `b.reach.net`.",
    found: ['3 a.reach.net'],
  },
  { name: 'Spanish', page: '# Red\n\nEl agente debe tener acceso a `a.reach.net`.', found: ['3 a.reach.net'] },
  { name: 'Portuguese', page: '# Rede\n\nO agente precisa de acesso a `a.reach.net`.', found: ['3 a.reach.net'] },
  {
    name: 'Japanese',
    page: '# 通信\n\n`a.reach.net` へのアクセスを許可します。\n\nhttps://b.reach.net/ にサインインします。',
    found: ['3 a.reach.net'],
  },
  { name: 'Chinese', page: '# 网络\n\n请确保可以访问 `a.reach.net`。', found: ['3 a.reach.net'] },
  { name: 'Korean', page: '# 네트워크\n\n`a.reach.net`에 대한 액세스를 허용해야 합니다.', found: ['3 a.reach.net'] },
]

describe('A translated page asks in its own words', () => {
  test.each(translated)('$name', ({ page, found }) => {
    expect(read(page)).toEqual(found)
  })
})
