import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Config } from '../../config/config.ts'
import type { Fault } from '../../core/model.ts'
import type { Store } from '../../store/store.ts'
import type { Merged } from '../../store/subscription.ts'
import { CommandFault } from '../fault.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { out } from '../print.ts'
import { type Given, judge, settled } from './judge.ts'
import { lineReader } from './line.ts'
import { openSpool, type Spool, type Spooled } from './spool.ts'
import { byOption, checkedWishes, type WishOptions, writtenOptions } from './wishes.ts'

export type ImportOptions = WishOptions & {
  readonly channel?: string
  readonly label?: string
  readonly dryRun?: boolean
  readonly bringBack?: boolean
}

/** Of so many lines it is said what is wrong; of the others only how many they are. */
const told = 20

type Counts = { lines: number; wrong: number; added: number; changed: number; there: number; left: number }

/**
 * Subscribes everybody that a file (or, for `-`, stdin) names, or nobody when one line is wrong. All lines are looked at before the
 * store is written to, which then happens in one transaction: whoever works with the store meanwhile waits a moment at most.
 */
export async function importAll(globals: Globals, file: string, options: ImportOptions): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  const spool = openSpool(config.data)
  try {
    const given = { label: options.label ?? null, now: Date.now(), bringBack: options.bringBack === true }
    const counts = await readAll({ config, store, spool }, file, options, given)
    if (!options.dryRun) write(store, spool, given, counts)
    out(summary(counts, options.dryRun === true))
    return 0
  } finally {
    spool.close()
    store.close()
  }
}

type At = { readonly config: Config; readonly store: Store; readonly spool: Spool }

async function readAll(at: At, file: string, options: ImportOptions, given: Given): Promise<Counts> {
  const wishes = checkedWishes(at.config, writtenOptions(options), byOption)
  if (wishes.kind === 'faults') throw new CommandFault(...wishes.faults)
  const read = lineReader(at.config, { channel: options.channel ?? null, wishes: wishes.value })
  const decide = judge(at.store, at.spool, given)
  const counts: Counts = { lines: 0, wrong: 0, added: 0, changed: 0, there: 0, left: 0 }
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

/** Whoever left since his line was read stays away. */
function write(store: Store, spool: Spool, before: Given, counts: Counts): void {
  const given = { ...before, now: Date.now() }
  function* rows(): Generator<Merged> {
    for (const spooled of spool.all()) yield { id: spooled.subscription.id, decide: decision(spooled) }
  }
  function decision(spooled: Spooled): Merged['decide'] {
    return (there) => {
      const result = settled(store, spooled, there, given)
      if (result !== null) return result
      counts[spooled.wasThere ? 'changed' : 'added'] -= 1
      counts.left += 1
      return null
    }
  }
  store.merge(rows(), given.now)
}

function summary({ lines, added, changed, there, left }: Counts, dryRun: boolean): string {
  const away = left === 0 ? '' : `, ${number(left)} left since and not brought back (--bring-back does)`
  const what = `${number(added)} new, ${number(changed)} changed, ${number(there)} there already or named twice${away}`
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
