import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Config } from '../../config/config.ts'
import type { Fault } from '../../core/model.ts'
import type { Store } from '../../store/store.ts'
import { CommandFault } from '../fault.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { out } from '../print.ts'
import { judge } from './judge.ts'
import { lineReader } from './line.ts'
import { openSpool, type Spool } from './spool.ts'
import { byOption, checkedWishes, type WishOptions, writtenOptions } from './wishes.ts'

export type ImportOptions = WishOptions & {
  readonly channel?: string
  readonly label?: string
  readonly dryRun?: boolean
}

/** Of so many lines it is said what is wrong; of the others only how many they are. */
const told = 20

type Counts = { lines: number; wrong: number; added: number; changed: number; there: number }

/**
 * Subscribes everybody that a file (or, for `-`, stdin) names, or nobody when one line is wrong. All lines are looked at before the
 * store is written to, which then happens in one transaction: whoever works with the store meanwhile waits a moment at most.
 */
export async function importAll(globals: Globals, file: string, options: ImportOptions): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  const spool = openSpool(config.data)
  try {
    const counts = await readAll({ config, store, spool }, file, options)
    if (!options.dryRun) write(store, spool)
    out(summary(counts, options.dryRun === true))
    return 0
  } finally {
    spool.close()
    store.close()
  }
}

type At = { readonly config: Config; readonly store: Store; readonly spool: Spool }

async function readAll(at: At, file: string, options: ImportOptions): Promise<Counts> {
  const wishes = checkedWishes(at.config, writtenOptions(options), byOption)
  if (wishes.kind === 'faults') throw new CommandFault(...wishes.faults)
  const read = lineReader(at.config, { channel: options.channel ?? null, wishes: wishes.value })
  const decide = judge(at.store, at.spool, { label: options.label ?? null, now: Date.now() })
  const counts: Counts = { lines: 0, wrong: 0, added: 0, changed: 0, there: 0 }
  const faults: Fault[] = []
  for await (const { text, number } of linesOf(file)) {
    counts.lines += 1
    const line = read(text, number)
    const verdict = line.kind === 'faults' ? line : decide(line.value, number)
    if (verdict.kind !== 'faults') counts[verdict.kind] += 1
    else {
      counts.wrong += 1
      if (counts.wrong <= told) faults.push(...verdict.faults)
    }
  }
  if (counts.wrong > 0) throw new CommandFault(...faults, whole(file, counts))
  return counts
}

function whole(file: string, { wrong, lines }: Counts): Fault {
  const first = wrong > told ? `; the first ${told} are above` : ''
  return {
    code: 'bad-lines',
    place: file === '-' ? 'stdin' : file,
    why: `${number(wrong)} of ${number(lines)} lines ${wrong === 1 ? 'is' : 'are'} wrong${first}. Nobody was subscribed.`,
    next: 'Correct them and import the whole again; --dry-run looks without writing',
  }
}

function write(store: Store, spool: Spool): void {
  store.subscribe(spool.subscriptions(), [], Date.now())
  for (const [id, halt] of spool.halts()) store.halt(id, halt)
}

function summary({ lines, added, changed, there }: Counts, dryRun: boolean): string {
  const what = `${number(added)} new, ${number(changed)} changed, ${number(there)} there already or named twice`
  return dryRun ? `${number(lines)} lines are right: ${what}; nothing was written` : `subscribed: ${what}`
}

function number(count: number): string {
  return count.toLocaleString('en')
}

/** Lines that hold something, with their numbers from 1. Comments begin with `#`. */
async function* linesOf(file: string): AsyncGenerator<{ readonly text: string; readonly number: number }> {
  const handle = file === '-' ? null : await opened(file)
  const lines = handle?.readLines() ?? createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  for await (const line of lines) {
    number += 1
    const text = (number === 1 ? line.replace(/^\uFEFF/, '') : line).trim()
    if (text !== '' && !text.startsWith('#')) yield { text, number }
  }
}

async function opened(file: string): ReturnType<typeof open> {
  try {
    return await open(file)
  } catch {
    throw new CommandFault({
      code: 'no-file',
      place: file,
      why: 'This file cannot be read.',
      next: 'Check the path, or give - to read from stdin',
    })
  }
}
