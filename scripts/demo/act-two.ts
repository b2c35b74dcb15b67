import { operators, type SourceText } from './config.ts'
import { openReal, type Page, type Real, toldOfLists } from './real.ts'
import { recordsBetween } from './records.ts'
import { playService, type Site } from './site.ts'
import type { Step } from './step.ts'

/** The second act: real versions of real pages and of the real web service, from a folder beside the checkout. */

const intune: Page = { id: 'intune', slug: 'intune-endpoints', title: 'Microsoft Intune' }
const windows365: Page = { id: 'windows-365', slug: 'windows-365-requirements-network', title: 'Windows 365' }
const arc: Page = { id: 'azure-arc', slug: 'azure-arc-servers-network-include', title: 'Azure Arc' }
const m365 = { id: 'm365', title: 'Microsoft 365 Worldwide' }

export function sourcesTwo(base: string): readonly SourceText[] {
  const page = 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges'
  const pages = [intune, windows365, arc].map(({ id, slug, title }) => {
    // The folder holds the pages without the files that they include.
    return { id, kind: 'learn-page', title, url: `${base}/${slug}.md`, includes: false }
  })
  return [...pages, { ...m365, kind: 'web-service', base: `${base}/service`, page }]
}

/** The steps of the second act; `null` when the folder of real versions is not there. */
export function actTwo(shared: URL): readonly Step[] | null {
  try {
    const real = openReal(shared)
    return [firstLook(real), noise(real), realEdits(real), newVersions(real), errorPage(real)]
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function playList(site: Site, real: Real, version: number, before?: number): void {
  const [mark, list] = [real.mark(version), real.list(version)]
  const changes = before === undefined ? '[]' : recordsBetween(real.list(before), list, mark)
  const known = before === undefined ? {} : { before: real.mark(before), changes }
  playService(site, { version: mark, list, ...known })
}

const check = ['check']

function playPages(site: Site, real: Real, versions: readonly [number, number, number]): void {
  real.play(site, intune, versions[0])
  real.play(site, windows365, versions[1])
  real.play(site, arc, versions[2])
}

function firstLook(real: Real): Step {
  return {
    title: 'Four real lists as they once were',
    why:
      'Intune of October 2019, Windows 365 of February 2022, Azure Arc of August 2024, and the worldwide list of Microsoft 365 ' +
      'of September 2024.',
    turns: [
      {
        play: ({ site }) => {
          playPages(site, real, [13, 10, 14])
          playList(site, real, 39)
        },
        args: check,
        exit: 0,
        says: ['intune: baseline', 'windows-365: baseline', 'azure-arc: baseline', 'm365: baseline'],
      },
    ],
    arrivals: [],
    commits: 4,
    look: ['log', '--format=%h  %s'],
  }
}

function noise(real: Real): Step {
  return {
    title: 'Two rounds of edits that change nothing',
    why:
      'Front matter, links, sentences and columns of the three pages; and a list of the web service in which names only ' +
      'changed places, as they do there now and then. Silence is what is wanted.',
    turns: [
      {
        play: ({ site }) => {
          playPages(site, real, [14, 11, 15])
          playList(site, real, 40, 39)
        },
        args: check,
        exit: 0,
      },
      { play: ({ site }) => playPages(site, real, [15, 12, 16]), args: check, exit: 0 },
    ],
    arrivals: [],
    commits: 0,
  }
}

function realEdits(real: Real): Step {
  return {
    title: 'The edits that followed',
    why:
      'Intune replaced 21 hosts of its content network by 9, Windows 365 added six storage hosts, Azure Arc a sign-in host. ' +
      'People read these edits and wrote down what was added and removed; the messages must say the same.',
    turns: [{ play: ({ site }) => playPages(site, real, [16, 13, 17]), args: check, exit: 2 }],
    arrivals: [...real.told(intune, 15), ...real.told(windows365, 12), ...real.told(arc, 16)],
    commits: 3,
  }
}

function newVersions(real: Real): Step {
  return {
    title: 'Two versions of the web service, one after the other',
    why:
      'October 2024: new names for Teams. November 2024: an IPv6 range, and UDP 443 on sets whose addresses stay as they are. ' +
      'Each version is a change set of its own.',
    turns: [
      { play: ({ site }) => playList(site, real, 41, 40), args: check, exit: 2 },
      { play: ({ site }) => playList(site, real, 42, 41), args: check, exit: 2 },
    ],
    arrivals: [...toldOfLists(m365, real.list(40), real.list(41)), ...toldOfLists(m365, real.list(41), real.list(42))],
    commits: 2,
  }
}

function errorPage(real: Real): Step {
  return {
    title: 'A real error page in place of the list, and the end of it',
    why:
      'In May 2023 a job stored this 503 page over its data and had an empty list for a week. Here the version moves, the list ' +
      'answers that page as 200, and the version is not taken as dealt with: the next check asks for the list again.',
    turns: [
      {
        play: ({ site }) => playService(site, { version: '2024120100', list: real.errorPage, before: real.mark(42) }),
        args: check,
        exit: 1,
        says: ['m365 /endpoints'],
      },
      {
        play: ({ site }) => playService(site, { version: '2024120100', list: real.list(42), before: real.mark(42) }),
        args: check,
        exit: 0,
      },
    ],
    arrivals: [
      { via: 'mail', to: operators, subject: 'endpoint-drift: trouble at m365', holds: [] },
      { via: 'mail', to: operators, subject: 'endpoint-drift: trouble over at m365', holds: [] },
    ],
    commits: 0,
  }
}
