const longestFrontMatter = 400

/**
 * Lines up to the end of the front matter: between two `---` lines, the first of which is the first line that is not
 * empty, most of what is between looking like YAML. 0 where there is none, or where it is never closed.
 */
export function frontMatterEnd(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== '')
  if (first < 0 || !/^---\s*$/.test(lines[first] ?? '')) return 0
  let [said, yaml] = [0, 0]
  for (let i = first + 1; i < Math.min(lines.length, first + longestFrontMatter); i++) {
    const line = lines[i] ?? ''
    if (/^---\s*$/.test(line)) return yaml * 2 >= said ? i + 1 : 0
    if (line.trim() === '') continue
    said += 1
    if (/^[\w.$-]+\s*:|^\s*-\s|^\s*#|^\s+\S/.test(line) && !/^\s*\|/.test(line)) yaml += 1
  }
  return 0
}

const fenceLine = /^(?:[\s>]|[-*+]\s|\d+[.)]\s)*(`{3,}(?=[^`]*$)|~{3,})/

/** The open fence after a line: its characters, or null. */
export function nextFence(fence: string | null, line: string): string | null {
  const match = fenceLine.exec(line)
  if (!match?.[1]) return fence
  if (fence === null) return match[1]
  const closes =
    match[1][0] === fence[0] && match[1].length >= fence.length && line.trim().replace(/^[>\s]*/, '') === match[1]
  return closes ? null : fence
}

export function isFenceLine(line: string, inComment: boolean): boolean {
  return !inComment && fenceLine.test(line)
}
