import type { Message } from '../../core/model.ts'
import { fitting } from '../fitting.ts'
import { cut, type Line, linesOf, type Page, type View, wholeOf } from '../lines.ts'
import { viewOf } from '../view.ts'

type Mrkdwn = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true }
type Block =
  | {
      readonly type: 'header'
      readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: false }
    }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] }

export type SlackMessage = {
  /** For notifications, screen readers, and whoever shows no blocks. */
  readonly text: string
  readonly blocks: readonly Block[]
}

/**
 * Limits of Slack (https://docs.slack.dev/reference/block-kit/blocks): 50 blocks, 150 characters in a header, 3,000 in a section.
 * All blocks together are refused from some 13,200 characters on (`msg_blocks_too_long`), which is documented nowhere
 * (https://github.com/slackapi/bolt-js/issues/2509). Of the text 4,000 characters are shown. A link for the receiver has room in all
 * of these.
 */
const limits = { blocks: 49, header: 150, all: 12_000, text: 3_400 }

/** A section for each part, so that there is room between them; more parts than this stand close together. */
const mostSections = 40

/** One line more than fits opens a new section; no line alone comes near. */
const sectionRoom = 2_900

/** What Slack is sent: kinds, sections and addresses as blocks, capped with "and N more" and the link, and the same as text. */
export function slackMessage(message: Message, site: string | null = null): SlackMessage {
  const view = viewOf(message, site)
  const blocks = fitting(
    view,
    blocksOf,
    (made) => made.length <= limits.blocks && JSON.stringify(made).length <= limits.all,
  )
  const text = fitting(view, textOf, (made) => made.length <= limits.text)
  return { text, blocks }
}

function blocksOf(view: View): readonly Block[] {
  const { title, lead } = titled(view)
  return [
    { type: 'header', text: { type: 'plain_text', text: cut(title, limits.header), emoji: false } },
    ...sections([...lead, ...factLines(view)]),
    ...partSections(view),
    ...sections(moreLines(view)),
    ...(view.footer === '' ? [] : [{ type: 'context' as const, elements: [mrkdwn(escaped(view.footer))] }]),
  ]
}

function partSections({ parts }: View): readonly Block[] {
  const apart = parts.flatMap((part) => sections(linesOf([part]).map(lineText)))
  return apart.length <= mostSections ? apart : sections(linesOf(parts).map(lineText))
}

/** A link by itself, as text and as a block. */
export function pageLink({ text, href }: Page): { readonly text: string; readonly block: Block } {
  const line = link(href, text)
  return { text: line, block: { type: 'context', elements: [mrkdwn(line)] } }
}

/** What changed stands in the header where it fits. */
function titled({ tone, title, lead }: View): { readonly title: string; readonly lead: readonly string[] } {
  const both = `${title}: ${lead}`
  if (tone === 'changes' && lead !== '' && both.length <= limits.header) return { title: both, lead: [] }
  return { title, lead: lead === '' ? [] : [escaped(cut(lead, 500))] }
}

function textOf(view: View): string {
  const parts = view.parts.flatMap((part) => ['', ...linesOf([part]).map(lineText)])
  const lines = [...factLines(view), ...parts, ...moreLines(view)]
  const lead = view.subject.endsWith(view.lead) ? [] : [escaped(cut(view.lead, 500))]
  return [`*${escaped(view.subject)}*`, ...lead, ...lines].join('\n')
}

function factLines({ facts }: View): readonly string[] {
  return facts.map(({ label, text, href }) => `*${escaped(label)}:* ${link(href, text)}`)
}

function lineText(line: Line): string {
  if (line.kind === 'list') return `*${link(line.href, line.text)}*`
  if (line.kind === 'set') return link(line.href, line.text)
  if (line.kind === 'part') return `*${escaped(line.text)}*`
  if (line.kind !== 'row') return escaped(line.text)
  return `• ${code(line.address)}${line.text === '' ? '' : ` ${escaped(line.text)}`}`
}

function moreLines(view: View): readonly string[] {
  const whole = wholeOf(view)
  return view.left === 0 ? [] : [`… and ${view.left} more${whole === null ? '' : `: ${link(whole.href, whole.text)}`}`]
}

/** Lines in as few sections as hold them. */
function sections(lines: readonly string[]): readonly Block[] {
  const texts: string[] = []
  for (const line of lines) {
    const last = texts.at(-1)
    if (last !== undefined && last.length + 1 + line.length <= sectionRoom) texts[texts.length - 1] = `${last}\n${line}`
    else texts.push(line)
  }
  return texts.map((text) => ({ type: 'section', text: mrkdwn(text) }))
}

/** `verbatim`: nothing in it becomes a link, a channel or a person by itself. */
function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true }
}

/** An address stays as it is, stars and underscores too; a code span cannot hold its own sign. */
function code(text: string): string {
  return `\`${entities(text.replaceAll('`', "'"))}\``
}

/** Slack knows no way to escape the signs of bold, struck and code: look-alikes stand in, and only in words, never in addresses. */
function escaped(text: string): string {
  return entities(text.replaceAll('*', '∗').replaceAll('~', '∼').replaceAll('`', "'"))
}

/** https://docs.slack.dev/messaging/formatting-message-text, "Escaping text": so nothing mentions `<!channel>`. */
function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** A URL that would fill the section by itself is only shown. */
function link(href: string | undefined, text: string): string {
  const shown = escaped(cut(text, 300))
  const target = entities((href ?? '').replace(/[<>|]/g, (sign) => encodeURIComponent(sign)))
  if (target === '' || target.length > 1_000) return shown
  return `<${target}|${shown.replaceAll('|', '∣')}>`
}
