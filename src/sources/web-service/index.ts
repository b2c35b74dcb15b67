import type { Body, Read, SourceKind } from '../kind.ts'
import { canonicalInstance, type WebServiceConfig, webServiceSchema } from './config.ts'
import { fetchService } from './fetch.ts'

export type { WebServiceConfig } from './config.ts'

/** One instance of the Microsoft 365 endpoint web service. */
export const webService: SourceKind<WebServiceConfig> = {
  id: 'web-service',
  readerVersion: 1,
  // A published list never lost a third at once; the empty and the cut ones did.
  gate: { maxLost: 1 / 3 },
  schema: webServiceSchema,
  fetch: fetchService,
  read: readService,
  beside: async (source, body, old) => (await import('./beside.ts')).filesBeside(source, body, old),
}

async function readService(source: WebServiceConfig & { readonly id: string }, body: Body): Promise<Read> {
  const [{ assemble }, { bodyFault }, { readEndpointSets }] = await Promise.all([
    import('./assemble.ts'),
    import('./body.ts'),
    import('./read.ts'),
  ])
  const assembled = assemble(source, body)
  if (assembled.kind === 'fault')
    return { kind: 'fault', fault: bodyFault(assembled, `${source.id} ${assembled.part.url}`) }
  const reading = readEndpointSets(assembled.sets, canonicalInstance(source.instance))
  return { kind: 'reading', reading: { ...reading, date: publicationDate(body.parts[0].revision) } }
}

/** A version `2024103100` was published on 2024-10-31. */
function publicationDate(version: string | null): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})\d{2}$/.exec(version ?? '')
  return match === null ? null : `${match[1]}-${match[2]}-${match[3]}`
}
