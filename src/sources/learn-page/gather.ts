import type { Fault } from '../../core/model.ts'
import type { Part } from '../kind.ts'
import { includeUrls, withCredentials } from './address.ts'
import type { Asked, File } from './ask.ts'
import { includeFault } from './faults.ts'
import type { PageReader } from './reader.ts'
import type { Known } from './state.ts'

/** Files that one page may include, itself not counted. */
const mostIncludes = 50

/** A file of the page with its path from the page; `null` for the page itself. */
export type Gathered = { readonly path: string | null; readonly file: File }

export type Refused = { readonly kind: 'fault'; readonly fault: Fault; readonly notBefore?: number }
export type Gathering = { readonly kind: 'gathered'; readonly files: readonly [Gathered, ...Gathered[]] } | Refused

export type Includer = Pick<PageReader, 'includesOf' | 'resolveInclude'> & {
  readonly source: string
  /** The page as it is asked, with credentials. */
  readonly address: string
  /** A path from the page that the configuration leaves out. */
  readonly isSkipped: (path: string) => boolean
  /** Gets a file, from the network or, where it was not modified, from the last body. `path` is from the page. */
  readonly get: (url: string, path: string) => Promise<Exclude<Asked, { kind: 'same' }>>
}

/**
 * The page with everything it includes, each path once, breadth first: a file that includes itself is fetched once, and the
 * reader refuses the repetition. Only files of the page's own origin are fetched: a page must not make us ask hosts of its choice.
 */
export async function gather(page: File, io: Includer): Promise<Gathering> {
  const files: [Gathered, ...Gathered[]] = [{ path: null, file: page }]
  const seen = new Set<string>()
  for (const { path: from, file } of files) {
    for (const written of io.includesOf(file.text)) {
      const path = io.resolveInclude(written, from)
      if (seen.has(path) || io.isSkipped(path)) continue
      const what = `${from ?? 'the page'} includes ${path}`
      if (seen.size >= mostIncludes)
        return refuse(io.source, 'too-many-includes', `${what}, which is one file more than ${mostIncludes}`)
      seen.add(path)
      const found = await find(path, page.url, what, io)
      if (found.kind === 'fault') return found
      files.push({ path, file: found.file })
    }
  }
  return { kind: 'gathered', files }
}

async function find(
  path: string,
  page: string,
  what: string,
  io: Includer,
): Promise<{ readonly kind: 'found'; readonly file: File } | Refused> {
  const gone: string[] = []
  for (const url of includeUrls(path, page)) {
    if (new URL(url).origin !== new URL(page).origin)
      return refuse(io.source, 'include-elsewhere', `${what}, which stands on another host: ${url}`)
    const asked = await io.get(withCredentials(url, io.address), path)
    if (asked.kind === 'fresh') return { kind: 'found', file: asked.file }
    if (asked.kind === 'fault') return { ...asked, fault: { ...asked.fault, why: `${what}: ${asked.fault.why}` } }
    gone.push(asked.why)
  }
  const why = gone.length > 0 ? gone.join('; ') : 'the path cannot be resolved'
  return refuse(io.source, 'include-missing', `${what}, which is not there: ${why}`)
}

function refuse(source: string, code: string, why: string): Refused {
  return { kind: 'fault', fault: includeFault(source, code, why) }
}

/** The parts of a body as the store keeps them. */
export function partsOf([page, ...includes]: readonly [Gathered, ...Gathered[]]): readonly [Part, ...Part[]] {
  const part = ({ path, file: { url, bytes, contentType, etag, modified } }: Gathered): Part => {
    return { url, path, bytes, contentType, revision: etag ?? modified }
  }
  return [part(page), ...includes.map(part)]
}

/** What is remembered of a body, to ask whether it is still the same. */
export function knownOf(files: readonly Gathered[]): readonly Known[] {
  return files.map(({ path, file: { url, etag, modified, digest } }) => ({ url, path, etag, modified, digest }))
}
