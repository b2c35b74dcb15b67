import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Act, playAct } from './act.ts'
import { actOne } from './act-one.ts'
import { actTwo, sourcesTwo } from './act-two.ts'
import { ending } from './ending.ts'
import { heading, line, tell } from './paper.ts'
import { sourcesOne } from './vendor.ts'

const usage = `npm run demo -- [--first-act] [--folder DIR]
  --first-act   only what the demo brings along, not the real pages from ../shared
  --folder DIR  where everything is put; a new folder for temporary files when left out
`

async function demo(signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    options: { 'first-act': { type: 'boolean' }, folder: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const began = performance.now()
  const folder = resolve(values.folder ?? mkdtempSync(join(tmpdir(), 'endpoint-drift-demo-')))
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0) {
    process.stderr.write(`${folder} is not empty. Next: name a new folder, or leave --folder out.\n`)
    return 1
  }
  heading('endpoint-drift, the demo')
  tell(
    'Documentation pages that list required endpoints are played by a server on this machine, version after version. The ' +
      'program watches them as it would watch the real ones; a mail server and a webhook receiver, here as well, show what it ' +
      'sends. No network is used. Everything is put into',
  )
  line(`  ${folder}`)
  const acts = actsFor(values['first-act'] === true)
  const results = []
  for (const act of acts) results.push(await playAct(act, join(folder, act.folder), signal))
  return ending(folder, results, performance.now() - began)
}

function actsFor(onlyFirst: boolean): readonly Act[] {
  const first = {
    title: 'First act: a vendor that we made up',
    folder: '1-made-up',
    sources: sourcesOne,
    steps: actOne,
  }
  const steps = onlyFirst ? null : actTwo(new URL('../../../shared/', import.meta.url))
  if (steps === null) return [first]
  return [first, { title: 'Second act: real pages, real edits', folder: '2-real', sources: sourcesTwo, steps }]
}

function faultText(error: unknown): string {
  if (!(error instanceof Error)) return `The demo itself failed: ${error}\n`
  const isUsage = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  return isUsage ? `${error.message}\n${usage}` : `The demo itself failed: ${error.stack}\n`
}

/** Ends the demo and the program that it runs when a person has seen enough, or nobody reads any more. */
function stopper(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort())
  process.stdout.on('error', () => controller.abort())
  return controller.signal
}

const signal = stopper()
try {
  process.exitCode = await demo(signal)
} catch (error) {
  process.exitCode = signal.aborted ? 130 : 1
  if (!signal.aborted) process.stderr.write(faultText(error))
}
