import type { ChangeSet, Message } from '../../core/model.ts'
import { pasteBlocks } from '../../core/set-blocks.ts'
import { oneLine } from '../../core/sheet.ts'
import { changesCsv } from './csv.ts'
import { mailHtml } from './html.ts'
import { mailPage } from './page.ts'
import { mailText } from './text.ts'

export type Attachment = { readonly name: string; readonly type: string; readonly content: string }

export type RenderedMail = {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly attachments: readonly Attachment[]
}

/** Thousands of subscribers get the same message: it is rendered for the first of them. */
const kept = new WeakMap<Message, RenderedMail>()

/** Subject, plain text and HTML of a message; a list too long to show is attached whole as `changes.csv`. Pure. */
export function renderMail(message: Message): RenderedMail {
  const known = kept.get(message)
  if (known) return known
  const page = mailPage(message)
  const rendered = {
    subject: page.subject,
    text: mailText(page),
    html: mailHtml(page),
    attachments: page.left > 0 && message.kind === 'changes' ? attachmentsOf(message.changeSet) : [],
  }
  kept.set(message, rendered)
  return rendered
}

/** All of a list that is too long to show: as a table, and where it is set by set, as plain lists too. */
function attachmentsOf({ changes, service }: ChangeSet): readonly Attachment[] {
  const lists = service === undefined ? [] : pasteBlocks(changes)
  return [
    csvOf(changes),
    ...lists.map(({ title, addresses }) => ({
      name: `${title.toLowerCase().replace(' ', '-')}.txt`,
      type: 'text/plain; charset=utf-8',
      content: `${addresses.map(oneLine).join('\r\n')}\r\n`,
    })),
  ]
}

function csvOf(changes: Parameters<typeof changesCsv>[0]): Attachment {
  return { name: 'changes.csv', type: 'text/csv; charset=utf-8', content: changesCsv(changes) }
}
