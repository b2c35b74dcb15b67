import { normalAddress } from '../channels/email/address.ts'
import { channelKinds } from '../channels/index.ts'
import type { Desk } from './desk.ts'

/** An address that may be subscribed, or why it may not, for the person who typed it. */
export type Address =
  | { readonly kind: 'address'; readonly to: string }
  | { readonly kind: 'fault'; readonly why: string }

type At = Pick<Desk, 'config'>

/** A name that the world can look up: `localhost` and IP addresses are none. */
const publicHost = /\.(?!\d+$)[a-z0-9-]{2,}$/

/** An e-mail address as it is stored: in the one spelling that the channel gives it. */
export function mailAddress(at: At, channel: string, text: string): Address {
  const to = normalAddress(text)
  const host = to?.replace(/^.*@/, '') ?? ''
  if (to === null || !publicHost.test(host) || faultOf(at, channel, to) !== null)
    return { kind: 'fault', why: 'This is not an e-mail address; write it like name@example.org.' }
  return allowedHost(at, host) ? { kind: 'address', to } : notOurs
}

/** The URL of a receiver. Only what can be told without asking anyone: where a name leads is looked at when it is connected to. */
export function webhookAddress(at: At, channel: string, text: string): Address {
  const to = text.trim()
  const why = faultOf(at, channel, to)
  if (why !== null) return { kind: 'fault', why: forPeople(why) }
  return allowedHost(at, hostOf(to)) ? { kind: 'address', to } : notOurs
}

/** The host of a URL without a dot at its end: what counts as one receiver. */
export function hostOf(url: string): string {
  return (URL.parse(url)?.hostname ?? '').replace(/\.$/, '')
}

const notOurs: Address = {
  kind: 'fault',
  why: 'Only addresses of certain domains can be subscribed here; ask the operator which.',
}

function faultOf({ config }: At, name: string, to: string): string | null {
  const channel = config.channels.find((one) => one.name === name)
  const kind = channelKinds.find(({ id }) => id === channel?.kind)
  if (channel === undefined || kind === undefined) throw new Error(`there is no channel ${name} to subscribe on`)
  return kind.checkAddress(channel.settings, to)
}

function allowedHost({ config: { signup } }: At, host: string): boolean {
  if (signup.mode !== 'domains') return true
  return signup.domains.some((domain) => (domain.startsWith('*.') ? host.endsWith(domain.slice(1)) : host === domain))
}

/** Without what only an operator could do about it, as a sentence. */
function forPeople(why: string): string {
  const bare = why.replace(/, or the channel must say.*$|unless the channel allows it.*$/s, '').trim()
  return `${bare.charAt(0).toUpperCase()}${bare.slice(1)}.`
}
