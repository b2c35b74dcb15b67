import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Fault } from '../core/model.ts'
import { assembled } from './assemble.ts'
import type { Config } from './config.ts'
import { readDocument } from './document.ts'
import { at } from './issues.ts'
import { checkChannel, checked, checkSource, type LoadOptions } from './parts.ts'
import { referenceFaults } from './references.ts'
import { configSchema } from './schema.ts'

export type { ChannelKindSchema, LoadOptions, SourceKindSchema } from './parts.ts'

export type Loaded =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] }

/**
 * Reads the configuration. Never throws for what stands in the file: every fault comes with its place, why, and the next step, and there
 * is a `Config` only when there is no fault. Values of variables are in no fault.
 */
export function loadConfig(path: string, options: LoadOptions): Loaded {
  const text = readText(path)
  if (typeof text !== 'string') return { kind: 'faults', faults: [text] }
  return parseConfig(text, path, options)
}

export function parseConfig(text: string, path: string, options: LoadOptions): Loaded {
  const document = readDocument(text, path, options.env)
  const faults: Fault[] = [...document.faults]
  if (!document.complete) return { kind: 'faults', faults }
  const whole = document.value ?? {}
  const top = checked(configSchema, document, whole, [], faults)
  const sources = listAt(whole, 'sources').map((raw, i) => checkSource(raw, i, document, options, faults))
  const channels = Object.entries(at(whole, ['channels']) ?? {}).map(([name, raw]) =>
    checkChannel(name, raw, document, options, faults),
  )
  faults.push(...referenceFaults(document, whole, sources, channels))
  if (faults.length > 0 || top === null) return { kind: 'faults', faults: inOrder(withoutEchoes(faults)) }
  const file = resolve(path)
  return {
    kind: 'config',
    config: assembled({ file, folder: dirname(file), env: options.env }, top, sources, channels),
  }
}

function readText(path: string): string | Fault {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return {
      code: 'config-unreadable',
      place: path,
      why: code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`,
      next: 'name the configuration with --config FILE or ENDPOINT_DRIFT_CONFIG; config/endpoint-drift.yaml is the one that is shipped',
    }
  }
}

function listAt(whole: unknown, key: string): readonly unknown[] {
  const list = at(whole, [key])
  return Array.isArray(list) ? list : []
}

/** A variable that is not set leaves an empty text behind: what is wrong with that needs no second word. */
function withoutEchoes(faults: readonly Fault[]): Fault[] {
  const unset = new Set(faults.flatMap(({ code, place }) => (code === 'config-variable' ? [place] : [])))
  return faults.filter(({ code, place }) => code === 'config-variable' || !unset.has(place))
}

/** By line and column, as a person works through a file. */
function inOrder(faults: readonly Fault[]): Fault[] {
  const position = ({ place }: Fault): number => {
    const [, line = '0', column = '0'] = /:(\d+):(\d+)(?: |$)/.exec(place) ?? []
    return Number(line) * 10_000 + Number(column)
  }
  return faults.toSorted((a, b) => position(a) - position(b))
}
