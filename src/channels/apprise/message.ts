import type { Message } from '../../core/model.ts'
import type { MailPage } from '../email/page.ts'
import { cut, fitting, type Line, linesOf, wholePage } from '../lines.ts'

export type AppriseMessage = {
  readonly title: string
  readonly body: string
  readonly type: 'info' | 'success' | 'warning'
  readonly format: 'text' | 'markdown'
}

/** Longest title that the services take that take one at all. */
const titleLength = 250

const types: Readonly<Record<MailPage['tone'], AppriseMessage['type']>> = {
  changes: 'info',
  trouble: 'warning',
  well: 'success',
  test: 'info',
}

/** What Apprise is sent: the same lines as text or Markdown, capped with "and N more" to so many characters. */
export function appriseMessage(message: Message, format: 'text' | 'markdown', characters: number): AppriseMessage {
  const page = wholePage(message)
  const write = format === 'text' ? plain : markdown
  const body = fitting(
    page,
    (shown) => bodyOf(shown, write),
    (text) => text.length <= characters,
  )
  return { title: cut(page.subject, titleLength), body: cut(body, characters), type: types[page.tone], format }
}

type Writing = { readonly text: (text: string) => string; readonly line: (line: Line) => string; readonly end: string }

const plain: Writing = {
  text: (text) => text,
  line: (line) => {
    if (line.kind === 'sheet') return `\n${line.text.toUpperCase()}`
    if (line.kind === 'group') return line.text
    return `  ${line.address}${line.text === '' ? '' : `  ${line.text}`}`
  },
  end: '\n',
}

const markdown: Writing = {
  text: escaped,
  line: (line) => {
    if (line.kind === 'sheet') return `\n**${escaped(line.text)}**\n`
    if (line.kind === 'group') return `\n${escaped(line.text)}\n`
    return `- ${code(line.address)}${line.text === '' ? '' : ` ${escaped(line.text)}`}`
  },
  end: '\n\n',
}

function bodyOf(page: MailPage, { text, line, end }: Writing): string {
  const facts = page.facts.map((fact) => text(`${fact.label}: ${fact.text}`)).join(end)
  const lines = linesOf(page.sheets).map(line)
  const more = page.left === 0 ? [] : [`\n${text(`… and ${page.left} more`)}`]
  return [text(page.lead), end === '\n' ? facts : `\n${facts}`, ...lines, ...more].join('\n')
}

/** CommonMark, 2.4: any sign of punctuation may be escaped. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&')
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``
}
