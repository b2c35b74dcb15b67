import type { Body } from '../sources/kind.ts'

/** What the store knows of a source. Times are milliseconds since the epoch. */
export type SourceRecord = {
  readonly id: string
  /** Opaque to all but the source's kind: validators, version marks. */
  readonly state: string | null
  /** SHA-256 (hex) over the parts of the last body that was dealt with, or `unsettled`. */
  readonly digest: string | null
  /** Version of the reader that read it. */
  readonly reader: number | null
  /** How many complaints that reading had. */
  readonly complaints: number | null
  readonly checkedAt: number | null
  /** Last time the source answered and was understood, changed or not. */
  readonly verifiedAt: number | null
  readonly changedAt: number | null
  /** Consecutive failed checks. */
  readonly failures: number
  readonly notBefore: number | null
}

/** A reading that the gate did not let pass, with its body as evidence. */
export type Held = {
  readonly source: string
  readonly since: number
  readonly digest: string
  readonly state: string
  readonly reasons: readonly string[]
  readonly body: Body
  /** An operator said: publish it. */
  readonly accepted: boolean
}

/** In the place of a digest while another body is being committed: whoever dies then does not know what he left behind. */
export const unsettled = 'unsettled'

export type SourceStore = {
  readonly sources: () => ReadonlyMap<string, SourceRecord>
  /** Sources that answered and hold nothing new; many at once, one transaction. */
  readonly verified: (rows: readonly { id: string; state?: string; digest?: string }[], at: number) => void
  readonly failed: (id: string, at: number, notBefore: number | null) => void
  /** A body was dealt with (published, or held): remember it with its validators, for answers that say "not modified". */
  readonly dealtWith: (
    id: string,
    body: Body,
    facts: { state: string; digest: string; reader: number; at: number; changed: boolean; complaints: number },
  ) => void
  readonly lastBody: (id: string) => Body | null
  /** Another body is about to be committed. Until it is dealt with, `digest` is `unsettled`, and is that of no body. */
  readonly unsettle: (id: string) => void

  readonly hold: (held: Omit<Held, 'accepted'>) => void
  readonly held: () => readonly Held[]
  /** The same without what is large. */
  readonly holding: () => readonly Omit<Held, 'body' | 'state'>[]
  readonly accept: (source: string) => boolean
  readonly release: (source: string) => void
}
