/** Why a page is not read at all: it is larger or deeper than any page of the kind, and would take too long. */
export type Refusal = { readonly why: string }

const mostCharacters = 8 * 1024 * 1024
/** Characters that begin a construct, each of which costs a look ahead: far more than any page of the kind holds. */
const mostMarks: Readonly<Record<string, number>> = { '|': 30_000, '<': 50_000, '[': 30_000, '*': 60_000, '`': 60_000 }
const mostTags = 100_000
const mostLines = 20_000
const longestLine = 1_000_000
/** Addresses in one cell, paragraph or fence. */
export const mostAddresses = 5_000
const deepest = 60
/** Columns of indentation that no list of a real page reaches. */
const deepestColumn = 120

/** The error that `readPage` throws for a page that it refuses; its name is `ReadingRefused`. */
export function refuse(why: string): never {
  throw Object.assign(new Error(`the page is not read: ${why}`), { name: 'ReadingRefused' })
}

export function isReadingRefused(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReadingRefused'
}

/** Says why a text is refused, or null: sizes beyond which reading would take more than a few seconds. */
export function refusalOf(text: string, format: 'markdown' | 'html' = 'markdown'): Refusal | null {
  if (text.length > mostCharacters) return { why: `it is longer than ${mostCharacters} characters` }
  if (format === 'html') {
    return count(text, '<') > mostTags ? { why: `it holds more than ${mostTags} tags` } : null
  }
  for (const [mark, most] of Object.entries(mostMarks)) {
    if (count(text, mark) > most) return { why: `it holds the character "${mark}" more than ${most} times` }
  }
  if (count(text, '\n') + count(text, '\r') > mostLines) return { why: `it has more than ${mostLines} lines` }
  return depthRefusal(text)
}

function depthRefusal(text: string): Refusal | null {
  let from = 0
  while (from <= text.length) {
    const at = text.indexOf('\n', from)
    const end = at < 0 ? text.length : at
    if (end - from > longestLine) return { why: `a line is longer than ${longestLine} characters` }
    if (isTooDeep(text, from, end))
      return { why: `blocks are nested deeper than ${deepest}, or a list stands behind column ${deepestColumn}` }
    from = end + 1
  }
  return null
}

/** Looks at the head of a line only: quotes, list markers and the spaces between them. */
function isTooDeep(text: string, from: number, end: number): boolean {
  let markers = 0
  let column = 0
  for (let i = from; i < end; i++) {
    const char = text[i] ?? ''
    if (char === ' ') column += 1
    else if (char === '\t') column += 4
    else if (char === '>' || (/[-+*]/.test(char) && /[ \t]/.test(text[i + 1] ?? ' '))) {
      if (markers === 0 && column > deepestColumn && char !== '>') return true
      markers += 1
    } else if (/\d/.test(char) && /^\d{1,9}[.)][ \t]/.test(text.slice(i, i + 12))) {
      if (markers === 0 && column > deepestColumn) return true
      markers += 1
      i = text.indexOf(' ', i)
      if (i < 0) return false
    } else return false
    if (markers > deepest) return true
  }
  return false
}

function count(text: string, char: string): number {
  let found = 0
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) found += 1
  return found
}
