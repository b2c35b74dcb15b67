import { jsonList } from './json-list/index.ts'
import type { SourceKind } from './kind.ts'
import { learnPage } from './learn-page/index.ts'
import { webService } from './web-service/index.ts'

/** Every kind of source, one line each. */
export const sourceKinds: readonly SourceKind<unknown>[] = [listed(learnPage), listed(webService), listed(jsonList)]

/** A kind among others: whoever takes it from the list does not know its configuration, so the kind's own schema does. */
function listed<Config>(kind: SourceKind<Config>): SourceKind<unknown> {
  function own({ id, ...settings }: { readonly id: string }): Config & { readonly id: string } {
    return { ...kind.schema.parse(settings), id }
  }
  const { beside, readerVersionOf } = kind
  return {
    id: kind.id,
    ...(kind.gate && { gate: kind.gate }),
    readerVersion: kind.readerVersion,
    ...(readerVersionOf && { readerVersionOf: (settings) => readerVersionOf(kind.schema.parse(settings)) }),
    schema: kind.schema,
    fetch: async (source, state, io) => kind.fetch(own(source), state, io),
    read: async (source, body) => kind.read(own(source), body),
    ...(beside && { beside: async (source, body, old) => beside(own(source), body, old) }),
  }
}
