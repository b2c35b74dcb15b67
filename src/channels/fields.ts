import { z } from 'zod'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 }

/** `15s`, `500ms`, `1m`, or a number of milliseconds; comes out as milliseconds. */
export const duration = z
  .union([z.int().positive(), z.string().regex(/^[1-9]\d*(ms|s|m)$/, 'write it like 15s, 500ms or 1m')])
  .transform((value) => {
    if (typeof value === 'number') return value
    const [, amount, unit] = /^(\d+)(\D+)$/.exec(value) ?? []
    return Number(amount) * (units[unit ?? ''] ?? 1)
  })
