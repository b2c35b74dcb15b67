import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import type { Message, SourceLabel } from '../../core/model.ts'
import { oneLine } from '../../core/sheet.ts'
import type { Envelope } from '../channel.ts'
import { renderMail } from './render.ts'
import type { EmailConfig } from './schema.ts'

/** Ids are made by us; one that ever is not must still give a valid Message-ID. */
function idText(id: string): string {
  return /^[\w.-]{1,128}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
}

/** RFC 2919: what mail rules of recipients sort by. */
function listOf(message: Message, domain: string): { readonly id: { readonly url: string; readonly comment: string } } {
  const source = sourceOf(message) ?? { id: 'operator', title: 'endpoint-drift for operators' }
  const label = source.id.toLowerCase().replace(/[^a-z0-9-]+/g, '-')
  return { id: { url: `${label}.endpoint-drift.${domain}`, comment: oneLine(source.title) } }
}

function sourceOf(message: Message): SourceLabel | null {
  if (message.kind === 'changes') return message.changeSet.source
  return message.kind === 'reminder' ? message.reminder.source : null
}

/**
 * The mail for an envelope, in the terms of nodemailer. The same envelope gives the same bytes each time: Date is when the change
 * came to be owed, Message-ID and boundary come from the delivery's id, so that a repeat is recognised as one.
 * Headers: Auto-Submitted (RFC 3834) keeps out-of-office replies away, X-Auto-Response-Suppress does so for Exchange.
 */
export function compose({ from, replyTo }: EmailConfig, { id, to, message, createdAt }: Envelope): SendMailOptions {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  const { subject, text, html, attachments } = renderMail(message)
  return {
    from,
    to: { name: '', address: to },
    ...(replyTo && { replyTo }),
    envelope: { from: from.address, to: [to] },
    subject,
    text,
    html,
    attachments: attachments.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
    date: new Date(createdAt),
    messageId: `<${idText(id)}@${domain}>`,
    list: listOf(message, domain),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Endpoint-Drift-Id': idText(id),
    },
    xMailer: false,
    textEncoding: 'quoted-printable',
    baseBoundary: createHash('sha256').update(id).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
