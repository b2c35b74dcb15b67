import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import type { Envelope, PersonalLinks } from '../channel.ts'
import { normalAddress } from './address.ts'
import { type Content, filled } from './content.ts'
import { listId } from './list-id.ts'
import { escaped } from './markup.ts'
import type { EmailConfig } from './schema.ts'
import { mailSize } from './size.ts'

/** What of an envelope belongs to one receiver. */
export type Personal = Pick<Envelope, 'id' | 'to' | 'createdAt' | 'links'>
type From = Pick<EmailConfig, 'from' | 'replyTo'>

/**
 * The mail for one receiver, in the terms of nodemailer. The same content and envelope give the same bytes each time: Date is when
 * the change came to be owed, Message-ID and boundary come from the delivery's id, so that a repeat is recognised as one.
 * Headers: Auto-Submitted (RFC 3834) keeps out-of-office replies away, X-Auto-Response-Suppress does so for Exchange.
 * `attached`: whether the attachments go with it. Throws when a link is none, for that is a fault of our own.
 */
export function compose({ from, replyTo }: From, personal: Personal, content: Content, attached = true) {
  const { id, createdAt } = personal
  const to = normalAddress(personal.to) ?? personal.to
  const sender = normalAddress(from.address) ?? from.address
  const domain = sender.slice(sender.lastIndexOf('@') + 1)
  const links = personal.links && safeLinks(personal.links)
  const files = attached ? content.attachments : []
  const filling = { links, attached: files.length > 0 }
  return {
    from,
    to: { name: '', address: to },
    ...(replyTo && { replyTo }),
    envelope: { from: sender, to: [to], size: mailSize(content, attached) },
    subject: content.subject,
    text: filled(content.text, filling, (link) => link),
    html: filled(content.html, filling, escaped),
    attachments: files.map(({ name, type, content: text }) => ({ filename: name, contentType: type, content: text })),
    date: new Date(createdAt),
    messageId: `<${idText(id)}@${domain}>`,
    headers: {
      'List-Id': listId(content.list.title, `${content.list.id}.endpoint-drift.${domain}`),
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Endpoint-Drift-Id': idText(id),
      ...(links && !content.confirms && unsubscribing(links.leave)),
    },
    xMailer: false,
    textEncoding: 'quoted-printable',
    baseBoundary: createHash('sha256').update(id).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  } satisfies SendMailOptions
}

/** Ids are made by us; one that ever is not must still give a valid Message-ID. */
function idText(id: string): string {
  return /^[\w.-]{1,128}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
}

/** RFC 2369 and RFC 8058: one URL, and a POST to it with this body leaves. `prepared`: on one line, for folding would cut the URL off. */
function unsubscribing(leave: string) {
  return {
    'List-Unsubscribe': { prepared: true, value: `<${leave}>` },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

/** As a URL is written in ASCII: no line end, space, bracket or quote is left in it. */
function safeLinks({ manage, leave, confirm }: PersonalLinks): PersonalLinks {
  return {
    manage: safeLink(manage),
    leave: safeLink(leave),
    ...(confirm !== undefined && { confirm: safeLink(confirm) }),
  }
}

function safeLink(link: string): string {
  const url = URL.parse(link)
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.length > 900)
    throw new Error('a link of a subscription is no URL: look at web.publicUrl')
  return url.href
}
