import { readFileSync } from 'node:fs'
import type { Expected } from './arrivals.ts'
import { desktopTeamAddress, networkTeam, operators, type SourceText } from './config.ts'
import { playService, type Site } from './site.ts'
import type { Step } from './step.ts'

/** The first act: pages and a web service of a made-up vendor, in the constructs of the real ones. */

const devicesTitle = 'Northwind Device Management'
const desktopTitle = 'Northwind Desktop'
const serviceTitle = 'Microsoft 365 Worldwide'

export function sourcesOne(base: string): readonly SourceText[] {
  const page = 'https://docs.example.org/northwind'
  return [
    { id: 'devices', kind: 'learn-page', title: devicesTitle, url: `${base}/docs/devices.md`, page: `${page}/devices` },
    { id: 'desktop', kind: 'learn-page', title: desktopTitle, url: `${base}/docs/desktop.md`, page: `${page}/desktop` },
    {
      id: 'm365',
      kind: 'web-service',
      title: serviceTitle,
      base: `${base}/service`,
      page: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
    },
  ]
}

function text(path: string): string {
  return readFileSync(new URL(`pages/${path}`, import.meta.url), 'utf8')
}

function devices(site: Site, version: string, diagnostics = 'diagnostics-1'): void {
  site.put('/docs/devices.md', text(`devices/${version}.md`))
  site.put('/docs/includes/diagnostics.md', text(`devices/${diagnostics}.md`))
}

function mail(to: string, subject: string, ...holds: readonly string[]): Expected {
  return { via: 'mail', to, subject, holds }
}

function hook(source: string, added: readonly string[], removed: readonly string[]): Expected {
  return { via: 'webhook', source, added, removed, debatable: [] }
}

const check = ['check']

const beginning: readonly Step[] = [
  {
    title: 'The first look',
    why:
      'Two documentation pages (tables, tabs, <br> lists, an [!INCLUDE]) and the Microsoft 365 endpoint web service are read ' +
      'for the first time. The first reading of a source is its baseline: it is committed to git and tells nobody, or every ' +
      'new installation would begin with a flood of mail.',
    turns: [
      {
        play: ({ site }) => {
          devices(site, '1')
          site.put('/docs/desktop.md', text('desktop/1.md'))
          playService(site, { version: '2026020100', list: text('service/1.json') })
        },
        args: check,
        exit: 0,
        says: ['devices: baseline', 'desktop: baseline', 'm365: baseline'],
      },
    ],
    arrivals: [],
    commits: 3,
    look: ['log', '--format=%h %an  %s'],
  },
  {
    title: 'Nothing has changed',
    why:
      'This is what nearly every check finds. The pages are asked whether they still are what they were, and answer 304 Not ' +
      'Modified without a body; of the web service only the version is asked. Nothing is parsed, committed or sent.',
    turns: [{ args: check, exit: 0 }],
    arrivals: [],
    commits: 0,
    unchanged: true,
  },
]

const pageChanges: readonly Step[] = [
  {
    title: 'One endpoint is added, one removed, one gets another port',
    why:
      'The devices page of March: inside a cell, between two <br>, stands a new wildcard; a backup host is gone; the time ' +
      'server wants TCP 4460 instead of UDP 123. The network team and the webhook are told exactly that. The desktop team ' +
      'subscribed to the desktop page alone and hears nothing.',
    turns: [
      {
        play: ({ site }) => devices(site, '2'),
        args: check,
        exit: 2,
        says: ['devices: 1 added, 1 removed, 1 changed'],
      },
    ],
    arrivals: [
      mail(
        networkTeam,
        `${devicesTitle}: 1 added, 1 removed, 1 changed`,
        '+ *.wipe.northwind-cloud.com',
        '- enroll-backup.northwind-cloud.com',
        'now: TCP 4460',
      ),
      hook('devices', ['*.wipe.northwind-cloud.com'], ['enroll-backup.northwind-cloud.com']),
    ],
    commits: 1,
    look: ['show', '--format=%h %s', '--unified=0', '--', 'devices/endpoints.json'],
  },
  {
    title: 'The page is written anew, and every endpoint is as it was',
    why:
      'Another writer: other sentences and links, rows and lists in another order, stars escaped, ticks and bold letters come ' +
      'and go, <br /> for <br>, https:// in front and a slash behind. For a comparison of texts half of the page is new. ' +
      'No firewall rule has to change, so nobody is told.',
    turns: [{ play: ({ site }) => devices(site, '3-reworded'), args: check, exit: 0 }],
    arrivals: [],
    commits: 0,
  },
]

const channelTrouble: Step = {
  title: 'The web service publishes a version while a receiver is down',
  why:
    'Three addresses come, one goes, and UDP 443 appears on a set without any new address, which a comparison of addresses ' +
    'alone would miss. The webhook receiver answers 503. The mail does not wait for it, and the webhook stays owed: it was ' +
    'recorded in one transaction with the change itself.',
  turns: [
    {
      play: ({ site, setDown }) => {
        setDown(true)
        playService(site, {
          version: '2026030100',
          list: text('service/2.json'),
          before: '2026020100',
          changes: text('service/changes-2.json'),
        })
      },
      args: check,
      exit: 2,
      says: ['m365: 3 added, 1 removed, 3 changed', 'channel hook: 1 not delivered yet'],
    },
    { args: ['deliveries', '--state', 'due', '--subscription', 'automation'], exit: 0, says: ['503'] },
    {
      first:
        'The worker tries again by itself: after a minute first, then for days if it must. Here nobody wants to wait, so the ' +
        'delivery is made due by hand, and the receiver is up again.',
      play: ({ setDown }) => setDown(false),
      args: ({ stdout }) => ['deliveries', 'retry', stdout.split(' ')[0] ?? ''],
      exit: 0,
      says: ['1 due again'],
    },
    { args: check, exit: 0 },
    { first: 'Operators hear when a channel fails and when it works again.', args: check, exit: 0 },
  ],
  arrivals: [
    mail(networkTeam, `${serviceTitle}: 3 added, 1 removed, 3 changed`, '+ *.static.microsoft', '- outlook.office.com'),
    hook('m365', ['*.cloud.microsoft', '*.static.microsoft', '2001:db8:7::/48'], ['outlook.office.com']),
    mail(operators, 'endpoint-drift: trouble at channel hook (not-delivered)'),
    mail(operators, 'endpoint-drift: trouble over at channel hook (not-delivered)'),
  ],
  commits: 1,
}

const pageTrouble: readonly Step[] = [
  {
    title: 'An error page, served as 200 OK',
    why:
      'The site of the desktop page is being moved and answers "We\'ll be right back" with status 200. A page without endpoints ' +
      'is not seven removals: it is a fault. Operators are told once, although the second check meets the same page; ' +
      'subscribers are not troubled; the last good snapshot stays.',
    turns: [
      {
        play: ({ site }) => site.put('/docs/desktop.md', text('desktop/error-page.html')),
        args: check,
        exit: 1,
        says: ['not-the-page'],
      },
      { args: check, exit: 1, says: ['not-the-page'] },
    ],
    arrivals: [mail(operators, 'endpoint-drift: trouble at desktop (not-the-page)')],
    commits: 0,
  },
  {
    title: 'The page is back, with changes',
    why:
      'The trouble is over, and what changed meanwhile is compared with the last good snapshot. This time the desktop team is ' +
      'told as well. An optional host is required now, one moved to the session hosts, an IP range is new.',
    turns: [
      {
        play: ({ site }) => site.put('/docs/desktop.md', text('desktop/2.md')),
        args: check,
        exit: 2,
        says: ['desktop: 1 added, 2 changed'],
      },
    ],
    arrivals: [
      mail(operators, 'endpoint-drift: trouble over at desktop (not-the-page)'),
      mail(networkTeam, `${desktopTitle}: 1 added, 2 changed`, '+ 203.0.113.64/26', 'telemetry.desktop'),
      mail(desktopTeamAddress, `${desktopTitle}: 1 added, 2 changed`, '+ 203.0.113.64/26', 'telemetry.desktop'),
      hook('desktop', ['203.0.113.64/26'], []),
    ],
    commits: 1,
  },
]

const heldPage: readonly Step[] = [
  {
    title: 'A page loses its tables',
    why:
      'The devices page is there, it is Markdown, and nine of its fourteen endpoints are gone: "We\'re working on these tables". ' +
      'That may be true or an accident, and a program cannot know. The reading is held: operators get the reasons, the body is ' +
      'kept as evidence, nobody is told to close anything. If it were true, `endpoint-drift accept devices` would let it pass.',
    turns: [
      {
        play: ({ site }) => devices(site, '4-lost-tables'),
        args: check,
        exit: 1,
        says: ['9 of 14 endpoints are gone', 'endpoint-drift accept devices'],
      },
    ],
    arrivals: [mail(operators, 'endpoint-drift: trouble at devices (held)')],
    commits: 0,
  },
  {
    title: 'The tables are back, and an included file has changed',
    why:
      'It was an accident. The page is what it was, but the file that it includes for its section on diagnostics lists one host ' +
      'more. It is told with the file and the line where it stands. Nine hosts were neither taken away nor given back.',
    turns: [
      {
        play: ({ site }) => devices(site, '3-reworded', 'diagnostics-2'),
        args: check,
        exit: 2,
        says: ['devices: 1 added', 'includes/diagnostics.md line 12'],
      },
    ],
    arrivals: [
      mail(operators, 'endpoint-drift: trouble over at devices (held)'),
      mail(networkTeam, `${devicesTitle}: 1 added`, '+ trace.diag.northwind-cloud.com'),
      hook('devices', ['trace.diag.northwind-cloud.com'], []),
    ],
    commits: 1,
  },
  {
    title: 'Afterwards',
    why: 'The store knows who was told what and when, git knows what was true and when.',
    turns: [
      { args: ['status'], exit: 0, says: ['devices', 'fresh'] },
      { args: ['deliveries', '--limit', '5'], exit: 0, says: ['delivered'] },
    ],
    arrivals: [],
    commits: 0,
    look: ['log', '--format=%h  %s'],
  },
]

export const actOne: readonly Step[] = [...beginning, ...pageChanges, channelTrouble, ...pageTrouble, ...heldPage]
