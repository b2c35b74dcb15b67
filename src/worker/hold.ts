import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceConfig } from '../config/config.ts'
import type { Fault } from '../core/model.ts'
import type { Body } from '../sources/kind.ts'
import { iso } from './alerts.ts'

/**
 * Writes the parts of a held body under `<data>/held/<source>/<time>/`, and how its page differs from the last one
 * (`page.diff`), for a person to look at. Returns that folder.
 */
export async function keepEvidence(
  data: string,
  source: string,
  body: Body,
  last: Body | null,
  now: number,
): Promise<string> {
  const folder = join(data, 'held', source, iso(now).replaceAll(':', '-'))
  await mkdir(folder, { recursive: true })
  for (const [index, part] of body.parts.entries())
    await writeFile(join(folder, fileName(index, part.path)), part.bytes)
  if (last !== null) await writeFile(join(folder, 'page.diff'), await patchOf(source, last, body))
  return folder
}

async function patchOf(source: string, last: Body, body: Body): Promise<string> {
  const { createTwoFilesPatch } = await import('diff')
  const [before, after] = [last, body].map(({ parts }) => new TextDecoder().decode(parts[0].bytes))
  const options = { context: 3, timeout: 5_000 }
  return (
    createTwoFilesPatch(`a/${source}`, `b/${source}`, before ?? '', after ?? '', '', '', options) ??
    'the two differ too much\n'
  )
}

function fileName(index: number, path: string | null): string {
  const name = (path ?? 'body').replaceAll(/[^\w.-]+/g, '_').slice(-80)
  return `${String(index).padStart(2, '0')}-${name}`
}

export function holdFault(source: SourceConfig, reasons: readonly string[], evidence: string): Fault {
  return {
    code: 'held',
    place: source.id,
    why: `The new reading is held and the last good snapshot stays: ${reasons.join('; ')}.`,
    next: `Look at ${evidence} and at ${source.page}. If the change is real, run: endpoint-drift accept ${source.id}`,
  }
}
