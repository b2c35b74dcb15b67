import { networkTeam, operators } from './config.ts'
import { playService } from './site.ts'
import type { Step } from './step.ts'
import { trouble } from './trouble.ts'
import { check, devices, devicesTitle, hook, mail, serviceTitle, text } from './vendor.ts'

/** The first act: what changes, what only seems to, and what goes wrong. */

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
    mail(
      networkTeam,
      `${serviceTitle}: 3 added, 1 removed, other ports in set 31`,
      '+ *.static.microsoft',
      '- outlook.office.com',
    ),
    hook('m365', ['*.cloud.microsoft', '*.static.microsoft', '2001:db8:7::/48'], ['outlook.office.com']),
    mail(operators, 'endpoint-drift: trouble at channel hook (not-delivered)'),
    mail(operators, 'endpoint-drift: trouble over at channel hook (not-delivered)'),
  ],
  commits: 1,
}

export const actOne: readonly Step[] = [...beginning, ...pageChanges, channelTrouble, ...trouble]
