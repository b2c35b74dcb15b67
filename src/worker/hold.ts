import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceConfig } from '../config/config.ts'
import type { Fault } from '../core/model.ts'
import type { Body } from '../sources/kind.ts'
import { iso } from './alerts.ts'

/** Writes the parts of a held body under `<data>/held/<source>/<time>/`, for a person to look at. Returns that folder. */
export async function keepEvidence(data: string, source: string, body: Body, now: number): Promise<string> {
  const folder = join(data, 'held', source, iso(now).replaceAll(':', '-'))
  await mkdir(folder, { recursive: true })
  for (const [index, part] of body.parts.entries())
    await writeFile(join(folder, fileName(index, part.path)), part.bytes)
  return folder
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
