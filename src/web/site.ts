import type { Desk } from '../subscriptions/desk.ts'
import type { Installation } from '../worker/installation.ts'
import { type OpenTrouble, type Status, statusOf } from '../worker/status.ts'

/** What the pages are made from. All but those of subscriptions read, and change nothing. */
export type Site = Pick<Installation, 'config' | 'store' | 'now' | 'log' | 'pulse' | 'bell'> & {
  readonly snapshots: Pick<Installation['snapshots'], 'read'>
  readonly version: string
  /** Takes secrets and mail addresses out of what is shown of trouble. */
  readonly redact: (text: string) => string
  /** Asks the receiver of a webhook whether it wants what was asked for; where absent, by the rules of its channel. */
  readonly challenge?: Desk['challenge']
  /** So many random bytes; where absent, the system's. */
  readonly chance?: Desk['chance']
}

/** Makes links: within the site by path, for feeds and mails whole. `publicUrl` may hold a path of its own. */
export type Links = {
  readonly to: (path: string) => string
  readonly whole: (path: string) => string
  readonly base: string
  /** Whether people may subscribe by the pages. */
  readonly signup: boolean
}

export function linksOf({ config }: Pick<Site, 'config'>): Links {
  const { publicUrl } = config.web
  const base = new URL(publicUrl).pathname.replace(/\/+$/, '')
  const signup = config.signup.mode !== 'closed'
  return { base, signup, to: (path) => `${base}${path}`, whole: (path) => `${publicUrl}${path}` }
}

/** How everything stands now, as anybody may see it: faults are written for operators and may name a receiver, or say what one said. */
export function shownStatus({ config, store, now, redact }: Site): Status {
  const { sources, trouble } = statusOf(config, store, now())
  return {
    sources: sources.map((one) => ({
      ...one,
      held: one.held && { ...one.held, reasons: one.held.reasons.map((reason) => redact(reason)) },
    })),
    trouble: trouble.map((one) => shownTrouble(one, redact)),
  }
}

/** Places whose trouble is told in the words of receivers, or names who is subscribed. */
const ofReceivers = /^(?:channel .*|subscriptions|digests)$/s

function shownTrouble(trouble: OpenTrouble, redact: (text: string) => string): OpenTrouble {
  const place = redact(trouble.place)
  if (ofReceivers.test(trouble.place))
    return { ...trouble, place, why: 'Some messages could not be delivered.', next: 'Operators know more.' }
  return { ...trouble, place, why: redact(trouble.why), next: redact(trouble.next) }
}
