const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,\n]|[^\s{}[\]:,"]+/gs

type Frame = {
  readonly pointer: string
  readonly list: boolean
  index: number
  key: string | null
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

function pointerOf(frame: Frame): string {
  return `${frame.pointer}/${frame.list ? frame.index : escapeKey(frame.key ?? '')}`
}

/**
 * Where each value of a JSON text stands: JSON Pointer (RFC 6901) to the 1-based line on which the value begins, down to
 * `depth` levels below the top. Lines end with LF. A key given twice points to its last value, as `JSON.parse` reads it.
 * The text must be one that `JSON.parse` accepts; what comes out for another text means nothing.
 */
export function jsonLines(text: string, depth: number): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const stack: Frame[] = []
  let line = 1
  for (const [piece] of text.matchAll(token)) {
    if (piece === '\n') line += 1
    else if (piece === ',') step(stack.at(-1))
    else if (piece === '}' || piece === ']') stack.pop()
    else if (piece !== ':') value(piece, line)
  }
  return lines

  function value(piece: string, at: number): void {
    const frame = stack.at(-1)
    if (frame !== undefined && !frame.list && frame.key === null) {
      frame.key = String(JSON.parse(piece))
      return
    }
    // Deeper levels get no pointer, so that a text of a million brackets costs a million small frames and no more.
    const near = stack.length <= depth
    const pointer = near && frame !== undefined ? pointerOf(frame) : ''
    if (near) lines.set(pointer, at)
    if (piece === '{' || piece === '[') stack.push({ pointer, list: piece === '[', index: 0, key: null })
  }
}

function step(frame: Frame | undefined): void {
  if (frame === undefined) return
  frame.index += 1
  frame.key = null
}
