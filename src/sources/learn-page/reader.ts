import type { Done, Job } from '../reader-thread/index.ts'
import type { Decode } from './validate-page.ts'

/** What this kind needs of the reader of pages. */
export type PageReader = {
  readonly decodeText: Decode
  /** Paths of the includes that a page or an included file names, as written, in order. */
  readonly includesOf: (text: string) => readonly string[]
  /** A path as written in the file `from` (`null`: the page), as a path from the page. */
  readonly resolveInclude: (path: string, from: string | null) => string
  /** The files of a job are named as `resolveInclude` makes their paths. */
  readonly read: (job: Job) => Promise<Done>
}

/** Loads the reader: only when something has changed. The parser itself is loaded by the thread that reads. */
export type LoadReader = () => Promise<PageReader>

export async function loadReader(): Promise<PageReader> {
  const [{ decodeText }, { includesOf }, { resolveInclude }, { readerThread }] = await Promise.all([
    import('../../reading/bytes.ts'),
    import('../../reading/includes-of.ts'),
    import('../../reading/include.ts'),
    import('../reader-thread/index.ts'),
  ])
  return { decodeText, includesOf, resolveInclude, read: (job) => readerThread().read(job) }
}
