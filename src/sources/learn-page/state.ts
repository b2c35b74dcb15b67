import { z } from 'zod'

/** What one part of the last body was, and how to ask whether it is still that. */
export type Known = {
  readonly url: string
  readonly path: string | null
  readonly etag: string | null
  readonly modified: string | null
  /** SHA-256 (hex) of the bytes: not every server knows validators. */
  readonly digest: string
}

/** What this kind remembers of a source: all of it about the body that was dealt with last. URLs are without credentials. */
export type State = {
  readonly version: 1
  readonly settings: string
  /** Which of the configured addresses answered. */
  readonly address: string
  /** When the configured `url` was asked last, milliseconds since the epoch. */
  readonly primaryAskedAt: number
  /** The page first, then its includes. */
  readonly parts: readonly Known[]
}

const known = z.object({
  url: z.string(),
  path: z.string().nullable(),
  etag: z.string().nullable(),
  modified: z.string().nullable(),
  digest: z.string(),
})

const shape: z.ZodType<State> = z.object({
  version: z.literal(1),
  settings: z.string(),
  address: z.string(),
  primaryAskedAt: z.number(),
  parts: z.array(known).min(1),
})

/** A state back from its text; `null` where there is none, or none that this program understands or that these settings made. */
export function parseState(text: string | null, settings: string): State | null {
  if (text === null) return null
  try {
    const result = shape.safeParse(JSON.parse(text))
    return result.success && result.data.settings === settings ? result.data : null
  } catch {
    return null
  }
}
