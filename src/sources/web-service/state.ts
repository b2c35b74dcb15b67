import { z } from 'zod'
import type { Fault } from '../../core/model.ts'

/** What a source of this kind remembers between fetches. Saved by the caller only after the body was dealt with. */
export type ServiceState = {
  /** The list that was asked for, without the client's GUID: another instance or selection is another list. */
  readonly list: string
  /** Version of the list that was dealt with last. */
  readonly version: string
  /** Records came with that list from this version on; `null` when none were asked for. */
  readonly from?: string | null | undefined
  /** When /version was answered last, milliseconds since the epoch. */
  readonly askedAt: number
  /** The list held sets of MEM, which come in an answer of their own. */
  readonly mem: boolean
  /** Change records are still owed from this version on: /changes failed. */
  readonly owed: { readonly since: string; readonly tries: number } | null
  /** Trouble that lasts until the next list: told again with every answer, or it would count as ended. */
  readonly notices: readonly Fault[]
}

const fault = z.object({ code: z.string(), place: z.string(), why: z.string(), next: z.string() })
const shape: z.ZodType<ServiceState> = z.object({
  list: z.string(),
  version: z.string(),
  from: z.string().nullish(),
  askedAt: z.number(),
  mem: z.boolean(),
  owed: z.object({ since: z.string(), tries: z.number() }).nullable(),
  notices: z.array(fault),
})

/** Reads a state back; one that is missing, from another list or not understood is `null`, and the list is fetched afresh. */
export function parseState(text: string | null, list: string): ServiceState | null {
  const state = parsed(text)
  return state?.list === list ? state : null
}

/** The state of another selection of the same instance: its records were dealt with all the same, since /changes knows no selection. */
export function parseOther(text: string | null, list: string): ServiceState | null {
  const state = parsed(text)
  return state !== null && state.list !== list && instanceIn(state.list) === instanceIn(list) ? state : null
}

function instanceIn(list: string): string | undefined {
  return list.split(/[?\s]/)[0]
}

function parsed(text: string | null): ServiceState | null {
  if (text === null) return null
  try {
    const result = shape.safeParse(JSON.parse(text))
    return result.success ? result.data : null
  } catch {
    return null
  }
}

export function writeState(state: ServiceState): string {
  return JSON.stringify(state)
}
