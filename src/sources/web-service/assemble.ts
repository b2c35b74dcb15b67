import type { BodyFault } from '../json.ts'
import type { Body, Part } from '../kind.ts'
import { decode } from './calls.ts'
import { same, type WebServiceConfig } from './config.ts'
import { type LocatedSet, parseEndpointSets, twice } from './schema.ts'

export type Assembled =
  | {
      readonly kind: 'sets'
      readonly sets: readonly LocatedSet[]
      /** Areas that the source names and of which no set came, in the source's spelling. */
      readonly missing: readonly string[]
    }
  | (BodyFault & { readonly part: Part })

/** Name of the part that holds the change records. */
export const changesFile = 'changes.json'

/** The parts of a body that are lists of sets. */
export function listParts({ parts }: Body): readonly Part[] {
  return parts.filter(({ path }) => path !== changesFile)
}

/**
 * The sets of all lists of a body, Common taken once. Of the answer for MEM only the sets of MEM count: Common comes along
 * with it always. A source that asks for MEM alone holds MEM alone, as Microsoft's article about Intune filters it.
 */
export function assemble({ serviceAreas = [] }: WebServiceConfig, body: Body): Assembled {
  const sets: LocatedSet[] = []
  for (const part of listParts(body)) {
    const text = decode(part.bytes)
    if (text === null)
      return { kind: 'fault', code: 'not-utf-8', why: 'JSON in UTF-8 was expected; the bytes are not UTF-8', part }
    const parsed = parseEndpointSets(text, part.path ?? undefined)
    if (parsed.kind === 'fault') return { ...parsed, part }
    const memOnly = part.path !== null || serviceAreas.every((area) => same(area, 'MEM'))
    const wanted =
      serviceAreas.length > 0 && memOnly ? parsed.sets.filter(({ area }) => same(area, 'MEM')) : parsed.sets
    sets.push(
      ...wanted.filter(
        (set) => !sets.some((had) => had.id === set.id && had.file !== set.file && same(had.area, set.area)),
      ),
    )
  }
  const fault = twice(sets)
  if (fault !== null) return { ...fault, part: body.parts[0] }
  return { kind: 'sets', sets, missing: serviceAreas.filter((name) => !sets.some(({ area }) => same(area, name))) }
}
