import type { Confirmation } from '../core/model.ts'
import type { Wishes } from '../core/wishes.ts'
import type { NewDelivery } from '../store/store.ts'
import type { Subscription, WithStanding } from '../store/subscription.ts'
import { hostOf, mailAddress, webhookAddress } from './addresses.ts'
import { type Desk, newSecret, newSubscription } from './desk.ts'
import { type Limited, limitedAsking, mayWriteTo } from './limits.ts'
import { mailLines } from './words.ts'

/** What somebody asks for. `client`: the address he asks from, where it is known. */
export type Request = {
  readonly channel: string
  readonly to: string
  readonly wishes: Wishes
  readonly client: string | null
}

/** `fault`: the address cannot be subscribed. `limited`: too much was asked of us; later it may work. */
export type Refused = { readonly kind: 'fault'; readonly why: string } | Limited

/**
 * Somebody wants mails at an address. The address is asked to confirm; where it has a subscription already, it gets the links to
 * that one. Who asks cannot tell the one from the other, nor whether too many mails were asked for: `asked`.
 */
export function askByMail(desk: Desk, { channel, to, wishes, client }: Request): { readonly kind: 'asked' } | Refused {
  const address = mailAddress(desk, channel, to)
  if (address.kind === 'fault') return address
  const limited = limitedAsking(desk, client)
  if (limited !== null) return limited
  if (mayWriteTo(desk, address.to)) write(desk, { channel, to: address.to, wishes })
  return { kind: 'asked' }
}

function write(desk: Desk, given: Pick<Request, 'channel' | 'to' | 'wishes'>): void {
  const there = desk.store.subscriptions({ channel: given.channel, to: given.to, limit: 50 })
  const active = there.find(({ state }) => state === 'active')
  if (active !== undefined) writeLinks(desk, active)
  else askToConfirm(desk, given, there.find(({ origin }) => origin === 'person') ?? null)
}

/**
 * The link in an earlier mail asked to confirm something else, so it is made worthless together with the earlier wishes; an
 * earlier mail that was not sent yet never is.
 */
function askToConfirm(
  desk: Desk,
  given: Pick<Request, 'channel' | 'to' | 'wishes'>,
  pending: WithStanding | null,
): void {
  const fresh = newSubscription(desk, given)
  const asked = pending === null ? fresh : { ...fresh, id: pending.id, generation: pending.generation + 1 }
  desk.store.subscribe([asked], [confirmation(desk, asked, 'new')], desk.now())
}

/** Sends the links of a subscription to its address, together with what is subscribed. */
function writeLinks(desk: Desk, subscription: Subscription): void {
  desk.store.subscribe([], [confirmation(desk, subscription, 'known')], desk.now())
}

/** The mail that asks to confirm, or that brings the links. Whoever gets it may not have asked for it. */
export function confirmation(
  desk: Pick<Desk, 'config' | 'now' | 'chance'>,
  subscription: Subscription,
  kind: Confirmation['kind'],
): NewDelivery {
  const { id, channel, to, wishes, expiresAt } = subscription
  return {
    // Not made from the subscription: a second mail is another delivery, and its id says nothing of the first.
    id: `confirmation-${desk.chance(12).toString('hex')}`,
    ...{ subscription: id, channel, to },
    message: {
      kind: 'confirmation',
      confirmation: {
        kind,
        wishes: mailLines(wishes, desk.config),
        expires: kind === 'new' && expiresAt !== null ? new Date(expiresAt).toISOString() : null,
        at: new Date(desk.now()).toISOString(),
      },
    },
  }
}

/**
 * Somebody wants webhooks at a URL. The subscription waits until the receiver has answered a challenge that its own secret
 * signs (`prove`). Each request makes one: nobody learns what others asked for, nor takes their secret away.
 */
export function askByWebhook(
  desk: Desk,
  { channel, to, wishes, client }: Request,
): { readonly kind: 'made'; readonly subscription: Subscription } | Refused {
  const address = webhookAddress(desk, channel, to)
  if (address.kind === 'fault') return address
  const limited = limitedAsking(desk, client, hostOf(address.to))
  if (limited !== null) return limited
  const subscription = newSubscription(desk, { channel, to: address.to, wishes, secrets: [newSecret(desk)] })
  desk.store.subscribe([subscription], [], desk.now())
  return { kind: 'made', subscription }
}
