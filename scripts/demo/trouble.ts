import { desktopTeamAddress, networkTeam, operators } from './config.ts'
import type { Step } from './step.ts'
import { check, desktopTitle, devices, devicesTitle, hook, mail, text } from './vendor.ts'

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

/** The steps of the first act in which pages go wrong and come back, and the look back on it. */
export const trouble: readonly Step[] = [...pageTrouble, ...heldPage]
