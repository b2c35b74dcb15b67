import { z } from 'zod'
import type { Config } from '../../config/config.ts'
import type { Path } from '../../config/document.ts'
import type { Fault } from '../../core/model.ts'
import type { Wishes } from '../../core/wishes.ts'
import { recipientFaults, storedAddress } from './recipient.ts'
import { type Checked, checkedWishes, toldAt, type Where, wishesText } from './wishes.ts'

const time = z.iso
  .datetime({ error: 'must be a time like 2026-11-20T08:00:00.000Z' })
  .transform((text) => Date.parse(text))

/** A line as `export` writes it; only `channel` and `to` must be there. The wishes are looked at by their own schema. */
export const lineSchema = z.strictObject({
  id: z
    .string()
    .regex(/^_[a-z0-9]{1,40}$/, { error: 'must begin with "_", with small letters and digits behind it' })
    .optional(),
  channel: z.string().optional(),
  to: z.string().trim().min(1, { error: 'must not be empty' }),
  label: z.string().nullable().optional(),
  origin: z.enum(['person', 'operator']).optional(),
  secrets: z.array(z.string().regex(/^whsec_[\w+/=-]{20,}$/, { error: 'must begin with whsec_' })).optional(),
  generation: z.int().min(0).optional(),
  createdAt: time.optional(),
  confirmedAt: time.optional(),
  halt: z
    .strictObject({
      kind: z.enum(['paused', 'stopped']),
      by: z.enum(['person', 'operator', 'receiver']),
      why: z.string(),
      at: time,
    })
    .optional(),
  filter: z.unknown().optional(),
  reminders: z.unknown().optional(),
  timing: z.unknown().optional(),
})

/** Who is subscribed by a line. `wishesText` tells two apart; `stated`: what of the wishes the line says itself. */
export type Line = Omit<z.output<typeof lineSchema>, 'filter' | 'reminders' | 'timing' | 'channel'> & {
  readonly channel: string
  readonly wishes: Wishes
  readonly wishesText: string
  readonly stated: readonly (keyof Wishes)[]
}

const wished = ['filter', 'reminders', 'timing'] as const

/** What holds for a line that is only an address; `channel` also for others that name none. */
export type LineDefaults = { readonly channel: string | null; readonly wishes: Wishes }

/** Most subscribers share a few wishes: so many are remembered, and not looked at again. */
const remembered = 1_000

/** Makes the reader of lines: each is JSON, as `export` writes it, or one plain address. */
export function lineReader(config: Config, defaults: LineDefaults): (text: string, number: number) => Checked<Line> {
  const known = new Map<string, { readonly wishes: Wishes; readonly wishesText: string }>()
  const plain = { wishes: defaults.wishes, wishesText: wishesText(defaults.wishes), stated: wished }

  function wishesOf(written: object, where: Where): Checked<Pick<Line, 'wishes' | 'wishesText'>> {
    const key = JSON.stringify(written)
    const value = known.get(key)
    if (value !== undefined) return { kind: 'fine', value }
    const checked = checkedWishes(config, written, where)
    if (checked.kind === 'faults') return checked
    if (known.size >= remembered) known.clear()
    const fresh = { wishes: checked.value, wishesText: wishesText(checked.value) }
    known.set(key, fresh)
    return { kind: 'fine', value: fresh }
  }

  return (text, number) => {
    const where = placedAt(number)
    if (!text.startsWith('{')) return addressed(config, { to: text, channel: defaults.channel, ...plain }, where)
    const parsed = parsedLine(text, where)
    if (parsed.kind === 'faults') return parsed
    const { filter, reminders, timing, channel = defaults.channel, ...rest } = parsed.value
    const written = { filter, reminders, timing }
    const wishes = wishesOf(written, where)
    const stated = wished.filter((key) => written[key] !== undefined)
    const said = { ...(wishes.kind === 'fine' ? wishes.value : plain), stated }
    const line = addressed(config, { ...rest, channel, ...said }, where)
    if (wishes.kind === 'fine') return line
    return { kind: 'faults', faults: [...(line.kind === 'faults' ? line.faults : []), ...wishes.faults] }
  }
}

function placedAt(number: number): Where {
  return {
    code: 'bad-line',
    placeOf: (path) => (path.length === 0 ? `line ${number}` : `line ${number}, ${path.join('.')}`),
  }
}

function parsedLine(text: string, where: Where): Checked<z.output<typeof lineSchema>> {
  const value = parsedJson(text)
  if (value === undefined) return wrong(where, [], 'This is no JSON.', 'Write one object a line, as export does.')
  const parsed = lineSchema.safeParse(value)
  if (parsed.success) return { kind: 'fine', value: parsed.data }
  return { kind: 'faults', faults: toldAt(where, parsed.error.issues, lineSchema, value) }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function addressed(
  config: Config,
  line: Omit<Line, 'channel'> & { readonly channel: string | null },
  where: Where,
): Checked<Line> {
  const { channel } = line
  if (channel === null) return wrong(where, ['channel'], 'No channel is named.', 'Name one for all with --channel.')
  const to = storedAddress(config, channel, line.to)
  const faults = recipientFaults(config, channel, to, where)
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'fine', value: { ...line, channel, to } }
}

function wrong({ code, placeOf }: Where, path: Path, why: string, next: string): { kind: 'faults'; faults: Fault[] } {
  return { kind: 'faults', faults: [{ code, place: placeOf(path), why, next }] }
}
