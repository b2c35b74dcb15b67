import type { Body, Read, SourceKind } from '../kind.ts'
import { type JsonListConfig, readerVersionOf, schema } from './config.ts'
import { fetchList } from './fetch.ts'

export type { JsonListConfig } from './config.ts'

const readerVersion = 1

/** A list in JSON, read by JMESPath expressions. */
export const jsonList: SourceKind<JsonListConfig> = {
  id: 'json-list',
  readerVersion,
  readerVersionOf: (source) => readerVersionOf(source, readerVersion),
  schema,
  fetch: fetchList,
  read: readBody,
}

async function readBody(source: JsonListConfig & { readonly id: string }, body: Body): Promise<Read> {
  const [{ parseDocument }, { listFault }, { readList }] = await Promise.all([
    import('./document.ts'),
    import('./faults.ts'),
    import('./read.ts'),
  ])
  const [{ bytes, url }] = body.parts
  const document = parseDocument(bytes)
  const read = document.kind === 'fault' ? document : readList(source, document)
  if (read.kind === 'reading') return read
  return { kind: 'fault', fault: listFault(source.id, read.code, `${url}: ${read.why}`) }
}
