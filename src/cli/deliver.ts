import { channelKinds } from '../channels/index.ts'
import { type Channels, openChannels } from '../channels/open.ts'
import type { Config } from '../config/config.ts'
import { bringForward } from '../worker/clock.ts'
import type { Installation } from '../worker/installation.ts'
import { readdress } from '../worker/subscribers.ts'
import { userAgentOf } from './open.ts'
import { err } from './print.ts'

export function channelsOf(config: Config): Channels {
  const { listen, publicUrl } = config.web
  const site = listen === null ? null : publicUrl
  return openChannels(channelKinds, config.channels, { now: Date.now, userAgent: userAgentOf(config), site })
}

/** Sends what is due now, digests too. What fails stays owed: to the next check, or to the worker. */
export async function deliverAll(at: Installation): Promise<void> {
  readdress(at)
  at.store.expire(at.now())
  bringForward(at)
  if (isPast(at, at.store.nextKept())) await (await import('../worker/gather.ts')).gather(at)
  if (!isPast(at, at.store.nextDue())) return
  const [{ reportChannels }, { deliverDue }] = await Promise.all([
    import('../worker/channel-trouble.ts'),
    import('../worker/deliver.ts'),
  ])
  const channels = channelsOf(at.config)
  try {
    const round = await deliverDue({ ...at, channels, random: Math.random })
    reportChannels(at, round)
    // What operators are told of a channel goes out now, not with the next check.
    await deliverDue({ ...at, channels, random: Math.random })
    for (const [name, tally] of round.channels)
      if (tally.last !== null)
        err(`channel ${name}: ${tally.retried} not delivered yet, tried again later: ${tally.last}`)
  } finally {
    await channels.close()
  }
}

function isPast({ now }: Installation, time: number | null): boolean {
  return time !== null && time <= now()
}
