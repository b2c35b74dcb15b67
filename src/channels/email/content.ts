import { z } from 'zod'
import type { PersonalLinks } from '../channel.ts'

const plainPiece = z.union([z.string(), z.strictObject({ slot: z.enum(['manage', 'leave', 'confirm']) })])
const piece = z.union([
  plainPiece,
  z.strictObject({
    when: z.enum(['links', 'attached']),
    yes: z.array(plainPiece).readonly(),
    no: z.array(plainPiece).readonly(),
  }),
])

/** Text, a place for a link of the receiver's own, or one of two texts: what belongs to one receiver stands apart from what pages say. */
export type Piece = z.output<typeof piece>

const contentSchema = z.strictObject({
  format: z.literal(1),
  subject: z.string(),
  /** For the List-Id. */
  list: z.strictObject({ id: z.string(), title: z.string() }),
  /** Asks to confirm: nothing is subscribed to yet that could be left. */
  confirms: z.boolean(),
  text: z.array(piece).readonly(),
  html: z.array(piece).readonly(),
  attachments: z.array(z.strictObject({ name: z.string(), type: z.string(), content: z.string() })).readonly(),
})

/** A mail without what belongs to one receiver. */
export type Content = z.output<typeof contentSchema>
export type Attachment = Content['attachments'][number]

/** A rendering as it is stored. Throws when no version of this channel made it. */
export function parseContent(text: string): Content {
  return contentSchema.parse(JSON.parse(text))
}

type Value = string | Piece | readonly Piece[]

/** A template whose values may be pieces; text that stands side by side becomes one piece. */
export function written(strings: TemplateStringsArray, ...values: readonly Value[]): readonly Piece[] {
  return joined(strings.flatMap((text, i) => [text, ...listOf(values[i] ?? '')]))
}

function listOf(value: Value): readonly Piece[] {
  return isList(value) ? value : [value]
}

function isList(value: Value): value is readonly Piece[] {
  return Array.isArray(value)
}

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const made: Piece[] = []
  for (const one of pieces) {
    const last = made.at(-1)
    if (typeof one === 'string' && typeof last === 'string') made[made.length - 1] = last + one
    else if (one !== '') made.push(one)
  }
  return made
}

export type Filling = {
  readonly links: PersonalLinks | undefined
  /** Whether the attachments go with the mail. */
  readonly attached: boolean
}

/** Pieces as the text for one receiver; `shown` makes a link fit for where it stands. */
export function filled(pieces: readonly Piece[], filling: Filling, shown: (link: string) => string): string {
  return pieces.map((one) => pieceText(one, filling, shown)).join('')
}

function pieceText(one: Piece, filling: Filling, shown: (link: string) => string): string {
  if (typeof one === 'string') return one
  const { links, attached } = filling
  if ('when' in one) {
    const holds = one.when === 'links' ? links !== undefined : attached
    return filled(holds ? one.yes : one.no, filling, shown)
  }
  // Confirmed meanwhile, there is no link to confirm any more: what can be done then is on the page that manages.
  const link = one.slot === 'confirm' ? (links?.confirm ?? links?.manage) : links?.[one.slot]
  return shown(link ?? '')
}

/** UTF-8 bytes of pieces in the longer of their forms, with room for links. */
export function largestSize(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, one) => sum + pieceSize(one), 0)
}

const linkRoom = 400

function pieceSize(one: Piece): number {
  if (typeof one === 'string') return Buffer.byteLength(one)
  return 'when' in one ? Math.max(largestSize(one.yes), largestSize(one.no)) : linkRoom
}
