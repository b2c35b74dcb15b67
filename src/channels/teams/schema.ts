import { z } from 'zod'
import { receiverFields } from '../fields.ts'

/** What a channel of kind `teams` takes in the configuration. The secret is the address itself. */
export const teamsSchema = z.strictObject({ ...receiverFields, connections: z.int().min(1).max(50).default(4) })

export type TeamsConfig = z.output<typeof teamsSchema>
