import type { PersonalLinks } from '../../../src/channels/channel.ts'
import { type Content, filled } from '../../../src/channels/email/content.ts'
import { escaped } from '../../../src/channels/email/markup.ts'
import { renderMail } from '../../../src/channels/email/render.ts'
import type { Message } from '../../../src/core/model.ts'

export type Mail = Pick<Content, 'subject' | 'attachments'> & { readonly text: string; readonly html: string }

export const largest = 10_000_000

export const links: PersonalLinks = {
  manage: 'https://drift.example.org/manage/_a1.0.0.0123456789abcdef0123456789abcdef',
  leave: 'https://drift.example.org/leave/_a1.0.0.fedcba9876543210fedcba9876543210',
}

/** What one receiver reads of a message. */
export function mailOf(message: Message, own?: PersonalLinks, site: string | null = null): Mail {
  const { subject, text, html, attachments } = renderMail(message, site, largest)
  const filling = { links: own, attached: attachments.length > 0 }
  return {
    ...{ subject, attachments },
    text: filled(text, filling, (link) => link),
    html: filled(html, filling, escaped),
  }
}
