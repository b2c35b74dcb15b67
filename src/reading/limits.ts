/** Why a page is not read at all: it is larger or deeper than any page of the kind, and would take too long. */
export type Refusal = { readonly why: string }

const mostCharacters = 8 * 1024 * 1024
const mostCells = 60_000
const deepest = 60

/** The error that `readPage` throws for a page that it refuses; its name is `ReadingRefused`. */
export function refuse(why: string): never {
  throw Object.assign(new Error(`the page is not read: ${why}`), { name: 'ReadingRefused' })
}

export function isReadingRefused(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReadingRefused'
}

/** Says why a text is refused, or null: sizes beyond which the Markdown parser takes more than linear time. */
export function refusalOf(text: string): Refusal | null {
  if (text.length > mostCharacters) return { why: `it is longer than ${mostCharacters} characters` }
  if (count(text, '|') > mostCells) return { why: `it holds more than ${mostCells} table cells` }
  for (const [prefix] of text.matchAll(/^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*){20,}/gm)) {
    if (prefix.replace(/\s/g, '').length > deepest) return { why: `blocks are nested deeper than ${deepest}` }
  }
  return null
}

function count(text: string, char: string): number {
  let found = 0
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) found += 1
  return found
}
