import type { Message } from '../../core/model.ts'
import { fitting } from '../fitting.ts'
import { cut, type Line, linesOf, type View, viewOf } from '../lines.ts'

export type AppriseMessage = {
  readonly title: string
  readonly body: string
  readonly type: 'info' | 'success' | 'warning'
  readonly format: 'text' | 'markdown'
}

/** Longest title that the services take that take one at all. */
const titleLength = 250

const types: Readonly<Record<View['tone'], AppriseMessage['type']>> = {
  changes: 'info',
  trouble: 'warning',
  well: 'success',
  test: 'info',
}

/** What Apprise is sent: the same lines as text or Markdown, capped with "and N more" to so many characters. */
export function appriseMessage(message: Message, format: 'text' | 'markdown', characters: number): AppriseMessage {
  const view = viewOf(message)
  const write = format === 'text' ? plain : markdown
  const body = fitting(
    view,
    (shown) => bodyOf(shown, write),
    (text) => text.length <= characters,
  )
  return { title: cut(view.subject, titleLength), body: cut(body, characters), type: types[view.tone], format }
}

type Writing = { readonly text: (text: string) => string; readonly line: (line: Line) => string; readonly end: string }

const plain: Writing = {
  text: (text) => text,
  line: (line) => {
    if (line.kind === 'part') return `\n${line.text.toUpperCase()}`
    if (line.kind !== 'row') return line.text
    return `  ${line.address}${line.text === '' ? '' : `  ${line.text}`}`
  },
  end: '\n',
}

const markdown: Writing = {
  text: escaped,
  line: (line) => {
    if (line.kind === 'part') return `\n**${escaped(line.text)}**\n`
    if (line.kind !== 'row') return `\n${escaped(line.text)}\n`
    return `- ${code(line.address)}${line.text === '' ? '' : ` ${escaped(line.text)}`}`
  },
  end: '\n\n',
}

function bodyOf(view: View, { text, line, end }: Writing): string {
  const facts = view.facts.map((fact) => text(`${fact.label}: ${fact.text}`)).join(end)
  const lines = linesOf(view.parts).map(line)
  const more = view.left === 0 ? [] : [`\n${text(`… and ${view.left} more`)}`]
  return [text(view.lead), end === '\n' ? facts : `\n${facts}`, ...lines, ...more].join('\n')
}

/** CommonMark, 2.4: any sign of punctuation may be escaped. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&')
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``
}
