import { type BodyFault, excerpt, parseJson } from '../json.ts'
import type { Json } from './expression.ts'

export type Document = { readonly kind: 'document'; readonly value: Json; readonly text: string } | BodyFault

const wanted = 'JSON'

/**
 * The JSON of a body: UTF-8 (RFC 8259, section 8.1), or UTF-16 with a byte order mark, which some tools write to mirrors.
 * What is no list or object is a fault, as are an empty body, a web page, and JSON that is broken or ends in the middle.
 */
export function parseDocument(bytes: Uint8Array): Document {
  const decoded = decode(bytes)
  if (decoded === null)
    return { kind: 'fault', code: 'bad-charset', why: `${wanted} in UTF-8 was expected; the bytes are not UTF-8` }
  const parsed = parseJson(decoded, wanted)
  if (parsed.kind === 'fault') return parsed
  if (typeof parsed.value !== 'object' || parsed.value === null)
    return { kind: 'fault', code: 'not-a-list', why: `a list or an object was expected; came ${excerpt(decoded)}` }
  return { kind: 'document', value: parsed.value as Json, text: parsed.text }
}

function decode(bytes: Uint8Array): string | null {
  const [a, b] = bytes
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
