export type Bare = {
  readonly text: string
  readonly open: boolean
  readonly changed: boolean
  readonly endless: boolean
}

/** A line without its comments. A comment that is never closed hides the rest of the file only if it begins a line. */
export function withoutComments(line: string, inComment: boolean, endless: boolean): Bare {
  if (!inComment && !line.includes('<!--')) return { text: line, open: false, changed: false, endless: false }
  let text = ''
  let at = 0
  let open = inComment
  while (at < line.length) {
    if (open) {
      const close = line.indexOf('-->', at)
      if (close < 0) return { text, open, changed: true, endless: false }
      at = close + 3
      open = false
      continue
    }
    const start = line.indexOf('<!--', at)
    if (start < 0 || isInTicks(line, start))
      return { text: text + line.slice(at), open, changed: text !== '' || at > 0, endless: false }
    text += line.slice(at, start)
    const empty = /^<!--(?:-?>)/.exec(line.slice(start, start + 6))
    const closed = line.indexOf('-->', start + 4) >= 0
    if (!closed && endless && text.trim() !== '')
      return { text: text + line.slice(start), open: false, changed: true, endless: false }
    at = start + (empty ? empty[0].length : 4)
    open = !empty
    if (!closed && !empty && endless) return { text, open: true, changed: true, endless: true }
  }
  return { text, open, changed: true, endless: false }
}

function isInTicks(line: string, at: number): boolean {
  return (line.slice(0, at).match(/`/g)?.length ?? 0) % 2 === 1 && line.indexOf('`', at) > 0
}
