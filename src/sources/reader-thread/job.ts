import type { Reading } from '../../core/model.ts'
import type { Format } from '../../reading/document.ts'

/** One page to read, as plain values: it goes to another thread. */
export type Job = {
  /** The page, decoded. */
  readonly text: string
  readonly format: Format
  /** Texts of the included files by their paths from the page; `null`: includes are not followed. */
  readonly files: ReadonlyMap<string, string> | null
  /** Beginnings of paths whose absence is meant, and reads as nothing. */
  readonly skipped: readonly string[]
}

/** `reading-refused`: too large or too deep. `reading-too-slow`: it took longer than any page of the kind. */
export type Refused = {
  readonly kind: 'refused'
  readonly code: 'reading-refused' | 'reading-too-slow'
  readonly why: string
}

export type Done = { readonly kind: 'reading'; readonly reading: Reading } | Refused

/** What the thread says: that it can be asked, or how its last job ended. `failed` is a slip of our own. */
export type Said = { readonly kind: 'ready' } | Done | { readonly kind: 'failed'; readonly why: string }
