import type { Nodes } from 'mdast'
import { piecesOf, withoutLineMarks } from './marks.ts'
import { tabTarget } from './tabs.ts'

/** One line of Markdown, and the line of the page on which its text stands. */
export type Line = { readonly text: string; readonly line: number }

/** Text of a heading: on one line. */
export function headingText(children: readonly Nodes[]): string {
  return withoutLineMarks(inlineText(children))
    .replace(/(?:\s|<br>)+/g, ' ')
    .trim()
}

/** Lines of a paragraph: a new one where the page has one, so that every address keeps its line. */
export function inlineLines(children: readonly Nodes[], line: number): readonly Line[] {
  return linesOf(inlineText(children), line)
}

/** Divides marked text into lines. A line begins only between words: a host may be put together over two lines. */
export function linesOf(marked: string, line: number): readonly Line[] {
  const lines: { text: string; line: number }[] = []
  for (const piece of piecesOf(marked, line)) {
    const last = lines.at(-1)
    const text = piece.text.replace(/\s+/g, ' ')
    if (!last) lines.push({ text: text.trimStart(), line: piece.line })
    else if (last.text.trim() === '') lines[lines.length - 1] = { text: text.trimStart(), line: piece.line }
    else if (piece.line === last.line) last.text += text
    else {
      const joined = /(?:[\s,"'`(]|<br>)$/.test(last.text) ? '' : (/^\S*?(?:(?=\s|$)|<br>)/.exec(text)?.[0] ?? '')
      last.text += joined
      const rest = text.slice(joined.length).trimStart()
      if (rest !== '') lines.push({ text: rest, line: piece.line })
    }
  }
  return lines.map(({ text, line }) => ({ text: guarded(text.trimEnd()), line })).filter(({ text }) => text !== '')
}

/** Signs that would begin a block of Markdown at the head of a line. */
function guarded(text: string): string {
  const ordered = /^(\d{1,9})([.)])(\s|$)/.exec(text)
  if (ordered) return `${ordered[1]}\\${text.slice(ordered[1]?.length)}`
  return /^[-+#=:]/.test(text) ? `\\${text}` : text
}

/** A line of a fenced block: only what the reader undoes there as well is escaped. */
export function fencedText(text: string): string {
  return text.replace(/[\\*]/g, '\\$&').replace(/[<>&]/g, (sign) => references[sign] ?? sign)
}

export function inlineText(nodes: readonly Nodes[]): string {
  return nodes.map(written).join('')
}

function written(node: Nodes): string {
  switch (node.type) {
    case 'text':
      return escaped(node.value)
    case 'inlineCode':
      return codeSpan(node.value)
    case 'break':
      return '<br>'
    case 'link':
      return linked(node.children, node.url)
    case 'emphasis':
    case 'strong':
      return inlineText(node.children)
    case 'paragraph':
    case 'heading':
    case 'blockquote':
    case 'list':
    case 'listItem':
    case 'table':
    case 'tableRow':
    case 'tableCell':
      return `<br>${inlineText(node.children)}<br>`
    case 'code':
      return `<br>${node.value.split('\n').map(escaped).join('<br>')}<br>`
    default:
      return ''
  }
}

/** The text of a link is read; where it leads is not. A link without text, or with a block in it, is its content. */
function linked(children: readonly Nodes[], url: string): string {
  const text = inlineText(children)
  if (text.trim() === '' || text.includes('<br>')) return text
  return between('[', text, `](${url === tabTarget ? tabTarget : '#'})`)
}

const references: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '|': '&#124;' }

/** Text that means itself: what would be markup of Markdown or HTML is escaped. */
function escaped(text: string): string {
  return text.replace(/[\\`*[\]~]/g, '\\$&').replace(/[<>&|]/g, (sign) => references[sign] ?? sign)
}

/** Code between more ticks than it holds; `<wbr>` keeps the ticks of neighbours apart. */
function codeSpan(value: string): string {
  if (withoutLineMarks(value).trim() === '') return ' '
  const longest = Math.max(0, ...(value.match(/`+/g) ?? []).map((run) => run.length))
  const ticks = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  const text = value.replace(/[<>&|]/g, (sign) => references[sign] ?? sign).replace(/\\(?=[*|_<>.#/:&])/g, '&#92;')
  return between(`<wbr>${ticks}${pad}`, text, `${pad}${ticks}<wbr>`)
}

/** The mark of the first line stays in front, where a line can begin. */
function between(before: string, text: string, behind: string): string {
  const mark = /^\ue010\d+\ue011/.exec(text)?.[0] ?? ''
  return `${mark}${before}${text.slice(mark.length)}${behind}`
}
