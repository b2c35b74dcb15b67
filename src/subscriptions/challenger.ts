import type { ChannelIo } from '../channels/channel.ts'
import type { webhookSchema } from '../channels/webhook/schema.ts'
import type { Config } from '../config/config.ts'
import type { Desk } from './desk.ts'

/** Challenges the receivers of webhooks by the rules of their channel. What it takes to send is loaded when it is first needed. */
export function challenger(
  { channels }: Pick<Config, 'channels'>,
  io: ChannelIo,
  chance: Desk['chance'],
): Desk['challenge'] {
  return async ({ id, channel: name, to, secrets }) => {
    const channel = channels.find((one) => one.name === name)
    if (channel?.kind !== 'webhook') return { kind: 'unanswered', why: 'no answer', status: null }
    const { challenge } = await import('../channels/webhook/challenge.ts')
    return challenge(settingsOf(channel.settings), io, { to, secrets, subscription: id, random: chance })
  }
}

type Settings = ReturnType<typeof webhookSchema.parse>

/** The configuration was checked by this very schema, which takes no settings a second time. */
function settingsOf(checked: unknown): Settings {
  return checked as Settings
}
