export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fault'; readonly why: string }

/**
 * Turns the bytes of a page into text: a byte order mark first, then the charset of the content type, then UTF-8.
 *
 * @param contentType value of the `Content-Type` header, if there was one
 * @returns the text without its mark, or why it is none: invalid for its charset, binary, a charset that is not known
 * @see https://encoding.spec.whatwg.org/#decode
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): Decoded {
  const charset = markOf(bytes) ?? charsetOf(contentType) ?? 'utf-8'
  const decoder = decoderFor(charset)
  if (decoder === null) return { kind: 'fault', why: `the charset "${charset}" of the content type is not known` }
  try {
    const text = decoder.decode(bytes)
    const control = controlCharacter(text)
    if (control < 0) return { kind: 'text', text }
    return { kind: 'fault', why: `not a text: a control character stands at character ${control + 1}` }
  } catch {
    return { kind: 'fault', why: `the bytes are not valid ${charset}` }
  }
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch {
    return null
  }
}

/** Index of the first character that no text holds; -1 where there is none. Tab, line ends and form feed are text. */
function controlCharacter(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 9 || (code > 13 && code < 27)) return i
  }
  return -1
}

function markOf(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  return null
}

function charsetOf(contentType: string | null): string | null {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? null
}
