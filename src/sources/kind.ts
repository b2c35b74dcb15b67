import type { z } from 'zod'
import type { GateLimits } from '../core/gate.ts'
import type { Fault, Reading } from '../core/model.ts'
import type { Http } from './http.ts'

/** One answered resource: the page itself, or something the page includes. */
export type Part = {
  /** The address that answered, without credentials. */
  readonly url: string
  /** For an include: the path as the including file writes it, resolved against the page. `null` for the page itself. */
  readonly path: string | null
  readonly bytes: Uint8Array
  readonly contentType: string | null
  /** Revision that the server named: a web-service version, an ETag, a Last-Modified date. */
  readonly revision: string | null
}

/** What a source answered. The first part is the page, the others are what it includes. */
export type Body = { readonly parts: readonly [Part, ...Part[]] }

/** A fetch ends in one of three ways. `state` is opaque to everyone but the kind, and is saved only after the body was dealt with. */
export type Fetched =
  | { readonly kind: 'unchanged'; readonly state?: string; readonly notices: readonly Fault[] }
  | { readonly kind: 'body'; readonly body: Body; readonly state: string; readonly notices: readonly Fault[] }
  /** `notBefore`: milliseconds since the epoch before which the source must not be asked again. */
  | { readonly kind: 'fault'; readonly fault: Fault; readonly notBefore?: number }

export type Read =
  | { readonly kind: 'reading'; readonly reading: Reading }
  | { readonly kind: 'fault'; readonly fault: Fault }

export type SourceIo = {
  readonly http: Http
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** The GUID of this installation, made once and kept. */
  readonly clientId: () => string
  /** The parts of the last body that was dealt with, for answers that say "not modified"; `null` when there are none. */
  readonly lastBody: () => Body | null
  /** A person asked for this check: ask the source even if its own etiquette would wait for the next hour. */
  readonly asked: boolean
  /** The last body is held, and not published: its state says what was fetched, not what was dealt with. */
  readonly held?: boolean
  /** Shared by all sources of one cycle, so that one call can serve several of them. */
  readonly memo: Map<string, Promise<unknown>>
}

/** A kind of source. `fetch` touches the network and nothing else; `read` is pure and loads the parser only when called. */
export type SourceKind<Config> = {
  readonly id: string
  /** Raised whenever `read` may understand the same bytes differently: they are then read again, and nobody is told. */
  readonly readerVersion: number
  /**
   * Where what `read` understands also hangs on the settings of the source (expressions): a number that takes the place of
   * `readerVersion` and changes with either. Below 2^31. Use `readerOf`.
   */
  readonly readerVersionOf?: (settings: Config) => number
  /** Where this kind wants other limits of the gate than the common ones. */
  readonly gate?: Partial<GateLimits>
  /** What the configuration of such a source holds besides the common keys. Unknown keys are refused (strict). */
  readonly schema: z.ZodType<Config>
  readonly fetch: (source: Config & { readonly id: string }, state: string | null, io: SourceIo) => Promise<Fetched>
  readonly read: (source: Config & { readonly id: string }, body: Body) => Promise<Read>
  /** Files to keep beside the snapshot, by name (`*.json`), made from the body and from our files at HEAD. */
  readonly beside?: (
    source: Config & { readonly id: string },
    body: Body,
    old: ReadonlyMap<string, string>,
  ) => Promise<Readonly<Record<string, string>>>
}

/** The version of the reader that reads a source with these settings. */
export function readerOf<Config>(kind: SourceKind<Config>, settings: Config): number {
  return kind.readerVersionOf?.(settings) ?? kind.readerVersion
}
