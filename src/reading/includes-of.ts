import { includesIn } from './include.ts'
import { prepareLines } from './lines.ts'

/** Paths of the files that a page includes, as written, outside comments and fences; each once. */
export function includesOf(text: string): readonly string[] {
  if (!/\[!include/i.test(text)) return []
  const { lines } = prepareLines(text, undefined)
  return [...new Set(lines.flatMap((line) => (line.fenced ? [] : includesIn(line.text).map((site) => site.path))))]
}
