import { existsSync } from 'node:fs'
import { placeText } from '../core/change-set.ts'
import { type Comparison, compareLists, type OneWay } from '../core/compare.ts'
import type { Entry } from '../core/model.ts'
import { readSide } from './diff.ts'
import { CommandFault } from './fault.ts'
import type { Globals } from './options.ts'
import { out } from './print.ts'

type Options = { readonly area?: string; readonly json?: boolean }

/** Two lists against each other: sources by id (their last snapshot), SOURCE@REVISION, or files. Exit code: 0 agree, 2 differ. */
export async function compare(globals: Globals, first: string, second: string, options: Options): Promise<number> {
  const [a, b] = await Promise.all([side(globals, first, options.area), side(globals, second, options.area)])
  const comparison = compareLists(a, b)
  const names = [first, options.area === undefined ? second : `${second} (${options.area})`] as const
  if (options.json) out(JSON.stringify(json(comparison, names), null, 2))
  else print(comparison, names)
  return comparison.onlyFirst.missing.length + comparison.onlySecond.missing.length === 0 ? 0 : 2
}

/** A service area narrows only a list that knows areas. */
async function side(globals: Globals, place: string, area: string | undefined): Promise<readonly Entry[]> {
  const snapshot = /^[a-z0-9][a-z0-9-]*$/.test(place) && !existsSync(place)
  const { entries } = await readSide(globals, snapshot ? `${place}@HEAD` : place)
  const areas = (entry: Entry) => entry.occurrences.flatMap(({ labels }) => labels?.area?.toLowerCase() ?? [])
  if (area === undefined || !entries.some((entry) => areas(entry).length > 0)) return entries
  const found = entries.filter((entry) => areas(entry).includes(area.toLowerCase()))
  if (found.length > 0) return found
  const known = [...new Set(entries.flatMap(areas))].sort().join(', ')
  throw new CommandFault({
    code: 'no-area',
    place,
    why: `The list holds no endpoint of the service area ${area}; it holds ${known}.`,
    next: 'Correct --area, or add the area to serviceAreas of the source and check it.',
  })
}

function print({ both, onlyFirst, onlySecond }: Comparison, [first, second]: readonly [string, string]): void {
  out(`${both} addresses stand in both lists`)
  printSide(first, second, onlyFirst)
  printSide(second, first, onlySecond)
}

function printSide(here: string, there: string, { missing, covered }: OneWay): void {
  out(`\nin ${here}, not let through by ${there} (${missing.length})`)
  for (const entry of missing) out(`  ${entry.address}${where(entry)}`)
  out(`\nin ${here}, let through by another entry of ${there} (${covered.length})`)
  for (const { entry, by } of covered) out(`  ${entry.address}  (by ${by})`)
}

function where({ occurrences }: Entry): string {
  const text = occurrences[0] === undefined ? '' : placeText(occurrences[0])
  return text === '' ? '' : `  (${text})`
}

function json({ both, onlyFirst, onlySecond }: Comparison, [first, second]: readonly [string, string]): object {
  const way = ({ missing, covered }: OneWay) => ({
    missing: missing.map((entry) => ({ address: entry.address, type: entry.type, occurrences: entry.occurrences })),
    covered: covered.map(({ entry, by }) => ({ address: entry.address, by })),
  })
  return { first, second, both, onlyFirst: way(onlyFirst), onlySecond: way(onlySecond) }
}
