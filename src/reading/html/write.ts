import type { Nodes, Table } from 'mdast'
import { refuse } from '../limits.ts'
import type { PreparedLine } from '../lines.ts'
import { fencedText, headingText, inlineLines, inlineText, type Line, linesOf } from './inline.ts'
import { piecesOf } from './marks.ts'

type Written = Line & { readonly fenced?: boolean }

const deepest = 60

/** Blocks as lines of the Markdown that the reader reads, each with the line of the page it came from. */
export function writeLines(root: Nodes): readonly PreparedLine[] {
  const blocks = 'children' in root ? root.children : []
  return writeBlocks(blocks, 0, 1).map(({ text, line, fenced }) => ({
    text,
    origin: { line, file: null, source: '' },
    fenced: fenced ?? false,
  }))
}

function writeBlocks(blocks: readonly Nodes[], depth: number, above: number): readonly Written[] {
  if (depth > deepest) refuse(`blocks are nested deeper than ${deepest}`)
  const lines: Written[] = []
  for (const block of blocks) {
    const written = writeBlock(block, depth, lines.at(-1)?.line ?? above)
    const first = written[0]
    if (!first) continue
    if (lines.length > 0) lines.push({ text: '', line: first.line })
    for (const one of written) lines.push(one)
  }
  return lines
}

function writeBlock(block: Nodes, depth: number, above: number): readonly Written[] {
  const line = block.position?.start.line ?? above
  switch (block.type) {
    case 'heading': {
      const text = headingText(block.children)
      return text === '' ? [] : [{ text: `${'#'.repeat(block.depth)} ${text}`, line }]
    }
    case 'thematicBreak':
      return [{ text: '---', line }]
    case 'code':
      return writeCode(block.value, line)
    case 'blockquote':
      return writeBlocks(block.children, depth + 1, line).map((one) => prefixed(one, '>'))
    case 'list':
      return block.children.flatMap((item) => writeItem(item.children, depth, item.position?.start.line ?? line))
    case 'table':
      return writeTable(block, line)
    case 'paragraph':
      return inlineLines(block.children, line)
    default:
      return inlineLines([block], line)
  }
}

function prefixed(one: Written, sign: string): Written {
  return { ...one, text: one.text === '' ? sign.trimEnd() : `${sign} ${one.text}` }
}

function writeItem(children: readonly Nodes[], depth: number, line: number): readonly Written[] {
  return writeBlocks(children, depth + 1, line).map((one, at) => prefixed(one, at === 0 ? '-' : ' '))
}

/** A fence of more ticks than the code holds in a row. */
function writeCode(marked: string, line: number): readonly Written[] {
  const lines: Written[] = []
  let at = line
  for (const text of marked.split('\n')) {
    const pieces = piecesOf(text, at)
    at = pieces.find((piece) => piece.text.trim() !== '')?.line ?? at
    lines.push({ text: fencedText(pieces.map((piece) => piece.text).join('')), line: at, fenced: true })
  }
  const longest = lines.reduce(
    (most, one) => Math.max(most, ...(one.text.match(/`+/g) ?? []).map((run) => run.length)),
    2,
  )
  const fence = '`'.repeat(longest + 1)
  return [{ text: fence, line, fenced: true }, ...lines, { text: fence, line: at, fenced: true }]
}

/** A table stays HTML, which the reader takes as well: its cells may hold several lines of the page. */
function writeTable(table: Table, line: number): readonly Written[] {
  const lines: Written[] = [{ text: '<table>', line }]
  for (const row of table.children) {
    let text = '<tr>'
    let at = row.position?.start.line ?? lines.at(-1)?.line ?? line
    // The reader takes the first row that holds words as the header.
    for (const cell of row.children) {
      const own = linesOf(inlineText(cell.children), cell.position?.start.line ?? at)
      const [first, ...rest] = own
      if (first && first.line !== at && /[.:]/.test(first.text)) {
        lines.push({ text, line: at })
        text = ''
        at = first.line
      }
      text += `<td>${first?.text ?? ''}`
      for (const more of rest) {
        lines.push({ text, line: at })
        text = more.text
        at = more.line
      }
      text += '</td>'
    }
    lines.push({ text: `${text}</tr>`, line: at })
  }
  return [...lines, { text: '</table>', line: lines.at(-1)?.line ?? line }]
}
