import { setTimeout as sleep } from 'node:timers/promises'
import { summary } from '../core/change-set.ts'
import type { ChangeSet } from '../core/model.ts'
import type { CheckResult } from '../worker/check-source.ts'
import { check as checkSources } from '../worker/cycle.ts'
import type { Installation } from '../worker/installation.ts'
import { deliverAll } from './deliver.ts'
import { chosen, lockOrFault, openInstallation, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { err, isWatched, out, printFault } from './print.ts'

type Options = { readonly dryRun?: boolean; readonly json?: boolean }

/** Milliseconds: a command does not wait for a listener that does not answer. */
const heartbeatPatience = 10_000

/** One cycle now, then one round of deliveries. Exit code: 0 nothing new, 2 changes, 1 a fault or a held reading. */
export async function check(globals: Globals, ids: readonly string[], options: Options): Promise<number> {
  const config = await readConfig(globals)
  const sources = chosen(config, ids)
  const lock = options.dryRun ? null : lockOrFault(config, 'check')
  const at = await openInstallation(config, { info: () => undefined, warn: () => undefined })
  try {
    const progress = counter(sources.length)
    const results = options.dryRun
      ? await (await import('../worker/dry-run.ts')).dryRun(at, sources)
      : await checkSources(at, sources, true, progress)
    for (const result of results) await print(at, result, options)
    if (!options.dryRun) {
      await deliverAll(at)
      if (config.heartbeat !== null) await sendBeat(at)
    }
    return exitCode(results)
  } finally {
    await at.close()
    lock?.release()
  }
}

async function sendBeat(at: Installation): Promise<void> {
  const { beat } = await import('../worker/heartbeat.ts')
  await Promise.race([beat(at), sleep(heartbeatPatience, undefined, { ref: false })])
}

/** On a terminal, one line that counts up; into a file or a pipe, nothing. */
function counter(total: number): () => void {
  let done = 0
  if (!isWatched(process.stderr) || total < 2) return () => undefined
  return () => {
    done += 1
    process.stderr.write(`\rchecked ${done} of ${total}${done === total ? '\n' : ''}`)
  }
}

async function print(at: Installation, result: CheckResult, { json }: Options): Promise<void> {
  if (json) {
    out(JSON.stringify(result))
    return
  }
  const title = at.config.sources.find((source) => source.id === result.source)?.title ?? ''
  const changes = result.changeSets.flatMap((changeSet) => changeSet.changes)
  const said = changes.length > 0 ? summary(changes) : result.outcome
  if (result.outcome !== 'unchanged' || changes.length > 0) err(`${result.source}: ${said}  (${title})`)
  await printChanges(result.changeSets)
  for (const fault of result.faults) printFault(fault)
}

/** Loaded only when something changed: a check that finds nothing does not pay for it. */
async function printChanges(changeSets: readonly ChangeSet[]): Promise<void> {
  if (changeSets.length === 0) return
  const { changesText } = await import('./changes-text.ts')
  const lines = changeSets.flatMap((changeSet) => changesText(changeSet).split('\n'))
  for (const line of lines) err(`  ${line}`.trimEnd())
}

function exitCode(results: readonly CheckResult[]): number {
  if (results.some((result) => result.outcome === 'fault' || result.outcome === 'held')) return 1
  return results.some((result) => result.changeSets.length > 0) ? 2 : 0
}
