import { readerVersion } from '../../reading/version.ts'
import type { SourceKind } from '../kind.ts'
import { type LearnPageConfig, schema } from './config.ts'
import { fetchPage } from './fetch.ts'
import { readBody } from './read.ts'
import type { Reader } from './reader.ts'

/** A documentation page in Markdown, as the repositories behind Microsoft Learn hold them, with a reader of one's own. */
export function learnPageWith(reader: Reader): SourceKind<LearnPageConfig> {
  return {
    id: 'learn-page',
    readerVersion,
    schema,
    fetch: (source, state, io) => fetchPage(source, state, io, reader),
    read: (source, body) => readBody(source, body, reader),
  }
}
