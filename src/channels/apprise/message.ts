import type { Message } from '../../core/model.ts'
import { fitting } from '../fitting.ts'
import { cut, type Line, linesOf, type Page, type View } from '../lines.ts'
import { viewOf } from '../view.ts'

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

/** A token and the words before it; a link is this much longer than the site is. */
const linkLength = 200

/**
 * What Apprise is sent: the same lines as text or Markdown, capped with "and N more" to so many characters. Where there are pages, room
 * is kept for the link of one receiver.
 */
export function appriseMessage(
  message: Message,
  format: 'text' | 'markdown',
  most: number,
  site: string | null = null,
): AppriseMessage {
  const view = viewOf(message, site)
  const characters = site === null ? most : Math.max(most - site.length - linkLength, Math.floor(most / 2))
  const write = format === 'text' ? plain : markdown
  const body = fitting(
    view,
    (shown) => bodyOf(shown, write),
    (text) => text.length <= characters,
  )
  return { title: cut(view.subject, titleLength), body: cut(body, characters), type: types[view.tone], format }
}

type Writing = {
  readonly text: (text: string) => string
  readonly url: (href: string) => string
  readonly line: (line: Line) => string
  readonly end: string
}

const plain: Writing = {
  text: (text) => text,
  url: (href) => href,
  line: (line) => {
    if (line.kind === 'list') return `\n== ${line.text} ==`
    if (line.kind === 'set') return `\n${line.text}`
    if (line.kind === 'part') return `\n${line.text.toUpperCase()}`
    if (line.kind !== 'row') return line.text
    return `  ${line.address}${line.text === '' ? '' : `  ${line.text}`}`
  },
  end: '\n',
}

const markdown: Writing = {
  text: escaped,
  // CommonMark, 6.5: between these signs nothing else means anything.
  url: (href) => `<${href.replace(/[<>\s]/g, (sign) => encodeURIComponent(sign))}>`,
  line: (line) => {
    if (line.kind === 'list' || line.kind === 'part') return `\n**${escaped(line.text)}**\n`
    if (line.kind !== 'row') return `\n${escaped(line.text)}\n`
    return `- ${code(line.address)}${line.text === '' ? '' : ` ${escaped(line.text)}`}`
  },
  end: '\n\n',
}

/** A page by itself, in the last line. */
export function pageLine({ text, href }: Page, format: AppriseMessage['format']): string {
  const write = format === 'text' ? plain : markdown
  return `\n\n${write.text(text)}: ${write.url(href)}`
}

function bodyOf(view: View, { text, url, line, end }: Writing): string {
  const facts = view.facts.map((fact) => text(`${fact.label}: ${fact.text}`)).join(end)
  const lines = linesOf(view.parts).map(line)
  const where = view.whole === null ? '' : `: ${url(view.whole.href)}`
  const more = view.left === 0 ? [] : [`\n${text(`… and ${view.left} more`)}${where}`]
  return [text(view.lead), end === '\n' ? facts : `\n${facts}`, ...lines, ...more].join('\n')
}

/** CommonMark, 2.4: any sign of punctuation may be escaped. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&')
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``
}
