import type { Channel } from './channel.ts'
import { email } from './email/index.ts'
import { webhook } from './webhook/index.ts'

/** Every kind of channel there is. */
export const channelKinds: readonly Channel<unknown>[] = [email, webhook]
