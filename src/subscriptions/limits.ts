import { createHmac } from 'node:crypto'
import { clientPrefix } from './client.ts'
import type { Desk } from './desk.ts'
import { linkKey } from './links.ts'

type Limit = { readonly burst: number; readonly every: number }

const hour = 3_600_000

/** How often something may be asked of us: so many at once, and so many more in the time after. */
const limits = {
  /** Mails to one address that did not ask for any. */
  address: { burst: 3, every: 8 * hour },
  client: { burst: 10, every: hour / 10 },
  /** So that nobody makes a mail cannon of us, however many addresses he comes from. */
  everybody: { burst: 1_000, every: hour / 1_000 },
  /** Subscriptions for one host, and challenges that are sent there. */
  host: { burst: 20, every: hour / 20 },
  /** Mails with new links to one subscription, apart from `address`: strangers must not be able to use them up. */
  renewal: { burst: 5, every: hour },
  challenge: { burst: 5, every: hour / 6 },
} satisfies Readonly<Record<string, Limit>>

/** One more use; `false`: it is too much. Who is counted is stored as a hash under the key of the installation. */
export function allowed(desk: Pick<Desk, 'store' | 'now'>, what: keyof typeof limits, who: string): boolean {
  const hash = createHmac('sha256', linkKey(desk.store)).update(`limit ${what} ${who}`).digest('hex').slice(0, 32)
  return desk.store.allow(`${what}:${hash}`, limits[what], desk.now())
}

/** Too much was asked of us; `wait`: after so many milliseconds one more is taken, if nobody else asks first. */
export type Limited = { readonly kind: 'limited'; readonly wait: number }

/** `null` when all of these may be used once more; else they are not, from the first that may not. */
export function limited(
  desk: Pick<Desk, 'store' | 'now'>,
  uses: readonly (readonly [what: keyof typeof limits, who: string])[],
): Limited | null {
  const over = uses.find(([what, who]) => !allowed(desk, what, who))
  return over === undefined ? null : { kind: 'limited', wait: limits[over[0]].every }
}

/** Whether a client may ask for one more subscription (at a host), and we may answer one more. */
export function limitedAsking(desk: Pick<Desk, 'store' | 'now'>, client: string | null, host?: string): Limited | null {
  const place = host === undefined ? [] : [['host', host] as const]
  return limited(desk, [['client', clientPrefix(client)], ['everybody', ''], ...place])
}

/** Whether one more mail may be written to an address: spellings that most servers take for one mailbox count as one. */
export function mayWriteTo(desk: Pick<Desk, 'store' | 'now'>, address: string): boolean {
  return allowed(desk, 'address', mailbox(address))
}

/** Gmail has two names, and dots before the at do not count there (https://support.google.com/mail/answer/7436150). */
function mailbox(address: string): string {
  const [, local = '', domain = ''] = /^([^@+]*)[^@]*@(.*)$/s.exec(address.toLowerCase()) ?? []
  const isGmail = domain === 'gmail.com' || domain === 'googlemail.com'
  return isGmail ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`
}
