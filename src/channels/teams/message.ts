import type { Message } from '../../core/model.ts'
import { fitting } from '../fitting.ts'
import { cut, type Line, linesOf, type Page, type View } from '../lines.ts'
import { viewOf } from '../view.ts'

type Run = {
  readonly type: 'TextRun'
  readonly text: string
  readonly fontType?: 'Monospace'
  readonly weight?: 'Bolder'
  readonly size?: 'Large' | 'Medium'
  readonly isSubtle?: true
  readonly color?: 'Good' | 'Attention' | 'Warning' | 'Accent'
}
type TextBlock = {
  readonly type: 'RichTextBlock'
  readonly inlines: readonly Run[]
  readonly separator?: true
  readonly spacing?: 'None' | 'Small'
}
type OpenUrl = { readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string }
type Card = {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
  readonly type: 'AdaptiveCard'
  readonly version: '1.4'
  readonly fallbackText: string
  readonly msteams: { readonly width: 'Full' }
  readonly body: readonly TextBlock[]
  readonly actions?: readonly OpenUrl[]
}

export type TeamsMessage = {
  readonly type: 'message'
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive'
      readonly contentUrl: null
      readonly content: Card
    },
  ]
}

/**
 * Teams takes 28 kB (28,672 bytes), counted after it has packed the card into its own message: 24,453 bytes became 28,897
 * (https://github.com/MicrosoftDocs/msteams-docs/issues/11274). By then the workflow has answered 202, so nobody would learn that
 * the message is lost. Counted here is the card as text inside JSON, every sign beyond ASCII as six, and room is left.
 */
const mostBytes = 22_000

/** What Teams is sent: an Adaptive Card with kinds, sections and addresses, capped with "and N more". */
export function teamsMessage(message: Message, site: string | null = null): TeamsMessage {
  const view = viewOf(message, site)
  const content = fitting(view, cardOf, (card) => packedSize(card) <= mostBytes)
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  }
}

export function packedSize(value: unknown): number {
  const text = JSON.stringify(JSON.stringify(value))
  return text.length + 5 * (text.match(/[^\p{ASCII}]/gu)?.join('').length ?? 0)
}

/**
 * Only rich text blocks: their runs know no Markdown, so that stars and underscores of an address stay, and no text of a page
 * becomes a link. https://learn.microsoft.com/adaptive-cards/schema-explorer/text-run
 */
function cardOf(view: View): Card {
  const actions = actionsOf(view)
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: view.subject,
    msteams: { width: 'Full' },
    body: [
      block([{ ...run(view.title), size: 'Large', weight: 'Bolder' }]),
      ...(view.lead === '' ? [] : [block([{ ...run(view.lead), ...tones[view.tone] }], 'Small')]),
      ...view.facts.map(({ label, text }) =>
        block([{ ...run(`${label}: `), isSubtle: true }, run(cut(text, 300))], 'None'),
      ),
      ...linesOf(view.parts).map(lineBlock),
      ...(view.left === 0 ? [] : [{ ...block([run(`… and ${view.left} more`)]), separator: true as const }]),
      ...(view.footer === ''
        ? []
        : [{ ...block([{ ...run(view.footer), isSubtle: true }]), separator: true as const }]),
    ],
    ...(actions.length > 0 && { actions }),
  }
}

/** Teams shows six buttons. A digest of more lists than these says where they stand in their place. */
const mostPages = 3

function actionsOf({ whole, pages }: View): readonly OpenUrl[] {
  const shown = [...(pages.length > mostPages ? [] : pages), ...(whole === null ? [] : [whole])]
  return shown.map(({ text, href }) => button({ text: `Open ${text}`, href }))
}

/** What opens a page. */
export function button({ text, href }: Page): OpenUrl {
  return { type: 'Action.OpenUrl', title: cut(text, 60), url: href }
}

const tones: Readonly<Record<View['tone'], Pick<Run, 'color'>>> = {
  changes: { color: 'Accent' },
  trouble: { color: 'Attention' },
  well: { color: 'Good' },
  test: {},
}

function lineBlock(line: Line): TextBlock {
  if (line.kind === 'list')
    return { ...block([{ ...run(line.text), size: 'Large', weight: 'Bolder' }]), separator: true }
  if (line.kind === 'set') return block([{ ...run(line.text), weight: 'Bolder' }])
  if (line.kind === 'part')
    return { ...block([{ ...run(line.text), size: 'Medium', weight: 'Bolder' }]), separator: true }
  if (line.kind === 'group') return block([{ ...run(line.text), isSubtle: true }], 'Small')
  if (line.kind !== 'row') return block([run(line.text)], 'None')
  const address: Run = { ...run(line.address), fontType: 'Monospace' }
  return block(line.text === '' ? [address] : [address, run(`  ${line.text}`)], 'None')
}

function block(inlines: readonly Run[], spacing?: TextBlock['spacing']): TextBlock {
  return { type: 'RichTextBlock', inlines, ...(spacing && { spacing }) }
}

function run(text: string): Run {
  return { type: 'TextRun', text }
}
