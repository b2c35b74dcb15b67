import { z } from 'zod'
import { receiverFields } from '../fields.ts'

/** What a channel of kind `slack` takes in the configuration. The secret is the address itself. */
export const slackSchema = z.strictObject({ ...receiverFields, connections: z.int().min(1).max(50).default(4) })

export type SlackConfig = z.output<typeof slackSchema>
