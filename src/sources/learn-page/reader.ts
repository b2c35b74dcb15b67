import type { Reading } from '../../core/model.ts'
import type { Decode } from './validate-page.ts'

/** What a fetch needs of the reader: cheap to load, without the parser. */
export type Scanner = {
  readonly decodeText: Decode
  /** Paths of the includes that a page or an included file names, as written, in order. */
  readonly includesOf: (text: string) => readonly string[]
  /** A path as written in `from` (`null`: the page), as a path from the page. */
  readonly resolveInclude: (path: string, from: string | null) => string
}

/** `include` is asked for paths from the page, as `resolveInclude` makes them. */
export type ReadPage = (
  text: string,
  options: { readonly include?: (path: string, from: string | null) => string | null },
) => Reading

/** How the parts of the reader are loaded, when they are first needed. */
export type Reader = {
  readonly scanner: () => Promise<Scanner>
  readonly readPage: () => Promise<ReadPage>
}
