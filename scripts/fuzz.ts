import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createReaderThread, threadLimits } from '../src/sources/reader-thread/reader-thread.ts'
import { type Base, mutate } from './fuzz/mutate.ts'
import { type Random, randomFrom } from './fuzz/random.ts'
import { shrink } from './fuzz/shrink.ts'
import { soup } from './fuzz/soup.ts'
import { type Case, type Flaw, flawOf, type LineRule } from './fuzz/verdict.ts'

const root = join(import.meta.dirname, '..')

/** Milliseconds for one made-up page, none of which is larger than a large real one. */
const slowest = 3_000
const largest = 400_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
    /** The number of one case: only it is made and read. */
    only: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'endpoint-drift-fuzz') },
  },
})

const reader = createReaderThread({ ...threadLimits, deadline: 2 * slowest })
const bases = readBases()

/** Reads made-up and mutated pages until the time is up, or until flaws of many kinds were found. */
async function main(): Promise<void> {
  const seed = Number(values.seed)
  console.log(`fuzz: seed ${seed}, ${bases.length} pages to begin with, for ${values.minutes} minutes`)
  const end = performance.now() + Number(values.minutes) * 60_000
  const first = values.only === undefined ? 0 : Number(values.only)
  const flaws = new Map<string, number>()
  let count = 0
  for (let n = first; performance.now() < end && (values.only === undefined || n === first); n++) {
    const one = caseOf(seed, n)
    const flaw = await confirmed(one)
    count += 1
    if (flaw) {
      flaws.set(flaw.kind, (flaws.get(flaw.kind) ?? 0) + 1)
      if ((flaws.get(flaw.kind) ?? 0) <= 5) await tell(seed, n, one, flaw)
    }
  }
  await reader.close()
  const found = [...flaws].map(([kind, times]) => `${kind} ${times}`).join(', ')
  console.log(`fuzz: ${count} pages read; ${found === '' ? 'no flaw' : `flaws: ${found}`}`)
  process.exitCode = flaws.size === 0 ? 0 : 1
}

/** What only took long is read again: the machine may have been busy. */
async function confirmed(one: Case): Promise<Flaw | null> {
  const flaw = await flawOf(one, reader, slowest)
  return flaw?.kind === 'slow' || flaw?.kind === 'too-slow' ? flawOf(one, reader, slowest) : flaw
}

function caseOf(seed: number, n: number): Case {
  const random = randomFrom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b))
  const html = random.chance(0.35)
  const isSoup = random.chance(0.4)
  const linesOnly = random.chance(0.5)
  const made = isSoup ? soup(random, html) : mutated(random, html, linesOnly)
  return { text: made.slice(0, largest), format: html ? 'html' : 'markdown', lines: ruleOf(html, isSoup, linesOnly) }
}

function ruleOf(html: boolean, isSoup: boolean, linesOnly: boolean): LineRule {
  if (isSoup) return html ? 'no' : 'word'
  return html && !linesOnly ? 'no' : 'whole'
}

function mutated(random: Random, html: boolean, linesOnly: boolean): string {
  const alike = bases.filter((base) => base.html === html)
  const base = alike[random.below(alike.length)] ?? bases[0]
  return mutate(base, random, bases, linesOnly)
}

/** Prints a flaw with the seed that makes it again, and writes the page and the smallest page that has it. */
async function tell(seed: number, n: number, one: Case, flaw: Flaw): Promise<void> {
  mkdirSync(values.out, { recursive: true })
  const ending = one.format === 'html' ? 'html' : 'md'
  const path = join(values.out, `${flaw.kind}-${seed}-${n}`)
  writeFileSync(`${path}.${ending}`, one.text)
  const again = async (text: string) => (await flawOf({ ...one, text }, reader, slowest))?.kind === flaw.kind
  const small = await shrink(one.text, again, flaw.kind.endsWith('slow') ? 60_000 : 20_000)
  writeFileSync(`${path}.small.${ending}`, small)
  const rest = await flawOf({ ...one, text: small }, reader, slowest)
  console.log(`\n${flaw.kind} (npm run fuzz -- --seed ${seed} --only ${n}): ${rest?.what ?? flaw.what}`)
  console.log(`  ${path}.small.${ending}: ${JSON.stringify(small.slice(0, 400))}`)
}

function readBases(): readonly [Base, ...Base[]] {
  const shared = join(root, '../shared')
  const folders = [join(root, 'test/fixtures/pages'), join(root, 'test/fixtures/html'), join(shared, 'pages')]
  const histories = existsSync(join(shared, 'history')) ? readdirSync(join(shared, 'history')) : []
  const found = [...folders, ...histories.map((name) => join(shared, 'history', name))].flatMap(pagesIn)
  const [first, ...rest] = found
  if (!first) throw new Error('no page to begin with')
  return [first, ...rest]
}

function pagesIn(folder: string): readonly Base[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /\.(?:md|html)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8'), html: name.endsWith('.html') }))
}

await main()
