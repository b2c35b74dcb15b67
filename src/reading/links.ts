import type { CodeSpan } from './code-spans.ts'

/** What begins at an opening bracket: a link whose text is read, or a construct that is skipped whole. */
export type Link =
  | { readonly kind: 'text'; readonly close: number; readonly next: number }
  | { readonly kind: 'skip'; readonly next: number }

const longestTarget = 4000

/**
 * Links, images and bracket directives of a text, by the offset of their first character. The closing bracket of a link
 * is listed too, with the offset behind the target. Linear: brackets are paired with one stack.
 */
export function findLinks(raw: string, code: ReadonlyMap<number, CodeSpan>): ReadonlyMap<number, Link> {
  const found = new Map<number, Link>()
  if (!raw.includes('[')) return found
  const pairs = pairBrackets(raw, code)
  for (const [open, close] of pairs) {
    const image = raw[open - 1] === '!' && raw[open - 2] !== '\\'
    if (raw[open + 1] === '!' && /[A-Za-z]/.test(raw[open + 2] ?? '')) {
      found.set(open, { kind: 'skip', next: close + 1 })
      continue
    }
    const next = behindTarget(raw, close, pairs)
    if (/^\[\^[^\]]{1,40}\]$/.test(raw.slice(open, close + 1))) found.set(open, { kind: 'skip', next: close + 1 })
    if (next === null) continue
    if (image) found.set(open - 1, { kind: 'skip', next })
    else {
      found.set(open, { kind: 'text', close, next })
      found.set(close, { kind: 'skip', next })
    }
  }
  return found
}

function pairBrackets(raw: string, code: ReadonlyMap<number, CodeSpan>): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>()
  const open: number[] = []
  for (let i = 0; i < raw.length; i++) {
    const span = code.get(i)
    if (span) i = span.next - 1
    else if (raw[i] === '\\') i += 1
    else if (raw[i] === '[') open.push(i)
    else if (raw[i] === ']') {
      const from = open.pop()
      if (from !== undefined) pairs.set(from, i)
    }
  }
  return pairs
}

/** Offset behind `(target "title")` or `[reference]`; null when neither follows the closing bracket. */
function behindTarget(raw: string, close: number, pairs: ReadonlyMap<number, number>): number | null {
  const after = raw[close + 1]
  if (after === '[') {
    const end = pairs.get(close + 1)
    return end === undefined ? null : end + 1
  }
  if (after !== '(') return null
  let depth = 0
  const limit = Math.min(raw.length, close + longestTarget)
  for (let i = close + 1; i < limit; i++) {
    const char = raw[i]
    if (char === '\\') i += 1
    else if (char === '(') depth += 1
    else if (char === ')' && --depth === 0) return i + 1
    else if (char === '\n' && raw[i + 1] === '\n') return null
  }
  return null
}
