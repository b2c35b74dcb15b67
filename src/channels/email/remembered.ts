import { type Content, parseContent } from './content.ts'

/** Together at most so many UTF-16 units, and always the one last used. */
const room = 8 * 1_048_576

/** Contents parsed before: thousands of receivers get the same. */
export function remembered(): (text: string) => Content {
  const known = new Map<string, Content>()
  let size = 0
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const content = parseContent(text)
    size += text.length
    for (const oldest of known.keys()) {
      if (size <= room) break
      known.delete(oldest)
      size -= oldest.length
    }
    known.set(text, content)
    return content
  }
}
