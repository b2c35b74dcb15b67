import { readFileSync } from 'node:fs'
import type { Expected } from './arrivals.ts'
import type { SourceText } from './config.ts'
import type { Site } from './site.ts'

/** What the first act watches: pages and a web service of a made-up vendor, in the constructs of the real ones. */

export const devicesTitle = 'Northwind Device Management'
export const desktopTitle = 'Northwind Desktop'
export const serviceTitle = 'Microsoft 365 Worldwide'

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

/** A file of the folder `pages`. */
export function text(path: string): string {
  return readFileSync(new URL(`pages/${path}`, import.meta.url), 'utf8')
}

/** Plays a version of the devices page, with the file that it includes. */
export function devices(site: Site, version: string, diagnostics = 'diagnostics-1'): void {
  site.put('/docs/devices.md', text(`devices/${version}.md`))
  site.put('/docs/includes/diagnostics.md', text(`devices/${diagnostics}.md`))
}

export function mail(to: string, subject: string, ...holds: readonly string[]): Expected {
  return { via: 'mail', to, subject, holds }
}

export function hook(source: string, added: readonly string[], removed: readonly string[]): Expected {
  return { via: 'webhook', source, added, removed, debatable: [] }
}

export const check = ['check']
