import { placeText } from '../core/change-set.ts'
import { setOf } from '../core/endpoint-set-snapshot.ts'
import type { Entry, Occurrence, Reading } from '../core/model.ts'
import { readPlace } from './place.ts'
import { err, isWatched, out, printFault } from './print.ts'

type Options = { readonly json?: boolean; readonly includes: boolean }

/**
 * Prints what each place lists, one endpoint per occurrence in the order of the page. Exit code 1 when a place could not be
 * read; the others are printed all the same.
 */
export async function extract(places: readonly string[], options: Options): Promise<number> {
  let failures = 0
  for (const [index, place] of places.entries()) {
    if (places.length > 20 && isWatched(process.stderr))
      process.stderr.write(`\rreading ${index + 1} of ${places.length}`)
    const read = await readPlace(place, options)
    if (read.kind === 'fault') {
      failures += 1
      printFault(read.fault)
      if (options.json) out(JSON.stringify({ file: place, endpoints: [], complaints: [], fault: read.fault }))
    } else if (options.json) out(JSON.stringify({ file: place, ...flat(read.reading) }))
    else print(place, read.reading)
  }
  return failures > 0 ? 1 : 0
}

function flat(reading: Reading): object {
  const endpoints = reading.entries.flatMap(rows).sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  return { title: reading.title, date: reading.date, endpoints, complaints: reading.complaints }
}

function rows({ address, type, occurrences }: Entry) {
  return occurrences.map(({ labels, ...occurrence }) => ({
    address,
    type,
    ...occurrence,
    ...labels,
    ...setKeys(labels),
  }))
}

/** The id of an endpoint set is a number, and its flag a flag, as the service writes them. */
function setKeys(labels: Occurrence['labels']): object {
  const set = setOf(labels)
  if (set === null) return {}
  return { set, ...(labels?.expressRoute !== undefined && { expressRoute: labels.expressRoute === 'true' }) }
}

function print(place: string, reading: Reading): void {
  err(`${place}: ${reading.entries.length} addresses${reading.title === null ? '' : `  (${reading.title})`}`)
  const width = Math.min(60, Math.max(0, ...reading.entries.map((entry) => entry.address.length)))
  for (const { address, occurrences } of reading.entries)
    for (const occurrence of occurrences) out(`${address.padEnd(width)}  ${placeText(occurrence)}`)
  for (const { line, file, text, reason } of reading.complaints)
    err(`${file ?? place}:${line}: not understood: ${text.slice(0, 120)} (${reason})`)
}
