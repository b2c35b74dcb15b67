import { readerVersion } from '../../reading/version.ts'
import type { SourceKind } from '../kind.ts'
import { type LearnPageConfig, readerVersionOf, schema } from './config.ts'
import { fetchPage } from './fetch.ts'
import { readBody } from './read.ts'
import { type LoadReader, loadReader } from './reader.ts'

export type { LearnPageConfig } from './config.ts'

/** The kind with a reader of one's own. */
export function learnPageWith(reader: LoadReader): SourceKind<LearnPageConfig> {
  return {
    id: 'learn-page',
    readerVersion,
    readerVersionOf,
    schema,
    fetch: (source, state, io) => fetchPage(source, state, io, reader),
    read: (source, body) => readBody(source, body, reader),
  }
}

/** A documentation page: Markdown, as the repositories behind Microsoft Learn hold it, or the page as it is shown. */
export const learnPage: SourceKind<LearnPageConfig> = learnPageWith(loadReader)
