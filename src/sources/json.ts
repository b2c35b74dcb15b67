/** What is wrong with a body: a code, what was expected and what came. */
export type BodyFault = { readonly kind: 'fault'; readonly code: string; readonly why: string }

export type ParsedJson = { readonly kind: 'json'; readonly value: unknown; readonly text: string } | BodyFault

/**
 * Reads JSON that came over the network; a byte order mark is tolerated. `wanted` says what was expected, for the faults:
 * `empty-body`, `not-json` (an HTML page is named by its title), `cut-short` for JSON that ends in the middle.
 */
export function parseJson(body: string, wanted: string): ParsedJson {
  const text = body.replace(/^\uFEFF/, '')
  try {
    const value: unknown = JSON.parse(text)
    return { kind: 'json', value, text }
  } catch (error) {
    return { kind: 'fault', ...broken(text.trim(), wanted, error instanceof Error ? error.message : '') }
  }
}

function broken(text: string, wanted: string, detail: string): Omit<BodyFault, 'kind'> {
  if (text === '') return { code: 'empty-body', why: `${wanted} was expected; the body is empty` }
  // UTF-16 begins with a bracket too, and its other bytes are NUL.
  if (!/^[[{]/.test(text) || text.includes('\0'))
    return { code: 'not-json', why: `${wanted} was expected; came ${excerpt(text)}` }
  if (/[\]}]$/.test(text))
    return { code: 'not-json', why: `${wanted} was expected; came broken JSON: ${detail.slice(0, 160)}` }
  const end = JSON.stringify(text.slice(-60).replaceAll(/\s+/g, ' '))
  return { code: 'cut-short', why: `${wanted} was expected; the body ends in the middle, with ${end}` }
}

/** What came instead, short: the title of an HTML page, else the first words. */
export function excerpt(text: string): string {
  const title = /<title>([^<]{1,100})/i.exec(text)?.[1]?.trim()
  if (/^\s*</.test(text)) return `an HTML page${title === undefined ? '' : ` titled "${title}"`}`
  return JSON.stringify(text.replaceAll(/\s+/g, ' ').slice(0, 100))
}
