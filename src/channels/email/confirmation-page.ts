import type { Confirmation } from '../../core/model.ts'
import { cleaned } from '../../core/sheet.ts'
import { type MailPage, type MailPart, timeText } from './page.ts'

/**
 * Asks whoever reads the mail whether he wants what somebody asked for in his name, or brings him the links of what he has. It holds
 * nothing that the asker wrote but his choices, so that the form cannot be used to send somebody a message.
 */
export function confirmationPage({ kind, wishes, expires, at }: Confirmation): MailPage {
  const { subject, title, lead, done, list, parts } = words[kind]
  return {
    tone: 'test',
    subject: `endpoint-drift: ${subject}`,
    ...{ title, lead },
    facts: [
      { label: done, text: timeText(at) },
      ...(expires === null ? [] : [{ label: 'Confirm until', text: timeText(expires) }]),
    ],
    badges: [],
    parts: [{ kind: 'lines', title: list, lines: wishes.map(cleaned) }, ...parts],
    rest: null,
    subscribed: kind !== 'new',
    footer: 'Sent by endpoint-drift, which watches lists of network endpoints.',
  }
}

type Words = Pick<MailPage, 'subject' | 'title' | 'lead'> & {
  /** What happened at the time of the message. */
  readonly done: string
  readonly list: string
  readonly parts: readonly MailPart[]
}

const words: Readonly<Record<Confirmation['kind'], Words>> = {
  new: {
    subject: 'please confirm your subscription',
    title: 'Please confirm your subscription',
    lead: 'Somebody, probably you, asked that changes of lists of network endpoints be sent to this address. Nothing is sent until you confirm.',
    done: 'Asked',
    list: 'What you would get',
    parts: [
      { kind: 'button', slot: 'confirm', text: 'Confirm this subscription' },
      {
        kind: 'note',
        text: 'It was not you, or you do not want it? Then do nothing: nothing more is sent to you, and the request is forgotten. We do not know who asked.',
      },
    ],
  },
  known: {
    subject: 'you are subscribed already',
    title: 'You are subscribed already',
    lead: 'Somebody, probably you, asked again for a subscription that this address has. It stays as it is.',
    done: 'Asked',
    list: 'What you get',
    parts: [
      { kind: 'button', slot: 'manage', text: 'Change what you get' },
      { kind: 'note', text: 'It was not you? Then do nothing: nothing was changed. We do not know who asked.' },
    ],
  },
  renewed: {
    subject: 'your subscription has new links',
    title: 'Your subscription has new links',
    lead: 'Somebody who had a link of this subscription, probably you, pressed "Make new links". All earlier links have stopped working, those in earlier mails too; this mail brings the new ones. You get the same as before.',
    done: 'Made',
    list: 'What you get',
    parts: [
      { kind: 'button', slot: 'manage', text: 'See and change your subscription' },
      {
        kind: 'note',
        text: 'It was not you? Then somebody else had a link, and has the new ones too. Use the links of this mail: see that nothing else was changed, and make new links again, or leave. We do not know who it was.',
      },
    ],
  },
}
