import type { Channel, ChannelIo, Sender } from './channel.ts'

/** A channel as the configuration names it; `settings` is what the schema of its kind made of it. */
export type ConfiguredChannel = { readonly name: string; readonly kind: string; readonly settings: unknown }

/** The channels of this installation, opened when they are first needed. */
export type Channels = {
  readonly names: readonly string[]
  /** Of which kind a channel is; `null`: no channel is called so. */
  readonly kind: (name: string) => string | null
  /** How many messages at once; 1 for a channel that is not configured. */
  readonly concurrency: (name: string) => number
  /** `null`: no channel is called so. */
  readonly sender: (name: string) => Promise<Sender | null>
  readonly close: () => Promise<void>
}

/** Throws when a channel is of a kind that is not in `kinds`: the configuration must have been checked before. */
export function openChannels(
  kinds: readonly Channel<unknown>[],
  configured: readonly ConfiguredChannel[],
  io: ChannelIo,
): Channels {
  const known = new Map(configured.map(({ name, kind, settings }) => [name, { kind: kindOf(kinds, kind), settings }]))
  const opened = new Map<string, Promise<Sender>>()

  async function sender(name: string): Promise<Sender | null> {
    const channel = known.get(name)
    if (!channel) return null
    const opening = opened.get(name) ?? channel.kind.open(channel.settings, io)
    opened.set(name, opening)
    return opening.catch((error: unknown) => {
      // Not kept: the next delivery tries again.
      opened.delete(name)
      throw error
    })
  }

  return {
    names: [...known.keys()],
    kind: (name) => known.get(name)?.kind.id ?? null,
    concurrency: (name) => {
      const channel = known.get(name)
      return channel ? channel.kind.concurrency(channel.settings) : 1
    },
    sender,
    close: async () => {
      const senders = await Promise.allSettled(opened.values())
      opened.clear()
      await Promise.all(senders.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)))
    },
  }
}

function kindOf(kinds: readonly Channel<unknown>[], id: string): Channel<unknown> {
  const kind = kinds.find((one) => one.id === id)
  if (!kind) throw new Error(`no kind of channel is called ${id}`)
  return kind
}
