import type { ElementContent } from 'hast'
import { isElement } from './hast.ts'

/**
 * Text keeps the line on which it stands as a mark of its own, `\ue010`, the number, `\ue011`: the way to Markdown joins texts
 * and folds white space, and positions of nodes do not survive that.
 */
const open = '\ue010'
const close = '\ue011'

/** Characters that this program gives a meaning of its own; a page has no use for them. */
export function withoutOwnMarks(text: string): string {
  return text.replace(/[\ue000-\ue00f\ue010-\ue01f]/g, ' ')
}

export function lineMark(line: number): string {
  return `${open}${line}${close}`
}

export function withoutLineMarks(text: string): string {
  return text.replace(/\ue010\d+\ue011/g, '')
}

export type Piece = { readonly line: number; readonly text: string }

/** Text between its marks. What stands before the first mark has the line given. */
export function piecesOf(text: string, line: number): readonly Piece[] {
  const [before = '', ...rest] = text.split(open)
  const pieces = rest.map((piece) => {
    const end = piece.indexOf(close)
    return { line: Number(piece.slice(0, end)), text: piece.slice(end + 1) }
  })
  return before === '' ? pieces : [{ line, text: before }, ...pieces]
}

/** The same content with a mark before each line of each text. */
export function markLines(nodes: readonly ElementContent[], source: readonly string[]): ElementContent[] {
  return nodes.map((node) => {
    if (isElement(node)) return { ...node, children: markLines(node.children, source) }
    if (node.type !== 'text' || node.value.trim() === '' || !node.position) return node
    return { ...node, value: marked(node.value, node.position.start.line, node.position.end.line, source) }
  })
}

/**
 * A parser drops the line break behind `<pre>` and moves text out of tables, so the lines of a text are those between its
 * start and its end that hold its words; where references hide these, they are counted from the start.
 */
function marked(value: string, start: number, end: number, source: readonly string[]): string {
  const lines = value.split('\n')
  let from = start
  return lines
    .map((text, at) => {
      const words = text.trimStart()
      const isLast = at > 0 && at === lines.length - 1
      const guess = isLast ? end : Math.max(from, Math.min(start + at, end))
      const line = words === '' ? guess : lineHolding(words, guess, from, end, source)
      from = Math.min(end, line + 1)
      if (words === '') return text
      return `${text.slice(0, text.length - words.length)}${lineMark(line)}${words}`
    })
    .join('\n')
}

const farthest = 200

function lineHolding(words: string, guess: number, start: number, end: number, source: readonly string[]): number {
  // The longest run that no reference can stand in.
  const runs = words.match(/[\w.:/*-]{1,60}/g) ?? []
  const run = runs.reduce((longest, one) => (one.length > longest.length ? one : longest), '')
  if (start === end || run === '' || source[guess - 1]?.includes(run)) return guess
  for (let line = start; line <= Math.min(end, start + farthest); line++)
    if (source[line - 1]?.includes(run)) return line
  return guess
}
