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

/** Whether a client may ask for one more subscription, and we may answer one more. */
export function mayAsk(desk: Pick<Desk, 'store' | 'now'>, client: string | null): boolean {
  return allowed(desk, 'client', clientPrefix(client)) && allowed(desk, 'everybody', '')
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
