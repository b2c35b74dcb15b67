import { onTestFinished } from 'vitest'
import type { WithStanding } from '../../src/store/subscription.ts'
import { linkKey, type Purpose, tokenFor } from '../../src/subscriptions/links.ts'
import { channels, signup } from '../subscriptions/desk.ts'
import { type Scene, scene } from './site.ts'

/** The pages with sign-up open to everybody. */
export function openSite(given: Parameters<typeof scene>[0] = {}): Scene {
  const made = scene({ ...given, signup: { ...signup, ...given.signup }, channels })
  onTestFinished(made.store.close)
  // Made at the first link; looking at a page writes nothing.
  linkKey(made.store)
  return made
}

type Fields = Readonly<Record<string, string | readonly string[]>>

/** What an untouched form sends. */
export const fields: Fields = {
  address: 'ann@example.org',
  kinds: ['added', 'removed', 'changed', 'moved'],
  ...{ required: '', addresses: '', ports: '', when: 'at-once', at: '08:00', weekday: 'monday', zone: 'UTC' },
  ...{ 'quiet-from': '', 'quiet-to': '' },
}

export function encoded(given: Fields): string {
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one] as [string, string]),
  )
  return new URLSearchParams(pairs).toString()
}

/** As a browser sends a form that stands on our own page. */
export const fromOurs = { origin: 'https://drift.example.org', 'sec-fetch-site': 'same-origin' }

/** `from`: the address of the connection. */
export async function post(
  s: Scene,
  path: string,
  body: Fields | string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = fromOurs,
  from = '203.0.113.7',
): Promise<Response> {
  const sent = typeof body === 'string' || body instanceof Uint8Array ? body : encoded(body)
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const env = { incoming: { socket: { remoteAddress: from } } }
  return s.app.request(path, { method: 'POST', headers: { ...type, ...headers }, body: sent }, env)
}

export function rows(s: Scene): readonly WithStanding[] {
  return s.store.subscriptions({ limit: 1_000 })
}

/** The path behind a link of a subscription. */
export function pathOf(s: Scene, purpose: Purpose, one: WithStanding | undefined = rows(s)[0]): string {
  if (one === undefined) throw new Error('nobody is subscribed')
  const expires = purpose === 'confirm' ? (one.expiresAt ?? 0) : 0
  return `/${purpose}/${tokenFor(linkKey(s.store), purpose, one, expires)}`
}

/** One who subscribed by the pages and confirmed. */
export async function subscribed(s: Scene, address = 'ann@example.org'): Promise<WithStanding> {
  await post(s, '/subscribe', { ...fields, address })
  const made = rows(s).find(({ to }) => to === address)
  await post(s, pathOf(s, 'confirm', made), { do: 'confirm' })
  const found = rows(s).find(({ to }) => to === address)
  if (found?.state !== 'active') throw new Error('the subscription was not confirmed')
  return found
}

/** Messages that are owed now, newest first. */
export function owed(s: Scene): readonly { readonly to: string; readonly kind: string }[] {
  return s.store.deliveries({ state: 'due', limit: 1_000 }).map(({ id, to }) => {
    const message = s.store.delivery(id)?.message
    return { to, kind: message?.kind === 'confirmation' ? message.confirmation.kind : (message?.kind ?? '') }
  })
}
