import { onTestFinished } from 'vitest'
import type { Envelope } from '../../../src/channels/channel.ts'
import { email } from '../../../src/channels/email/index.ts'
import { type EmailConfig, emailSchema } from '../../../src/channels/email/schema.ts'
import type { Message, Outcome } from '../../../src/core/model.ts'
import { changes, moment } from '../samples.ts'
import { certificate } from './mail-server.ts'

export const plain = { security: 'none' }

export type Mail = Partial<Omit<Envelope, 'content'>> & { readonly message?: Message }

export function configOf(port: number, over: object = {}): EmailConfig {
  const common = { from: 'Endpoint drift <drift@example.org>', host: '127.0.0.1', ca: certificate, timeout: 5_000 }
  return emailSchema.parse({ ...common, port, ...over })
}

/** Renders and sends, as the delivery loop does. */
export async function sender(
  port: number,
  over: object = {},
  site: string | null = null,
): Promise<{ readonly send: (mail?: Mail) => Promise<Outcome>; readonly close: () => Promise<void> }> {
  const io = { now: () => moment, userAgent: 'endpoint-drift/test', site }
  const { render, send, close } = await email.open(configOf(port, over), io)
  onTestFinished(close)
  return {
    close,
    send: ({ message = changes(), ...own } = {}) =>
      send({ id: 'delivery-1', to: 'net@example.net', content: render(message), createdAt: moment, ...own }),
  }
}
