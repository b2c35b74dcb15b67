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
  const { subject, title, lead, list } = confirmationWords[kind]
  return {
    tone: 'test',
    subject: `endpoint-drift: ${subject}`,
    ...{ title, lead },
    facts: expires === null ? [] : [{ label: 'Can be confirmed until', text: timeText(expires) }],
    parts: [{ heading: list, notes: wishes.map((wish) => cut(cleaned(wish), longestText)), groups: [] }],
    footer: 'Sent by endpoint-drift, which watches lists of network endpoints.',
    left: 0,
    whole: null,
    pages: [],
  }
}

type Words = { readonly subject: string; readonly title: string; readonly lead: string; readonly list: string }

const confirmationWords: Readonly<Record<Confirmation['kind'], Words>> = {
  new: {
    subject: 'confirm this subscription',
    title: 'Confirm this subscription',
    lead: 'Somebody asked that changes be told here. Confirm it if you want that; if not, do nothing, and nothing more is sent.',
    list: 'What would be told',
  },
  known: {
    subject: 'you have this subscription already',
    title: 'You have this subscription already',
    lead: 'Somebody asked for it once more. It stays as it is: the link below changes or ends it.',
    list: 'What is told',
  },
  renewed: {
    subject: 'this subscription has new links',
    title: 'This subscription has new links',
    lead: 'Somebody who had a link of it pressed "Make new links": all earlier links have stopped working. It was none of you? Then use the link below to make new ones again, or to leave.',
    list: 'What is told',
  },
}
