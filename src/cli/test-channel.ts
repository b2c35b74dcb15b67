import { randomUUID } from 'node:crypto'
import type { Envelope } from '../channels/channel.ts'
import { shownAddress } from '../channels/shown.ts'
import type { Config } from '../config/config.ts'
import type { Fault } from '../core/model.ts'
import { isStored } from '../worker/subscribers.ts'
import { channelsOf } from './deliver.ts'
import { CommandFault } from './fault.ts'
import { openTheStore, readConfig } from './open.ts'
import type { Globals } from './options.ts'
import { err, out } from './print.ts'

type Target = Pick<Envelope, 'to' | 'secrets'> & { readonly channel: string }

/** Sends a test message now, past the store, and says how it went. Exit code 0 when every one was delivered. */
export async function testChannel(globals: Globals, name: string, options: { readonly to?: string }): Promise<number> {
  const config = await readConfig(globals)
  const targets = targetsOf(config, name, options.to)
  const channels = channelsOf(config)
  let failures = 0
  try {
    for (const { channel, ...target } of targets) {
      const sender = await channels.sender(channel)
      const now = Date.now()
      const content = sender?.render({ kind: 'test', at: new Date(now).toISOString() }) ?? ''
      const outcome = await sender?.send({ id: randomUUID(), ...target, content, createdAt: now })
      const shown = shownAddress(target.to)
      if (outcome?.kind === 'delivered') out(`${channel} to ${shown}: delivered (${outcome.receipt})`)
      else {
        failures += 1
        err(`${channel} to ${shown}: ${outcome?.kind ?? 'no such channel'}: ${outcome?.why ?? ''}`)
      }
    }
  } finally {
    await channels.close()
  }
  return failures === 0 ? 0 : 1
}

function targetsOf(config: Config, name: string, to: string | undefined): readonly Target[] {
  if (name === 'operator')
    return config.operator.length > 0 ? config.operator : fail(config, name, 'No operator is configured.')
  if (isStored(name)) return [storedTarget(config, name)]
  const subscriptions = config.subscriptions.filter((subscription) => subscription.name === name)
  if (subscriptions.length > 0) return subscriptions
  if (!config.channels.some((channel) => channel.name === name)) return fail(config, name, 'Nothing has this name.')
  if (to !== undefined) return [{ channel: name, to }]
  const operators = config.operator.filter((operator) => operator.channel === name)
  return operators.length > 0 ? operators : fail(config, name, 'A channel needs an address: give --to.')
}

/** Only whoever confirmed, or was vouched for by an operator, is sent anything. */
function storedTarget(config: Config, id: string): Target {
  const store = openTheStore(config)
  const found = store.subscription(id)
  store.close()
  if (found?.state !== 'active') return fail(config, id, 'No active subscription has this id.')
  const { channel, to, secrets } = found
  return { channel, to, ...(secrets.length > 0 && { secrets }) }
}

function fail(config: Config, name: string, why: string): never {
  const names = [...config.subscriptions, ...config.channels].map((one) => one.name)
  const fault: Fault = {
    code: 'unknown-channel',
    place: name,
    why,
    next: `Known: ${['operator', ...names].join(', ')}`,
  }
  throw new CommandFault(fault)
}
