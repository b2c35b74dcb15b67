import type { Alert, ChangeKind, Message } from '../../core/model.ts'
import type { PasteList, SetBlock } from '../../core/set-blocks.ts'
import { cleaned, oneLine, type Sheet } from '../../core/sheet.ts'
import { changesPage } from './changes-page.ts'
import { confirmationPage } from './confirmation-page.ts'
import { digestPage } from './digest-page.ts'
import { type Room, rooms } from './room.ts'
import { reminderPage } from './service-page.ts'

export type Fact = { readonly label: string; readonly text: string; readonly href?: string }

/** What a mail says, before it is put into plain text or HTML: both show the same. All text is on one line and unescaped. */
export type MailPage = {
  readonly tone: 'changes' | 'trouble' | 'well' | 'test'
  readonly subject: string
  readonly title: string
  readonly lead: string
  readonly facts: readonly Fact[]
  /** The lead in colours, where there are kinds of change to count. */
  readonly badges: readonly { readonly kind: ChangeKind; readonly count: number }[]
  readonly parts: readonly MailPart[]
  /** What is not shown here and stands in the attached files. */
  readonly rest: Rest | null
  readonly footer: string
  /** Whether there is a subscription that could be changed and left. */
  readonly subscribed: boolean
}

export type MailPart =
  /** One list of a digest: what follows up to the next is about it. */
  | { readonly kind: 'source'; readonly title: string; readonly href: string | null; readonly lead: string }
  /** One change set of a list; `several`: it is one of them, and must be told from the next. */
  | { readonly kind: 'step'; readonly text: string; readonly href: string | null; readonly several: boolean }
  | { readonly kind: 'sheet'; readonly sheet: Sheet }
  | { readonly kind: 'block'; readonly block: SetBlock }
  /** A list without a word between, to be pasted. */
  | { readonly kind: 'paste'; readonly list: PasteList }
  | { readonly kind: 'taken-back'; readonly count: number; readonly rows: readonly TakenBackRow[] }
  | { readonly kind: 'lines'; readonly title: string; readonly lines: readonly string[] }
  | { readonly kind: 'note'; readonly text: string }
  /** A link of the receiver's own, as a button; left out where there are no links. */
  | { readonly kind: 'button'; readonly slot: 'confirm' | 'manage' | 'leave'; readonly text: string }

/** `text`: what happened to it and when. */
export type TakenBackRow = { readonly address: string; readonly text: string }

/** `rows`: how many are not shown; `file`: the attached one that holds all; `whole`: where to read it when that is too large to go along. */
export type Rest = { readonly rows: number; readonly file: string; readonly whole: string | null }

/**
 * What the mail for a message says. `site`: where the pages are, without a slash at the end; `null` when none are served.
 * `room`: how much is shown of a long list.
 */
export function mailPage(
  message: Message,
  site: string | null = null,
  room: Room = rooms[0] ?? { rows: 0, blocks: 0 },
): MailPage {
  switch (message.kind) {
    case 'changes':
      return changesPage(message.changeSet, site, room)
    case 'digest':
      return digestPage(message.digest, site, room)
    case 'confirmation':
      return confirmationPage(message.confirmation)
    case 'reminder':
      return reminderPage(message.reminder, room)
    case 'alert':
      return alertPage(message.alert)
    case 'test':
      return testPage(message.at)
  }
}

const bare = { badges: [], parts: [], rest: null, subscribed: true } as const

function testPage(at: string): MailPage {
  return {
    ...bare,
    tone: 'test',
    subject: 'endpoint-drift: test message',
    title: 'Test message',
    lead: 'This address gets messages from endpoint-drift. Nothing has changed.',
    facts: [{ label: 'Sent', text: timeText(at) }],
    footer: 'Sent by endpoint-drift because an operator asked for a test.',
  }
}

const states: Readonly<Record<Alert['state'], string>> = {
  begins: 'Trouble',
  changes: 'Trouble changed',
  reminder: 'Still trouble',
  ends: 'Trouble over',
}

function alertPage({ state, fault, since, at }: Alert): MailPage {
  const place = cleaned(fault.place)
  const over = state === 'ends'
  return {
    ...bare,
    tone: over ? 'well' : 'trouble',
    subject: `endpoint-drift: ${states[state].toLowerCase()} at ${place} (${cleaned(fault.code)})`,
    title: `${states[state]}: ${place}`,
    lead: over ? `This is over: ${cleaned(fault.why)}` : cleaned(fault.why),
    facts: [
      ...(over ? [] : [{ label: 'What to do', text: cleaned(fault.next) }]),
      { label: 'Code', text: cleaned(fault.code) },
      { label: 'Since', text: timeText(since) },
      { label: over ? 'Ended' : 'Seen', text: timeText(at) },
    ],
    footer: over
      ? 'Sent by endpoint-drift to its operators.'
      : 'Sent by endpoint-drift to its operators. You hear again when this changes or ends.',
  }
}

/** Only what a person can follow safely becomes a link. */
export function linked(label: string, url: string): Fact {
  const text = oneLine(url)
  const href = safeLink(text)
  return href === null ? { label, text } : { label, text, href }
}

export function safeLink(url: string): string | null {
  const text = oneLine(url)
  return /^https?:\/\//i.test(text) ? text : null
}

/** `2026-03-02T08:17:40.000Z` as `2026-03-02 08:17 UTC`. */
export function timeText(iso: string): string {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso) ?? []
  return date && time ? `${date} ${time} UTC` : cleaned(iso)
}
