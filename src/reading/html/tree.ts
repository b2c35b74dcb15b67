import type { ElementContent, Nodes, Root } from 'hast'
import type { Root as Markdown } from 'mdast'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import { unified } from 'unified'

const parser = unified().use(rehypeParse).freeze()
const converter = unified().use(rehypeRemark).freeze()

/** A page of HTML as browsers understand it. Its lines end in `\n`. */
export function parseHtml(text: string): Root {
  const root = parser.parse(text)
  const starts = [0, ...[...text.matchAll(/\n/g)].map((end) => end.index + 1)]
  placeAgain(root, starts)
  return root
}

/** The parser's own count of lines goes wrong behind a loose `&` at the end of a line; its offsets do not. */
function placeAgain(node: Nodes, starts: readonly number[]): void {
  for (const point of node.position ? [node.position.start, node.position.end] : [])
    if (point.offset !== undefined) point.line = lineAt(point.offset, starts)
  if ('children' in node) for (const child of node.children) placeAgain(child, starts)
}

function lineAt(offset: number, starts: readonly number[]): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Blocks of HTML as blocks of Markdown. */
export function toMarkdown(children: readonly ElementContent[]): Markdown {
  return converter.runSync({ type: 'root', children: [...children] })
}
