import { readdirSync, readFileSync } from 'node:fs'
import type { Expected } from './arrivals.ts'
import { networkTeam } from './config.ts'
import type { Site } from './site.ts'

export type Page = { readonly id: string; readonly slug: string; readonly title: string }

/** Real versions of pages and of the web service, by the numbers that their files begin with. */
export type Real = {
  readonly play: (site: Site, page: Page, version: number) => void
  /** What a person read in the edit that follows this version: the mail and the webhook that must come. */
  readonly told: (page: Page, from: number) => readonly Expected[]
  /** Body of GET /endpoints/worldwide. */
  readonly list: (version: number) => string
  /** The version that such a body is played under: the day it was fetched. */
  readonly mark: (version: number) => string
  /** An error page of the web service that another monitor once stored as its data. */
  readonly errorPage: string
}

type Label = Readonly<Record<'added' | 'removed' | 'debatable', readonly string[]>> & { readonly from: string }

const lists = 'web-service/endpoints-worldwide'

/** @param shared the folder that holds `history`, `drift` and `web-service`; throws ENOENT where it does not */
export function openReal(shared: URL): Real {
  const text = (path: string): string => readFileSync(new URL(path, shared), 'utf8')
  const nameOf = (folder: string, version: number): string => {
    const start = `${String(version).padStart(2, '0')}-`
    return readdirSync(new URL(folder, shared)).find((name) => name.startsWith(start)) ?? `${start} is missing`
  }
  return {
    play: (site, { slug }, version) =>
      site.put(`/${slug}.md`, text(`history/${slug}/${nameOf(`history/${slug}`, version)}`)),
    told: (page, from) => toldOf(page, labelOf(text(`drift/${page.slug}.jsonl`), nameOf(`history/${page.slug}`, from))),
    list: (version) => text(`${lists}/${nameOf(lists, version)}`),
    mark: (version) => `${nameOf(lists, version).slice(3, 13).replaceAll('-', '')}00`,
    errorPage: text('web-service/bad-bodies/503-page-stored-as-data.html'),
  }
}

function labelOf(labels: string, name: string): Label {
  const rows = labels.trim().split('\n')
  const found = rows.map((row) => JSON.parse(row) as Label).find(({ from }) => from === name)
  if (found === undefined) throw new Error(`nobody labelled the edit that follows ${name}`)
  return found
}

function toldOf({ id, title }: Page, { added, removed, debatable }: Label): readonly Expected[] {
  const holds = [...added.map((address) => `+ ${address}`), ...removed.map((address) => `- ${address}`)]
  return [
    { via: 'mail', to: networkTeam, subject: `${title}: `, holds },
    { via: 'webhook', source: id, added, removed, debatable },
  ]
}

type Addresses = readonly { readonly urls?: readonly string[]; readonly ips?: readonly string[] }[]

/** What two bodies of the web service differ in, found by comparing their addresses as plain sets. */
export function toldOfLists(page: Pick<Page, 'id' | 'title'>, before: string, after: string): readonly Expected[] {
  const [old, now] = [addressesOf(before), addressesOf(after)]
  const added = now.filter((address) => !old.includes(address))
  const removed = old.filter((address) => !now.includes(address))
  return toldOf({ ...page, slug: '' }, { from: '', added, removed, debatable: [] })
}

function addressesOf(body: string): readonly string[] {
  return [...new Set((JSON.parse(body) as Addresses).flatMap(({ urls = [], ips = [] }) => [...urls, ...ips]))]
}
