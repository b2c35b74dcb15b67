import { z } from 'zod'
import { parseJson } from '../json.ts'
import type { SourceIo } from '../kind.ts'
import { callService, hour, prepare, type Trouble, trouble } from './calls.ts'
import { same, type WebServiceConfig } from './config.ts'

type Named = WebServiceConfig & { readonly id: string }
type Versions = readonly { readonly instance: string; readonly latest?: unknown }[]

/** An answer of /version, and when it came (milliseconds since the epoch). */
type Asked = {
  readonly at: number
  readonly result: { readonly kind: 'versions'; readonly versions: Versions } | Trouble
}

export type Latest = {
  readonly kind: 'latest'
  readonly instance: string
  readonly version: string
  readonly at: number
}

const row = z.looseObject({ instance: z.string() })
const shape = z.union([z.array(row), row.transform((one) => [one])])

/**
 * The newest version of the source's instance, in the service's spelling. All instances are asked for in one call, which is
 * shared through `io.memo` by every source of the same service, for an hour if the memo lives so long.
 * Trouble: no answer, no list, an instance that the service does not (or no longer) know, a version that is not 10 digits.
 */
export async function latestVersion(source: Named, io: SourceIo): Promise<Latest | Trouble> {
  const place = { place: `${source.id} /version` }
  const { at, result } = await askOnce(source, io)
  if (result.kind === 'fault') return { ...result, fault: { ...result.fault, ...place } }
  const found = result.versions.find(({ instance }) => same(instance, source.instance))
  if (found === undefined) return retired(source, result.versions, io)
  const { instance, latest } = found
  if (typeof latest === 'string' && /^\d{10}$/.test(latest)) return { kind: 'latest', instance, version: latest, at }
  const came = JSON.stringify(latest) ?? 'nothing'
  return trouble(
    'bad-version',
    place,
    `the version of ${instance} was expected as 10 digits; came ${came.slice(0, 80)}`,
    io,
  )
}

function retired(source: Named, versions: Versions, io: SourceIo): Trouble {
  const others = versions.map(({ instance }) => instance).join(', ')
  const why = `the service answers for ${others}; it does not know the instance ${source.instance}`
  const { fault, ...rest } = trouble('instance-retired', { place: `${source.id} /version` }, why, io)
  const next =
    'The last good list stays. If Microsoft closed this instance, mark the source as retired; else correct `instance`.'
  return { ...rest, fault: { ...fault, next } }
}

async function askOnce(source: Named, io: SourceIo): Promise<Asked> {
  const key = `web-service ${source.base} /version`
  for (;;) {
    const running = io.memo.get(key)
    if (running === undefined) {
      const asked = ask(source, io)
      io.memo.set(key, asked)
      return asked
    }
    const asked = await running
    if (isAsked(asked) && isFresh(asked, io.now())) return asked
    // Only whoever finds the stale answer still in place removes it, so that two sources at once ask one time.
    if (io.memo.get(key) === running) io.memo.delete(key)
  }
}

async function ask(source: Named, io: SourceIo): Promise<Asked> {
  const call = prepare(source, '/version', {}, io)
  const at = io.now()
  const answer = await callService(call, io, null, null)
  if (answer.kind === 'fault') return { at, result: answer }
  const json = parseJson(answer.text, 'the versions of all instances')
  if (json.kind === 'fault') return { at, result: trouble(json.code, call, json.why, io) }
  const rows = shape.safeParse(json.value)
  if (rows.success && rows.data.length > 0) return { at, result: { kind: 'versions', versions: rows.data } }
  const came = JSON.stringify(json.value).slice(0, 100)
  const why = `a list of instances with their versions was expected; came ${came}`
  return { at, result: trouble('bad-version-list', call, why, io) }
}

function isAsked(value: unknown): value is Asked {
  return typeof value === 'object' && value !== null && 'at' in value && 'result' in value
}

function isFresh({ at, result }: Asked, now: number): boolean {
  const keep = result.kind === 'versions' ? hour : hour / 12
  return now >= at && now - at < keep
}
