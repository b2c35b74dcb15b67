import type { Fault } from '../../core/model.ts'
import type { BodyFault } from '../json.ts'
import type { Read } from '../kind.ts'
import { readEndpointSets } from './read.ts'
import { parseEndpointSets } from './schema.ts'

/**
 * Whether a text is meant as a body of GET /endpoints: a JSON list of endpoint sets, also an empty or a broken one, since
 * a broken list must be told as that and not be read as a page without endpoints.
 */
export function recogniseEndpointSets(text: string): boolean {
  const start = text.slice(0, 200).replace(/^\uFEFF/, '')
  if (/^\s*\[\s*\]\s*$/.test(start)) return true
  return /^\s*\[\s*\{/.test(start) && /"serviceArea(?:DisplayName)?"\s*:/.test(text)
}

/**
 * Reads a body of the service that lies in a file. `instance`: its name, when the reader knows it.
 * A body that is broken is a fault that says what was expected and what came.
 */
export function readServiceBody(text: string, instance: string | null = null, place = 'endpoint sets'): Read {
  const parsed = parseEndpointSets(text)
  if (parsed.kind === 'fault') return { kind: 'fault', fault: bodyFault(parsed, place) }
  return { kind: 'reading', reading: readEndpointSets(parsed.sets, instance) }
}

/** What is wrong with a body, as an operator is told it. */
export function bodyFault({ code, why }: BodyFault, place: string): Fault {
  return {
    code,
    place,
    why,
    next: 'Nothing is published: the last good list stays, and the service is asked again in an hour.',
  }
}
