import { randomBytes } from 'node:crypto'
import type { WebhookConfig } from '../channels/webhook/schema.ts'
import type { Config } from '../config/config.ts'
import type { Desk } from '../subscriptions/desk.ts'
import type { Installation } from '../worker/installation.ts'
import { CommandFault } from './fault.ts'
import { redactorOf } from './log.ts'
import { userAgentOf } from './open.ts'
import { version } from './version.ts'

/** The pages, if the configuration wants them. What serves them is loaded only then. */
export async function servePages(at: Installation): Promise<{ readonly close: () => Promise<void> } | null> {
  const { listen, publicUrl } = at.config.web
  if (listen === null) return null
  const [{ webApp }, { serveWeb }] = await Promise.all([import('../web/app.ts'), import('../web/serve.ts')])
  const app = webApp({ ...at, version, redact: redactorOf(at.config), challenge: challenging(at.config) })
  const serving = await serveWeb((request, bindings) => app.fetch(request, bindings), listen)
  if (serving.kind === 'fault') throw new CommandFault(serving.fault)
  at.log.info({ address: serving.address, port: serving.port, publicUrl }, 'serving pages')
  return serving
}

/** Asks the receiver of a webhook whether it wants what somebody subscribed it to. */
function challenging(config: Config): Desk['challenge'] {
  const io = { now: Date.now, userAgent: userAgentOf(config) }
  return async ({ id, channel, to, secrets }) => {
    const settings = webhookSettings(config, channel)
    if (settings === null) return { kind: 'unanswered', why: 'no answer', status: null }
    const { challenge } = await import('../channels/webhook/challenge.ts')
    return challenge(settings, io, { subscription: id, to, secrets, random: randomBytes })
  }
}

/** What the schema of webhooks has made of a channel of that kind. */
function webhookSettings({ channels }: Config, name: string): WebhookConfig | null {
  const channel = channels.find((one) => one.name === name)
  return channel?.kind === 'webhook' ? (channel.settings as WebhookConfig) : null
}
