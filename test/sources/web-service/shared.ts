import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../../shared/web-service/', import.meta.url))

/** Whether the real bodies lie beside the checkout; the tests that play them are skipped where they do not. */
export const here = existsSync(folder)

if (!here)
  console.warn('The real bodies of the web service are not beside the checkout: the tests that play them are skipped.')

export const instances: readonly string[] = ['worldwide', 'usgovdod', 'usgovgcchigh', 'china']

export type WireSet = { id: number; urls?: string[]; ips?: string[]; tcpPorts?: string; udpPorts?: string } & Record<
  string,
  unknown
>
export type RealBody = { readonly name: string; readonly text: string; readonly sets: readonly WireSet[] }

/** The real bodies of an instance, oldest first. */
export function bodies(instance: string): RealBody[] {
  const found = read.get(instance) ?? load(instance)
  read.set(instance, found)
  return found
}

const read = new Map<string, RealBody[]>()

function load(instance: string): RealBody[] {
  return globSync(`${folder}endpoints-${instance}/*.json`)
    .sort()
    .map((path) => ({ name: basename(path, '.json'), text: readFileSync(path, 'utf8') }))
    .map((body) => ({ ...body, sets: JSON.parse(body.text) as WireSet[] }))
}

export function sharedText(path: string): string {
  return readFileSync(`${folder}${path}`, 'utf8')
}

/** Steps of the worldwide series that do nothing but reorder. */
export const quiet: readonly string[] = [
  '31-2023-12-17',
  '33-2024-02-25',
  '36-2024-07-28',
  '39-2024-09-22',
  '40-2024-09-29',
]
