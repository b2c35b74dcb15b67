import { readerVersion } from '../../reading/version.ts'
import type { SourceKind } from '../kind.ts'
import { type LearnPageConfig, schema } from './config.ts'
import { fetchPage } from './fetch.ts'
import { readBody } from './read.ts'
import { type LoadReader, loadReader } from './reader.ts'

export type { LearnPageConfig } from './config.ts'

/** The kind with a reader of one's own. */
export function learnPageWith(reader: LoadReader): SourceKind<LearnPageConfig> {
  return {
    id: 'learn-page',
    readerVersion,
    schema,
    fetch: (source, state, io) => fetchPage(source, state, io, reader),
    read: (source, body) => readBody(source, body, reader),
  }
}

/** A documentation page in Markdown, as the repositories behind Microsoft Learn hold them. */
export const learnPage: SourceKind<LearnPageConfig> = learnPageWith(loadReader)
