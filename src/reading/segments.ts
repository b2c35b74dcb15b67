import type { PortsAndProtocols } from '../core/ports.ts'
import type { Clean } from './clean.ts'
import { clean, offsetOf, separator } from './clean.ts'
import { remarkSaysGone } from './gone.ts'
import { mostAddresses, refuse } from './limits.ts'
import { type Found, findTokens, type Tokens } from './tokens.ts'
import { addressHole, asksForAccess } from './words.ts'

/** Cleaned text with its addresses, and the source line on which it begins. */
export type Passage = Tokens & {
  readonly text: Clean
  readonly raw: string
  readonly line: number
  /** What was worked out once and is asked for again; nothing that the rest does not say. */
  readonly memo: PassageMemo
}

type PassageMemo = {
  plain?: string
  cells?: readonly Segment[]
  lines?: readonly Segment[]
  breaks?: readonly number[]
}

/**
 * `pure`: addresses and nothing but remarks on ports and the like. `leads`: begins with one. `labelled`: a label, a
 * colon, then addresses. `sentence`: words with an address among them. `plain`: none.
 */
export type SegmentKind = 'pure' | 'leads' | 'labelled' | 'sentence' | 'plain'

export type Segment = {
  readonly kind: SegmentKind
  readonly text: string
  readonly from: number
  readonly to: number
  readonly found: readonly Found[]
  readonly memo: SegmentMemo
}

type SegmentMemo = { stated?: PortsAndProtocols; joined?: number }

export function readPassage(raw: string, line: number): Passage {
  const text = clean(raw)
  const tokens = findTokens(text)
  if (tokens.found.length > mostAddresses) refuse(`more than ${mostAddresses} addresses stand in one cell or paragraph`)
  return { found: tokens.found, odd: tokens.odd, text, raw, line, memo: {} }
}

/** The text of a passage on one line, its breaks as spaces. */
export function plain(cell: Passage): string {
  cell.memo.plain ??= cell.text.text.replaceAll(separator, ' ').replace(/\s+/g, ' ').trim()
  return cell.memo.plain
}

/** Line of the page (before it is traced to its file) on which a place of the passage stands. */
export function lineOf(passage: Passage, at: number): number {
  const breaks = lineBreaks(passage)
  const offset = offsetOf(passage.text, at)
  let low = 0
  let high = breaks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((breaks[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return passage.line + low
}

function lineBreaks(passage: Passage): readonly number[] {
  const { raw } = passage
  passage.memo.breaks ??= raw.includes('\n') ? [...raw.matchAll(/\n/g)].map((match) => match.index) : []
  return passage.memo.breaks
}

/** Parts of a passage as its breaks divide it; asked for often, divided once. */
export function segmentsOf(passage: Passage, atLines: boolean): readonly Segment[] {
  const { memo } = passage
  if (atLines) {
    memo.lines ??= divide(passage, true)
    return memo.lines
  }
  memo.cells ??= divide(passage, false)
  return memo.cells
}

function divide(passage: Passage, atLines: boolean): readonly Segment[] {
  const { text } = passage.text
  const breaks = atLines ? /[\u241e\n]/g : /\u241e/g
  const segments: Segment[] = []
  let from = 0
  let next = 0
  for (const stop of [...[...text.matchAll(breaks)].map((match) => match.index), text.length]) {
    const found: Found[] = []
    while ((passage.found[next]?.from ?? Infinity) < stop) {
      const one = passage.found[next++]
      if (one) found.push(one)
    }
    const part = text.slice(from, stop)
    if (part.trim() !== '')
      segments.push({ kind: kindOf(text, from, stop, found), text: part, from, to: stop, found, memo: {} })
    from = stop + 1
  }
  return segments
}

const hole = addressHole
const fillers =
  /\([^()\ufffc]*\)|\b(?:and|or|und|oder|et|ou|y|o|e|tcp|udp|https?|tls(?:v[\d.]+)?|ssl|ports?|on|over|via|to|outbound|inbound|optional|required|only|new|any|all|plus)\b|\d{1,5}|[^\p{L}\p{N}\ufffc]/giu

function kindOf(text: string, from: number, to: number, found: readonly Found[]): SegmentKind {
  if (found.length === 0) return 'plain'
  const rest = punched(text, from, to, found)
  if (rest.replace(fillers, '').replaceAll(hole, '') === '') return 'pure'
  if (/^[^\p{L}\p{N}\ufffc]*\ufffc/u.test(rest)) return 'leads'
  const label = /^[^\ufffc]{1,120}?(?:[:：]|\s?[-–—]\s)\s*(?=\W*\ufffc)/u.exec(rest)
  if (label && rest.slice(label[0].length).replace(fillers, '').replaceAll(hole, '') === '') return 'labelled'
  return 'sentence'
}

/** The text with every address replaced by one character. */
export function punched(text: string, from: number, to: number, found: readonly Found[]): string {
  let out = ''
  let at = from
  for (const one of found) {
    out += text.slice(at, one.from) + hole
    at = one.to
  }
  return (out + text.slice(at, to)).replaceAll(separator, ' ')
}

/** The addresses at the head of a segment, up to the first word that is no filler. */
export function leadingRun(segment: Segment, text: string): readonly Found[] {
  const run: Found[] = []
  let at = segment.from
  for (const one of segment.found) {
    if (text.slice(at, one.from).replace(fillers, '') !== '') break
    run.push(one)
    at = one.to
  }
  return run
}

/** Words right before an address that make it a value to set or a page to open, whatever else the sentence asks. */
const isValue =
  /\b(?:set|named|annotat\w+|labels?|run|types?|enter|browse to|go to|see|visit|check|consult|refer to|commands?|cmdlets?|keys?|values?|parameters?|replace)\W*$|\b(?:listed|published|available|documented|found|described|enabled|settings?|portal|account|ticket|list|page|article|form)\s+(?:at|on|from|in|by)\W*$/i
const isTool = /^\W*(?:you can\s+)?use\s+(?:the\s+)?\W*$/i

/** Addresses in the sentences of a passage that ask for access. */
export function askedFor(passage: Passage): readonly Found[] {
  const text = passage.text.text
  if (passage.found.length === 0) return []
  let next = 0
  return sentencesOf(text).flatMap((range) => {
    const inside: Found[] = []
    for (let one = passage.found[next]; one && one.from < range.to; one = passage.found[++next]) {
      if (!one.command) inside.push(one)
    }
    if (inside.length === 0 || !asksForAccess(punched(text, range.from, range.to, inside))) return []
    return inside.filter((one) => {
      const before = text.slice(Math.max(range.from, one.from - 60), one.from)
      return !isValue.test(before) && !isTool.test(before)
    })
  })
}

/** Whether the sentence that holds an address says that it is not needed any more. */
export function isSaidGone(passage: Passage, one: Found): boolean {
  const { text } = passage.text
  if (!remarkSaysGone(text)) return false
  const range = sentencesOf(text).find((sentence) => one.from < sentence.to)
  return range !== undefined && remarkSaysGone(text.slice(range.from, range.to))
}

/** The sentences of a passage, as ranges of its text. */
export function sentencesOf(text: string): readonly { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = []
  let from = 0
  for (const end of text.matchAll(/[.!?。][)"'\]]?(?=\s+\S)|\n\s*\n|\u241e/g)) {
    if (/\b(?:e\.g|i\.e|etc|vs|no|incl)$/i.test(text.slice(Math.max(0, end.index - 5), end.index))) continue
    ranges.push({ from, to: end.index + end[0].length })
    from = end.index + end[0].length
  }
  ranges.push({ from, to: text.length })
  return ranges
}
