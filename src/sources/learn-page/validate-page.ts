import type { Format } from '../../reading/document.ts'

/** Why bytes are not the page that was asked for. `code` is stable: `empty`, `binary`, `not-the-page`. */
export type NotThePage = { readonly code: string; readonly why: string }

/** What reading makes of bytes and the Content-Type they came with. */
export type Decode = (
  bytes: Uint8Array,
  contentType: string | null,
) => { readonly kind: 'text'; readonly text: string } | { readonly kind: 'fault'; readonly why: string }

export type PageText = { readonly kind: 'text'; readonly text: string } | ({ readonly kind: 'not' } & NotThePage)

const html = 'a web page (HTML)'

/** Media types of what stands in a page's place when the page is not to be had. */
const foreignTypes: readonly (readonly [RegExp, string])[] = [
  [/^(text\/html|application\/xhtml\+xml)\b/, html],
  [/^application\/([\w.-]+\+)?json\b/, 'JSON'],
  [/^(text|application)\/([\w.-]+\+)?xml\b/, 'XML'],
  [/^(image|audio|video|font)\/|^application\/(pdf|zip|gzip)\b/, 'a file that is no text'],
]

/** Beginnings that no Markdown page has; comments, white space and a byte order mark may stand before them. */
const foreignStarts: readonly (readonly [RegExp, string])[] = [
  [/^<!doctype\s+html/i, html],
  [/^<html[\s>]/i, html],
  [/^<head[\s>]/i, html],
  [/^<\?xml\b/i, 'XML'],
  [/^version https:\/\/git-lfs\.github\.com\//, 'a pointer to a file in Git LFS'],
  [/^(4[0-2]\d|50\d): ?[A-Za-z][^\n]{0,80}\s*$/, 'an error message'],
]

function startsWithBom16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text) || !/[\]}]$/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function not(code: string, why: string): PageText {
  return { kind: 'not', code, why }
}

function beginning(text: string): string {
  return JSON.stringify(text.slice(0, 60).replace(/\s+/g, ' '))
}

/**
 * The text of a page, or why the bytes cannot be one: nothing in them, no text, another charset than said, or one of the things
 * that servers send with status 200 instead of a page (a login or an error as HTML where Markdown was asked for, JSON, XML).
 */
export function validatePage(
  bytes: Uint8Array,
  contentType: string | null,
  decode: Decode,
  expected: Format = 'markdown',
): PageText {
  if (bytes.length === 0) return not('empty', 'the body is empty')
  if (!startsWithBom16(bytes) && bytes.includes(0)) return not('binary', 'the body is not text: it holds NUL bytes')
  const type = contentType?.trim().toLowerCase() ?? ''
  const foreign = foreignTypes.find(([pattern]) => pattern.test(type))
  const wanted = expected === 'html' ? 'HTML' : 'Markdown'
  if (foreign && !isWelcome(foreign[1], expected))
    return not('not-the-page', `${wanted} was expected and ${foreign[1]} came (Content-Type: ${type.slice(0, 60)})`)
  const decoded = expected === 'markdown' ? decode(bytes, contentType) : decodeHtml(bytes, contentType, decode)
  if (decoded.kind === 'fault') return not('bad-charset', decoded.why)
  const { text } = decoded
  if (text.includes('\0')) return not('binary', 'the body is not text: it holds NUL characters')
  const start = text.replace(/^(?:\ufeff|\s|<!--[\s\S]*?-->)+/, '')
  if (start === '') return not('empty', 'the body holds nothing but white space and comments')
  const odd = oddStart(start, expected)
  if (odd) return not('not-the-page', `${wanted} was expected and ${odd} came; it begins ${beginning(start)}`)
  return { kind: 'text', text }
}

/** Something else than a page by its first characters. */
function oddStart(start: string, expected: Format): string | undefined {
  const found = foreignStarts.find(([pattern, what]) => pattern.test(start) && !isWelcome(what, expected))
  // Pages of XHTML begin as XML does.
  if (found && !(expected !== 'markdown' && /^<\?xml\b[^<>]*\?>\s*<(?:!doctype\s+)?html\b/i.test(start)))
    return found[1]
  if (isJson(start.trimEnd())) return 'JSON'
  return expected === 'html' && !/<(?:html|body|main|article|div|section|table|ul|p)\b/i.test(start)
    ? 'text without any markup'
    : undefined
}

function isWelcome(what: string, expected: Format): boolean {
  return what === html && expected !== 'markdown'
}

/** HTML may name its charset in itself, where the server names none and the bytes are no UTF-8. */
function decodeHtml(bytes: Uint8Array, contentType: string | null, decode: Decode): ReturnType<Decode> {
  const decoded = decode(bytes, contentType)
  if (decoded.kind === 'text' || /charset/i.test(contentType ?? '')) return decoded
  const head = String.fromCharCode(...bytes.subarray(0, 1024))
  const charset = /<meta\b[^<>]*charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1]
  return charset === undefined ? decoded : decode(bytes, `text/html; charset=${charset}`)
}
