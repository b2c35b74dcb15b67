import type { Confirmation, Message } from '../core/model.ts'
import { cleaned } from '../core/sheet.ts'
import { digestView } from './digest-view.ts'
import { mailPage, timeText } from './email/page.ts'
import { changeHref, cut, longestText, type Page, pageOf, partsOf, type View } from './lines.ts'

/** All of a message: each channel leaves out what does not fit into it. `site`: where the pages are, without a slash at the end. */
export function viewOf(message: Message, site: string | null): View {
  if (message.kind === 'digest') return digestView(message.digest, site)
  if (message.kind === 'confirmation') return confirmationView(message.confirmation)
  const { tone, subject, title, lead, facts, footer } = mailPage(message, site)
  const whole =
    message.kind === 'changes' && site !== null
      ? { text: 'the whole change', href: changeHref(message.changeSet, site) }
      : null
  return {
    ...{ tone, subject, title, lead, facts, footer, whole },
    parts: partsOf(message),
    left: 0,
    pages: pagesOf(message),
  }
}

function pagesOf(message: Message): readonly Page[] {
  if (message.kind === 'changes') return pageOf('the list', message.changeSet.source)
  return message.kind === 'reminder' ? pageOf('the list', message.reminder.source) : []
}

function confirmationView({ kind, wishes, expires }: Confirmation): View {
  const isNew = kind === 'new'
  const title = isNew ? 'Confirm this subscription' : 'You have this subscription already'
  return {
    tone: 'test',
    subject: isNew ? 'endpoint-drift: confirm this subscription' : 'endpoint-drift: you have this subscription already',
    title,
    lead: isNew
      ? 'Somebody asked that changes be told here. Confirm it if you want that; if not, do nothing, and nothing more is sent.'
      : 'Somebody asked for it once more. It stays as it is: the link below changes or ends it.',
    facts: expires === null ? [] : [{ label: 'Can be confirmed until', text: timeText(expires) }],
    parts: [
      {
        heading: isNew ? 'What would be told' : 'What is told',
        notes: wishes.map((wish) => cut(cleaned(wish), longestText)),
        groups: [],
      },
    ],
    footer: 'Sent by endpoint-drift, which watches lists of network endpoints.',
    left: 0,
    whole: null,
    pages: [],
  }
}
