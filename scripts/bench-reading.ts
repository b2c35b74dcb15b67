import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTable } from 'micromark-extension-gfm-table'
import remarkFrontmatter from 'remark-frontmatter'
import remarkParse from 'remark-parse'
import { type Processor, unified } from 'unified'
import { readPage } from '../src/reading/index.ts'

/** Before anything is timed, both sides run so often that the engine has compiled them: medians of cold code say how cold it was. */
const warming = 15
const rounds = 40

function main(): void {
  const pages = pagesToRead()
  const alone = unified().use(remarkParse).use(remarkFrontmatter).use(tables).freeze()
  console.log('page                     KiB   remark ms  reading ms  ratio')
  for (let round = 0; round < warming; round++)
    for (const { text } of pages) {
      alone.parse(text)
      readPage(text)
    }
  let parsing = 0
  let reading = 0
  for (const { name, text } of pages) {
    const [parse, read] = medians(
      () => alone.parse(text),
      () => readPage(text),
    )
    parsing += parse
    reading += read
    const size = (text.length / 1024).toFixed(1).padStart(6)
    console.log(
      `${name.padEnd(22)}${size}${parse.toFixed(2).padStart(12)}${read.toFixed(2).padStart(12)}${(read / parse).toFixed(2).padStart(7)}`,
    )
  }
  const ratio = reading / parsing
  console.log(
    `all: reading takes ${ratio.toFixed(2)} times what remark alone takes (medians of ${rounds} rounds; the aim is 1.30 at most)`,
  )
  process.exitCode = ratio <= 1.3 ? 0 : 1
}

/** What remark alone is given: the same tables and front matter, and nothing turned off. */
function tables(this: Processor): void {
  const data = this.data()
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), gfmTable()]
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), gfmTableFromMarkdown()]
}

function pagesToRead(): readonly { readonly name: string; readonly text: string }[] {
  const real = join(import.meta.dirname, '../../shared/pages')
  if (!existsSync(real)) return [{ name: 'made-up', text: madeUp() }]
  const files = readdirSync(real).filter((file) => file.endsWith('.md'))
  return files.map((file) => ({ name: file, text: readFileSync(join(real, file), 'utf8') }))
}

function madeUp(): string {
  const row = (i: number): string =>
    `| \`*.n${i}.contoso.net\`<br>host${i}.fabrikam.com | TCP | 443 | Used for *part* ${i}, see [here](a.md) |`
  const rows = Array.from({ length: 300 }, (_, i) => row(i)).join('\n')
  return `# Network endpoints\n\n| Address | Protocol | Port | Purpose |\n| --- | --- | --- | --- |\n${rows}\n`
}

function medians(first: () => unknown, second: () => unknown): readonly [number, number] {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    times[0].push(timed(first))
    times[1].push(timed(second))
  }
  return [median(times[0]), median(times[1])]
}

function timed(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

main()
