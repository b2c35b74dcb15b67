import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { PersonalLinks } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'
import type { Subscription } from '../store/subscription.ts'

/** What somebody may do who has the link. */
export type Purpose = keyof PersonalLinks

type Named = Pick<Subscription, 'id' | 'generation'>

const keySetting = 'link-key'

/** The same, where it was made already: looking at a link must not write. */
export function knownLinkKey(store: Pick<Store, 'setting'>): string | null {
  return store.setting(keySetting)
}

/** The secret of this installation under which links are made; made at first use. Whoever has it can make any link. */
export function linkKey(store: Pick<Store, 'setting' | 'settingOnce'>): string {
  return knownLinkKey(store) ?? store.settingOnce(keySetting, randomBytes(32).toString('hex'))
}

/**
 * A token for one purpose: `id.generation.time.mac`, the time and generation in base 36, the MAC 128 bits of HMAC-SHA256 in hex:
 * no character at its end that a mail program would take for punctuation. `expiresAt` in milliseconds; 0: never.
 */
export function tokenFor(key: string, purpose: Purpose, { id, generation }: Named, expiresAt = 0): string {
  const text = [id, generation.toString(36), expiresAt.toString(36)].join('.')
  return `${text}.${mac(key, purpose, text)}`
}

/** Whom a token names; `null` when it is not ours, made for something else, or expired. */
export function readToken(key: string, purpose: Purpose, token: string, now: number): Named | null {
  const [text = '', id = '', generation = '', time = '', given = ''] =
    /^((_[a-z0-9]+)\.([a-z0-9]{1,11})\.([a-z0-9]{1,11}))\.([0-9a-f]{32})$/.exec(token)?.slice(1) ?? []
  if (text === '' || !timingSafeEqual(Buffer.from(mac(key, purpose, text)), Buffer.from(given))) return null
  const expiresAt = Number.parseInt(time, 36)
  return expiresAt !== 0 && expiresAt <= now ? null : { id, generation: Number.parseInt(generation, 36) }
}

function mac(key: string, purpose: Purpose, text: string): string {
  return createHmac('sha256', key).update(`${purpose} ${text}`).digest('hex').slice(0, 32)
}

/** The links that a message to a subscription carries. `site`: `web.publicUrl`. */
export function personalLinks(
  site: string,
  key: string,
  subscription: Named & Pick<Subscription, 'state' | 'expiresAt'>,
): PersonalLinks {
  const of = (purpose: Purpose, expiresAt?: number) =>
    `${site}/${purpose}/${tokenFor(key, purpose, subscription, expiresAt)}`
  return {
    manage: of('manage'),
    leave: of('leave'),
    ...(subscription.state === 'pending' && { confirm: of('confirm', subscription.expiresAt ?? 0) }),
  }
}
