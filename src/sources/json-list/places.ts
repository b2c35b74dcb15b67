import { jsonLines } from '../json-lines.ts'
import type { Json } from './expression.ts'

/** Where a string stands: its 1-based line and the key that holds it, or that holds the list it stands in. */
type Place = { readonly line: number; readonly key: string }
/** Places of each string within one part of the document, in order. */
type Index = ReadonlyMap<string, readonly Place[]>

/** Finds the line of what an expression gave. */
export type Places = {
  /** Line on which a record begins; 1 for one that the expression made and that stands nowhere. */
  readonly lineOfRecord: (record: unknown) => number
  /** Lines of the strings of `found`, which came of `record` by an expression that mentions `fields`. */
  readonly linesOf: (found: Found) => readonly number[]
}

export type Found = {
  readonly strings: readonly string[]
  /** What the expression gave, whole: a list of the document itself says exactly where its strings stand. */
  readonly whole: unknown
  readonly record: unknown
  readonly fields: ReadonlySet<string>
}

/** Deeper than lists are; what stands deeper is cited by the line of its record. */
const depth = 24

/** Strings within which a string that stands nowhere whole is looked for: a record has a handful, a document has too many. */
const fewStrings = 500

/**
 * An expression gives strings and not where they stand. But it hands out the very lists and objects of the document, so a
 * string is looked for in the list it came in, else in its record, else in the whole document: the first time at its first
 * place, the second time at its second. Where a record holds a string under several keys, those that the expression mentions count.
 */
export function placesOf(text: string, document: Json): Places {
  const lines = jsonLines(text, depth)
  const pointers = pointersOf(document)
  const indexes = new Map<unknown, Index>()
  const used = new Map<Index, Map<string, number>>()

  function indexOf(part: unknown): Index {
    const index = indexes.get(part) ?? indexStrings(part, pointers.get(part) ?? '', lines)
    indexes.set(part, index)
    return index
  }

  function lineOf(string: string, index: Index, fields: ReadonlySet<string>): number | null {
    const all = index.get(string) ?? []
    const named = all.filter(({ key }) => fields.has(key))
    const places = named.length > 0 ? named : all
    const counts = used.get(index) ?? new Map<string, number>()
    used.set(index, counts)
    const nth = counts.get(string) ?? 0
    counts.set(string, nth + 1)
    return (places[Math.min(nth, places.length - 1)] ?? within(string, index))?.line ?? null
  }

  function lineOfRecord(record: unknown): number {
    const pointer = pointers.get(record)
    return pointer === undefined ? 1 : (lines.get(pointer) ?? 1)
  }

  return {
    lineOfRecord,
    linesOf({ strings, whole, record, fields }) {
      const at = pointers.get(whole)
      if (at !== undefined && Array.isArray(whole) && whole.length === strings.length)
        return strings.map((_, i) => lines.get(`${at}/${i}`) ?? lineOfRecord(record))
      const part = [whole, record].find((one) => pointers.has(one)) ?? document
      const index = indexOf(part)
      return strings.map((string) => lineOf(string, index, fields) ?? lineOfRecord(record))
    },
  }
}

/** `split(hosts, ',')` gives strings that stand inside another one. */
function within(string: string, index: Index): Place | undefined {
  if (index.size > fewStrings) return undefined
  return [...index].find(([text]) => text.includes(string))?.[1][0]
}

/** Objects and lists of a document by themselves, with their JSON Pointers. */
function pointersOf(document: Json): ReadonlyMap<unknown, string> {
  const pointers = new Map<unknown, string>([[document, '']])
  let level: [unknown, string][] = [[document, '']]
  for (let down = 0; down < depth && level.length > 0; down++) {
    const next: [unknown, string][] = []
    for (const [value, pointer] of level)
      for (const [key, inner] of childrenOf(value))
        if (typeof inner === 'object' && inner !== null) next.push([inner, below(pointer, key)])
    for (const [value, pointer] of next) pointers.set(value, pointer)
    level = next
  }
  return pointers
}

function indexStrings(part: unknown, start: string, lines: ReadonlyMap<string, number>): Index {
  const index = new Map<string, Place[]>()
  const open: { readonly value: unknown; readonly pointer: string; readonly key: string; readonly down: number }[] = [
    { value: part, pointer: start, key: '', down: 0 },
  ]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { value, pointer, key, down } = at
    if (typeof value === 'string') note(index, value, { line: lines.get(pointer) ?? 0, key })
    const list = Array.isArray(value)
    if (down > depth) continue
    for (const [step, inner] of childrenOf(value))
      open.push({ value: inner, pointer: below(pointer, step), key: list ? key : step, down: down + 1 })
  }
  for (const places of index.values()) places.sort((a, b) => a.line - b.line)
  return index
}

function note(index: Map<string, Place[]>, text: string, place: Place): void {
  if (place.line === 0) return
  const places = index.get(text)
  if (places === undefined) index.set(text, [place])
  else places.push(place)
}

function childrenOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function below(pointer: string, key: string): string {
  return `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
