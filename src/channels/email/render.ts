import type { ChangeSet, Message } from '../../core/model.ts'
import { pasteBlocks } from '../../core/set-blocks.ts'
import { oneLine } from '../../core/sheet.ts'
import { type Attachment, type Content, largestSize } from './content.ts'
import { changesCsv, digestCsv } from './csv.ts'
import { mailHtml } from './html.ts'
import { mailPage } from './page.ts'
import { type Room, rooms } from './room.ts'
import { mailSize } from './size.ts'
import { mailText } from './text.ts'

/** Gmail cuts off what is longer than 102 kB, and with it the way to leave. */
export const largestHtml = 98_000

/**
 * A mail for everyone who gets this message: subject, plain text and HTML; a list too long to show is attached whole, unless that
 * makes the mail larger than `maxBytes`: then a line says where it is. Pure. `site`: where the pages are, `null` when none are served.
 */
export function renderMail(message: Message, site: string | null, maxBytes: number): Content {
  const { page, html } = fittingPage(message, site)
  const whole: Content = {
    format: 1,
    subject: page.subject,
    list: listOf(message),
    confirms: message.kind === 'confirmation' && message.confirmation.kind === 'new',
    text: mailText(page),
    html,
    attachments: page.rest === null ? [] : attachmentsOf(message),
  }
  return mailSize(whole, true) > maxBytes ? { ...whole, attachments: [] } : whole
}

/** As much as fits: long texts leave room for fewer rows. */
function fittingPage(message: Message, site: string | null) {
  const made = (room: Room) => {
    const page = mailPage(message, site, room)
    return { page, html: mailHtml(page) }
  }
  for (const room of rooms.slice(0, -1)) {
    const one = made(room)
    if (largestSize(one.html) <= largestHtml) return one
  }
  return made(rooms.at(-1) ?? { rows: 0, blocks: 1 })
}

/** RFC 2919: what mail rules of recipients sort by. */
function listOf(message: Message): Content['list'] {
  switch (message.kind) {
    case 'changes':
      return labelled(message.changeSet.source)
    case 'reminder':
      return labelled(message.reminder.source)
    case 'digest':
      return { id: 'digest', title: 'endpoint-drift digests' }
    case 'confirmation':
      return { id: 'confirmation', title: 'endpoint-drift confirmations' }
    default:
      return { id: 'operator', title: 'endpoint-drift for operators' }
  }
}

function labelled({ id, title }: ChangeSet['source']): Content['list'] {
  return { id: id.toLowerCase().replace(/[^a-z0-9-]+/g, '-'), title: oneLine(title) }
}

function attachmentsOf(message: Message): readonly Attachment[] {
  switch (message.kind) {
    case 'changes':
      return [csv(changesCsv(message.changeSet.changes)), ...pasteFiles(message.changeSet)]
    case 'digest':
      return [csv(digestCsv(message.digest))]
    case 'reminder': {
      const addresses = message.reminder.deadlines.flatMap((one) => one.addresses.map(({ address }) => address))
      return [plainList('addresses', [...new Set(addresses)].sort())]
    }
    default:
      return []
  }
}

/** Where a list is told set by set, what to open and what to close as plain lists too. */
function pasteFiles({ changes, service }: ChangeSet): readonly Attachment[] {
  const lists = service === undefined ? [] : pasteBlocks(changes)
  return lists.map(({ title, addresses }) => plainList(title.toLowerCase().replace(' ', '-'), addresses))
}

function plainList(name: string, addresses: readonly string[]): Attachment {
  const content = `${addresses.map(oneLine).join('\r\n')}\r\n`
  return { name: `${name}.txt`, type: 'text/plain; charset=utf-8', content }
}

function csv(content: string): Attachment {
  return { name: 'changes.csv', type: 'text/csv; charset=utf-8', content }
}
