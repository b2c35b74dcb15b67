import { randomBytes } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { channelKinds } from '../../channels/index.ts'
import type { Config } from '../../config/config.ts'
import { didYouMean } from '../../config/suggest.ts'
import type { Fault } from '../../core/model.ts'
import type { Wishes } from '../../core/wishes.ts'
import type { Subscription } from '../../store/subscription.ts'
import { newSecret, newSubscription } from '../../subscriptions/desk.ts'
import type { Where } from './wishes.ts'

/** What is wrong with a channel and an address on it. The address is not repeated: of many channels it is the secret. */
export function recipientFaults(
  { channels }: Pick<Config, 'channels'>,
  name: string,
  to: string,
  { code, placeOf }: Where,
): Fault[] {
  const channel = channels.find((one) => one.name === name)
  const names = channels.map((one) => one.name)
  if (channel === undefined) {
    const next = didYouMean(name, names, 'channel')
    return [{ code, place: placeOf(['channel']), why: `no channel is called "${name}"`, next }]
  }
  const kind = channelKinds.find(({ id }) => id === channel.kind)
  const why = kind?.checkAddress(channel.settings, to) ?? null
  return why === null
    ? []
    : [{ code, place: placeOf(['to']), why, next: `give an address for channel "${name}" (${channel.kind})` }]
}

/** An address as it is stored: without what is no part of it, of mail addresses the domain in ASCII and small letters. */
export function storedAddress({ channels }: Pick<Config, 'channels'>, name: string, text: string): string {
  const to = text.trim()
  if (channels.find((one) => one.name === name)?.kind !== 'email') return to
  const [, local = '', domain = ''] = /^(.*)@([^@]*)$/su.exec(to.normalize('NFC')) ?? []
  const host = domainToASCII(domain)
  return host === '' ? to : `${local}@${host}`
}

const chance = { chance: randomBytes }

/** A subscription that an operator makes, and vouches for. */
export function vouched(
  given: { readonly channel: string; readonly to: string; readonly wishes: Wishes },
  over: Partial<Subscription>,
  at: number,
): Subscription {
  const fresh = newSubscription({ ...chance, now: () => at }, given)
  return { ...fresh, origin: 'operator', state: 'active', confirmedAt: at, expiresAt: null, ...over }
}

/** A secret that signs webhooks, for one subscription. */
export function ownSecret(): string {
  return newSecret(chance)
}
