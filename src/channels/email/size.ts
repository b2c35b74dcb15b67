import type { Content, Piece } from './content.ts'

/** Thousands get the same content. */
const known = new WeakMap<Sized, { readonly bodies: number; readonly files: number }>()

type Sized = Omit<Content, 'list'>

/**
 * Bytes of a mail as it goes over the wire, from above and not by much: so that neither the limit of the configuration nor that of the
 * server (RFC 1870) is found out only after all of it was sent.
 */
export function mailSize(content: Sized, attached: boolean): number {
  const { bodies, files } = known.get(content) ?? sizesOf(content)
  return bodies + (attached ? files : 0)
}

function sizesOf(content: Sized) {
  const { subject, text, html, attachments } = content
  const sizes = {
    bodies: headerRoom + 3 * Buffer.byteLength(subject) + sum([...text, ...html].map(pieceSize)),
    files: sum(attachments.map((one) => base64Size(Buffer.byteLength(one.content)) + 400)),
  }
  known.set(content, sizes)
  return sizes
}

/** What headers and the borders of the parts may take. */
const headerRoom = 4_000
const linkRoom = 600

function pieceSize(one: Piece): number {
  if (typeof one === 'string') return quotedSize(one)
  return 'when' in one ? Math.max(sum(one.yes.map(pieceSize)), sum(one.no.map(pieceSize))) : linkRoom
}

/** In quoted-printable (RFC 2045, 6.7): what is not plain takes three bytes for one, a line has at most 76, and a break takes three. */
function quotedSize(text: string): number {
  const bytes = Buffer.byteLength(text)
  const plain = text.match(/[ -<>-~\n]/g)?.length ?? 0
  const encoded = plain + 3 * (bytes - plain)
  return encoded + Math.ceil(encoded / 73) * 3 + (text.match(/ ?\n/g)?.length ?? 0) * 3
}

function base64Size(bytes: number): number {
  return Math.ceil(((Math.ceil(bytes / 3) * 4) / 76) * 78)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
