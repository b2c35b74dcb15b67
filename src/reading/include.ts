/** `[!INCLUDE [label](path)]` as Learn writes it; the label may be missing, the path may stand in angle brackets. */
const directive = /\[!INCLUDE\s{0,4}\[[^\]\n]{0,400}\]\s{0,4}\(\s{0,4}<?([^)<>\s]{1,400})>?[^)\n]{0,200}\)\s{0,4}\]/gi

export type IncludeSite = { readonly path: string; readonly from: number; readonly to: number }

/** Include directives in one line of a page, in order. */
export function includesIn(line: string): readonly IncludeSite[] {
  if (!/\[!include/i.test(line)) return []
  return [...line.matchAll(directive)].map((match) => ({
    path: (match[1] ?? '').replace(/[?#].*$/, ''),
    from: match.index,
    to: match.index + match[0].length,
  }))
}

/** A path as a file of the same repository: relative to the file that names it, `.` and `..` worked out. */
export function resolveInclude(path: string, from: string | null): string {
  const written = decode(path).replaceAll('\\', '/')
  if (/^(?:[~/]|[a-z]+:)/i.test(written) || from === null) return normalise(written)
  return normalise([...from.split('/').slice(0, -1), written].join('/'))
}

function decode(path: string): string {
  return path.replace(/%20/g, ' ')
}

function normalise(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}
