import type { Reading } from '../../core/model.ts'
import type { Decode } from './validate-page.ts'

/** What this kind needs of the reader of pages. */
export type PageReader = {
  readonly decodeText: Decode
  /** Paths of the includes that a page or an included file names, as written, in order. */
  readonly includesOf: (text: string) => readonly string[]
  /** A path as written in the file `from` (`null`: the page), as a path from the page. */
  readonly resolveInclude: (path: string, from: string | null) => string
  /** `include` is asked for paths as `resolveInclude` makes them. Throws what `isReadingRefused` knows for what is no page. */
  readonly readPage: (
    text: string,
    options: { readonly include?: (path: string, from: string | null) => string | null },
  ) => Reading
  readonly isReadingRefused: (error: unknown) => error is Error
}

/** Loads the reader, and with it the parser: only when something has changed. */
export type LoadReader = () => Promise<PageReader>

export async function loadReader(): Promise<PageReader> {
  const [{ decodeText, includesOf, isReadingRefused, readPage }, { resolveInclude }] = await Promise.all([
    import('../../reading/index.ts'),
    import('../../reading/include.ts'),
  ])
  return { decodeText, includesOf, isReadingRefused, readPage, resolveInclude }
}
