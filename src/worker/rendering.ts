import type { Sender } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'

/** So many are remembered: those of one change set are sent thousands of times in a row. */
const remembered = 16

/**
 * What a channel makes of a message: made for the first who gets it, kept in the store before it is sent. `channel` says of which kind it
 * is as well: under its old name a channel of another kind makes its own.
 */
export function renderings(
  store: Pick<Store, 'message' | 'rendering' | 'keepRendering'>,
): (channel: string, hash: string, sender: Pick<Sender, 'render'>) => string {
  const known = new Map<string, string>()
  return (channel, hash, sender) => {
    const key = `${channel} ${hash}`
    const content =
      known.get(key) ??
      store.rendering(hash, channel) ??
      store.keepRendering(hash, channel, sender.render(store.message(hash)))
    if (!known.has(key)) {
      if (known.size >= remembered) known.clear()
      known.set(key, content)
    }
    return content
  }
}
