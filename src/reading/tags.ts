const breaking = new Set(
  'br p li ul ol div tr td th table tbody thead hr h1 h2 h3 h4 h5 h6 blockquote dd dt dl'.split(' '),
)
/** Markup that pages put inside and around hosts; any other name in angle brackets is a placeholder (N7). */
const silent = new Set(
  'span a b i em strong u font nobr wbr small big center ins mark label img input details summary section article sub tt abbr cite colgroup col caption tfoot'.split(
    ' ',
  ),
)
const edges = new Set(['code', 'kbd', 'samp', 'pre'])
/** Their content is no part of the text: footnote marks and what is struck out. */
const dropped = new Set(['sup', 'del', 's', 'strike', 'script', 'style'])

export type Tag = { readonly kind: 'break' | 'silent' | 'edge'; readonly next: number }

const tagPattern = /<\/?\s?([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]{0,2000})?\s*\/?>/y

/** The HTML tag that starts at `i`; null for placeholders, autolinks and loose brackets. */
export function tagAt(raw: string, i: number): Tag | null {
  if (/^<(?:[a-z][a-z0-9+.-]{1,12}:\/\/)/i.test(raw.slice(i, i + 18))) return { kind: 'edge', next: i + 1 }
  tagPattern.lastIndex = i
  const match = tagPattern.exec(raw)
  if (!match) return null
  const name = (match[1] ?? '').toLowerCase()
  const next = i + match[0].length
  if (breaking.has(name)) return { kind: 'break', next }
  if (silent.has(name) && bare(name, match[0])) return { kind: 'silent', next }
  if (edges.has(name)) return { kind: 'edge', next }
  if (!dropped.has(name)) return null
  const close = match[0].startsWith('</') ? -1 : raw.slice(next, next + 4000).search(new RegExp(`</${name}\\s*>`, 'i'))
  return { kind: 'silent', next: close < 0 ? next : next + close + raw.slice(next + close).indexOf('>') + 1 }
}

/** `<label>` and the like, written without attribute or closing, may be a placeholder; short text tags never are. */
function bare(name: string, tag: string): boolean {
  return !['label', 'section', 'article', 'caption', 'mark'].includes(name) || tag.startsWith('</') || /\s/.test(tag)
}
