import { type Address, parseAddress } from '../core/address.ts'
import { type Clean, mark, marksOf } from './clean.ts'

/** An address found in a cleaned text. */
export type Found = {
  readonly value: Address
  /** Place in the cleaned text: from the first character to the one behind the last. */
  readonly from: number
  readonly to: number
  readonly code: boolean
  /** `whole`: the text of a link and nothing else; `part`: words in a link's text. */
  readonly link: 'whole' | 'part' | null
  /** Stands in a code span that begins with another word: `curl https://...`. */
  readonly command: boolean
}

/** Something shaped like an address that is none that we can vouch for. */
export type Odd = {
  readonly text: string
  readonly from: number
  readonly reason: string
  /** The address it would be if the page means it. */
  readonly value?: Address
}

export type Tokens = { readonly found: readonly Found[]; readonly odd: readonly Odd[] }

const brackets: Readonly<Record<string, string>> = { '<': '>', '{': '}', '[': ']' }
const ends = /[\s,;|"'“”‘’`()\u0080-\uffff]/
const worthReading = /[A-Za-z0-9>}\]*]\.[A-Za-z0-9<{[*_-]|:\/\/|:[0-9a-f]*:|^\./i
const longestPlaceholder = 80

/** Every address of a cleaned text, in order. */
export function findTokens(text: Clean): Tokens {
  const found: Found[] = []
  const odd: Odd[] = []
  if (!/[.:]/.test(text.text)) return { found, odd }
  for (let i = 0; i < text.text.length; ) {
    const end = endOfWord(text, i)
    if (end === i) {
      i += 1
      continue
    }
    readWord(text, i, end, found, odd)
    i = end
  }
  return { found, odd }
}

/** A word ends at space, separators, quotes, brackets and the edges of code and links; a placeholder is one unit. */
function endOfWord(text: Clean, start: number): number {
  let i = start
  while (i < text.text.length) {
    const char = text.text[i] ?? ''
    const close = brackets[char]
    const end = close ? endOfPlaceholder(text.text, i, close) : -1
    if (i > start && marksOf(text, i) & mark.edge && !isJoined(text.text[i - 1] ?? '', char)) return i
    if (end > 0) {
      i = end
      continue
    }
    if (ends.test(char) && !isOptionalS(text.text, i)) return i
    i += 1
  }
  return i
}

/** Ticks around a placeholder or star do not part it from its host: `<region>`.contoso.com with the first in ticks. */
function isJoined(before: string, after: string): boolean {
  return (/[>}\]*]/.test(before) && /[.-]/.test(after)) || (/[.-]/.test(before) && /[<{[*]/.test(after))
}

/** `http(s)://` is one word. */
function isOptionalS(text: string, i: number): boolean {
  const around = text.slice(Math.max(0, i - 6), i + 6)
  return /http\(s\):\/\//i.test(text.slice(Math.max(0, i - 6), i + 7)) && around.includes('(s)')
}

function endOfPlaceholder(text: string, i: number, close: string): number {
  const end = text
    .slice(i + 1, i + longestPlaceholder)
    .search(close === ']' ? /[\][]/ : close === '>' ? /[<>]/ : /[{}]/)
  if (end <= 0) return -1
  const at = i + 1 + end
  const inside = text.slice(i + 1, at)
  if (text[at] !== close || /[\n\u241e]/.test(inside) || inside.includes('://')) return -1
  if (close === ']' && /^[\w*-]+(?:\.[\w-]+)+$/.test(inside)) return -1
  return at + 1
}

function readWord(text: Clean, from: number, to: number, found: Found[], odd: Odd[]): void {
  const word = text.text.slice(from, to)
  if (!worthReading.test(word) && !/^<[^<>]*>/.test(word)) return
  const lead = /^\[[\w*-]+(?:\.[\w-]+)+\]/.test(word) ? 1 : leadLength(word)
  const body = trimEnd(word.slice(lead))
  if (body.length < 3) return
  const verdict = parseAddress(body)
  const start = from + lead
  if (verdict.kind === 'odd') odd.push({ ...verdict, text: body, from: start })
  if (verdict.kind !== 'address') return
  const code = (marksOf(text, start) & mark.code) !== 0
  const place = { from: start, to: start + body.length, code, link: linkKind(text, start, body.length) }
  found.push({ value: verdict.value, ...place, command: code && beginsWithWord(text, start) })
}

/** Opening brackets and emphasis before a token, and words glued to its scheme (`url=https://..`), are no part of it. */
function leadLength(word: string): number {
  const glued = !word.includes('://')
    ? null
    : /^[^/]*?[=:>\]]((?:https?|wss?|ftps?|sftp|tcp|amqps?|mqtts?):\/\/)/i.exec(word)
  if (glued?.[1] !== undefined && !/^[a-z]+:\/\//i.test(word)) return glued[0].length - glued[1].length
  let lead = 0
  if (/^[A-Za-z0-9.*]/.test(word)) return 0
  while (lead < word.length) {
    const char = word[lead] ?? ''
    const rest = word.slice(lead)
    const loose =
      /[=+!?:/•]/.test(char) || (char === '-' && !/^-+$/.test(rest)) || (char === '_' && !isServiceLabel(rest))
    const unpaired = brackets[char] !== undefined && !new RegExp(`^\\${char}[^<>{}[\\]]+\\${brackets[char]}`).test(rest)
    if (!loose && !unpaired) break
    lead += 1
  }
  return lead
}

function isServiceLabel(rest: string): boolean {
  return /^_[a-z0-9-]+\._(tcp|udp|tls)\./i.test(rest)
}

/** Sentence punctuation, closing emphasis and loose brackets behind a token go; the dot of `.*.` stays (N10, N11). */
function trimEnd(word: string): string {
  let end = word.length
  while (end > 0) {
    const char = word[end - 1] ?? ''
    const rest = word.slice(0, end)
    const open = Object.entries(brackets).find(([, close]) => close === char)?.[0]
    const loose = open !== undefined && !rest.includes(open)
    if (char === '.' && rest.endsWith('.*.')) break
    if (!loose && !/[.,;:!?_=~^]/.test(char)) break
    end -= 1
  }
  return word.slice(0, end)
}

/** The code span of an address begins with a word, so it is a command or a setting that holds the address. */
function beginsWithWord(text: Clean, at: number): boolean {
  let from = at
  while (from > 0 && at - from < 200 && (marksOf(text, from) & mark.edge) === 0) from -= 1
  return (
    /^\W{0,2}[A-Za-z][\w-]*(?:\s|=|:\s|$)/.test(text.text.slice(from, at)) && !/[,;]/.test(text.text.slice(from, at))
  )
}

function linkKind(text: Clean, from: number, length: number): Found['link'] {
  const linked = (i: number): boolean => (marksOf(text, i) & mark.link) !== 0
  if (!linked(from)) return null
  const before = linked(from - 1) && (marksOf(text, from) & mark.edge) === 0
  const after = linked(from + length) && (marksOf(text, from + length) & mark.edge) === 0
  return before || after ? 'part' : 'whole'
}
