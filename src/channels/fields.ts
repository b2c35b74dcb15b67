import { z } from 'zod'
import { type Network, parseNetwork } from '../net/networks.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 }

/** `15s`, `500ms`, `1m`, or a number of milliseconds; comes out as milliseconds. */
export const duration = z
  .union([z.int().positive(), z.string().regex(/^[1-9]\d*(ms|s|m)$/, 'write it like 15s, 500ms or 1m')])
  .transform((value) => {
    if (typeof value === 'number') return value
    const [, amount, unit] = /^(\d+)(\D+)$/.exec(value) ?? []
    return Number(amount) * (units[unit ?? ''] ?? 1)
  })

const network = z.string().transform((text, context): Network => {
  const parsed = parseNetwork(text)
  if (parsed !== null) return parsed
  context.addIssue({
    code: 'custom',
    message: 'must be a network or an address: 10.0.0.0/8, fd12:3456::/32, 192.0.2.7',
  })
  return z.NEVER
})

/** What every channel takes whose addresses are URLs. */
export const receiverFields = {
  /** Lets addresses be `http://`: for receivers on a network that you trust. */
  allowHttp: z.boolean().default(false),
  /** Networks of yours that addresses may lead into: `[10.0.0.0/8]`. Everything that is not public is refused otherwise. */
  allowNetworks: z.array(network).default([]),
  /** For one message, from the connection to the answer. */
  timeout: duration.default(15_000),
  /** How many messages at once. */
  connections: z.int().min(1).max(50).default(10),
}
