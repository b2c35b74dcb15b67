import { readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { out } from './print.ts'

/** Lists every fault of the configuration (exit 1), or says in a few lines what it asks for (exit 0). */
export async function checkConfig(globals: Globals): Promise<number> {
  const config = await readConfig(globals)
  const retired = config.sources.filter((source) => source.retired !== null).length
  out(`${globals.config}: no faults`)
  out(`  ${config.sources.length - retired} sources are watched, ${retired} retired`)
  out(
    `  ${config.subscriptions.length} subscriptions, operator ${config.operator.length === 0 ? 'nobody' : config.operator.map(({ to }) => to).join(', ')}`,
  )
  if (config.operator.length === 0) out('  Next: name an operator, or nobody hears of trouble')
  return 0
}
