import { apprise } from './apprise/index.ts'
import type { Channel } from './channel.ts'
import { email } from './email/index.ts'
import { slack } from './slack/index.ts'
import { teams } from './teams/index.ts'
import { webhook } from './webhook/index.ts'

/** Every kind of channel there is. */
export const channelKinds: readonly Channel<unknown>[] = [email, webhook, slack, teams, apprise]
