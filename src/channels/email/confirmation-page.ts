import type { Confirmation } from '../../core/model.ts'
import { cleaned } from '../../core/sheet.ts'
import { type MailPage, type MailPart, timeText } from './page.ts'

/**
 * Asks whoever reads the mail whether he wants what somebody asked for in his name. It holds nothing that the asker wrote but his
 * choices, so that the form cannot be used to send somebody a message.
 */
export function confirmationPage({ kind, wishes, expires, at }: Confirmation): MailPage {
  const isNew = kind === 'new'
  const title = isNew ? 'Please confirm your subscription' : 'You are subscribed already'
  return {
    tone: 'test',
    subject: isNew ? 'endpoint-drift: please confirm your subscription' : 'endpoint-drift: you are subscribed already',
    title,
    lead: isNew
      ? 'Somebody, probably you, asked that changes of lists of network endpoints be sent to this address. Nothing is sent until you confirm.'
      : 'Somebody, probably you, asked again for a subscription that this address has. It stays as it is.',
    facts: [
      { label: 'Asked', text: timeText(at) },
      ...(expires === null ? [] : [{ label: 'Confirm until', text: timeText(expires) }]),
    ],
    badges: [],
    parts: [
      { kind: 'lines', title: isNew ? 'What you would get' : 'What you get', lines: wishes.map(cleaned) },
      ...(isNew ? newParts : knownParts),
    ],
    rest: null,
    subscribed: !isNew,
    footer: 'Sent by endpoint-drift, which watches lists of network endpoints.',
  }
}

const newParts: readonly MailPart[] = [
  { kind: 'button', slot: 'confirm', text: 'Confirm this subscription' },
  {
    kind: 'note',
    text: 'It was not you, or you do not want it? Then do nothing: nothing more is sent to you, and the request is forgotten. We do not know who asked.',
  },
]

const knownParts: readonly MailPart[] = [
  { kind: 'button', slot: 'manage', text: 'Change what you get' },
  { kind: 'note', text: 'It was not you? Then do nothing: nothing was changed. We do not know who asked.' },
]
