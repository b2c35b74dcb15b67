import { z } from 'zod'
import { receiverFields } from '../fields.ts'

const shape = /^whsec_([A-Za-z0-9+/]+={0,2})$/

/** The key of a `whsec_` secret; `null` when it is none. The specification asks for 24 to 64 bytes. */
export function keyOf(secret: string): Buffer | null {
  const [, base64 = ''] = shape.exec(secret) ?? []
  const key = Buffer.from(base64, 'base64')
  return key.length >= 24 && key.length <= 64 && key.toString('base64') === base64 ? key : null
}

const secrets = z.string().transform((text, context): readonly Buffer[] => {
  const keys = text.trim().split(/\s+/).map(keyOf)
  const good = keys.filter((key) => key !== null)
  if (good.length === keys.length) return good
  context.addIssue({
    code: 'custom',
    message:
      'must be `whsec_` and 24 to 64 random bytes in base64 (make one: `echo "whsec_$(openssl rand -base64 32)"`), or several with spaces between',
  })
  return z.NEVER
})

/** What a channel of kind `webhook` takes in the configuration. */
export const webhookSchema = z.strictObject({
  /** `whsec_...`; several, separated by spaces, while a secret is being replaced: each signs. */
  secret: secrets,
  ...receiverFields,
})

export type WebhookConfig = z.output<typeof webhookSchema>
