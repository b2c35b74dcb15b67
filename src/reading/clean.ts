import { codeSpans } from './code-spans.ts'
import { entityAt } from './entities.ts'
import { findLinks } from './links.ts'
import { resolveStars } from './stars.ts'
import { tagAt } from './tags.ts'

/** Stands where the source breaks a list inside a cell: `<br>`, `<li>`, `<p>`. */
export const separator = '\u241e'

/** Marks of one character of a cleaned text. */
export const mark = { code: 1, link: 2, edge: 4, star: 8, escaped: 16 } as const

/** Source text of a cell or paragraph without its markup, each character with its place in the source and its marks. */
export type Clean = {
  readonly text: string
  /** Offset in the source of each character; null where the text is the source. */
  readonly at: readonly number[] | null
  /** Marks of each character; null where none has any. */
  readonly marks: readonly number[] | null
}

export function offsetOf(clean: Clean, i: number): number {
  return clean.at === null ? i : (clean.at[i] ?? 0)
}

export function marksOf(clean: Clean, i: number): number {
  return clean.marks === null ? 0 : (clean.marks[i] ?? 0)
}

export type Draft = { text: string; readonly at: number[]; readonly marks: number[] }

const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/
const special = /[\\`<>&![\]*~\u00a0-\uffff\t]/
/** Characters that are text and nothing else: no link begins or ends at one of them. */
const ordinary = /[^\\`<>&![\]*~\u00a0-\uffff\t]+/y

/**
 * Undoes Markdown and HTML in a piece of source text (golden rules N1 to N7): escapes, entities, code ticks, tags,
 * link targets, emphasis. Wildcard stars and placeholders stay; struck-out text and images go.
 *
 * @param raw source of one cell, list item or paragraph, lines joined by `\n`
 */
export function clean(raw: string): Clean {
  if (!special.test(raw)) return { text: raw, at: null, marks: null }
  const draft: Draft = { text: '', at: [], marks: [] }
  scan(raw, draft)
  return resolveStars(draft)
}

function put(draft: Draft, char: string, at: number, marks: number): void {
  draft.text += char
  for (let i = 0; i < char.length; i++) {
    draft.at.push(at)
    draft.marks.push(marks)
  }
}

function putRun(draft: Draft, run: string, at: number, marks: number, edge: number): void {
  draft.text += run
  for (let i = 0; i < run.length; i++) {
    draft.at.push(at + i)
    draft.marks.push(i === 0 ? marks | edge : marks)
  }
}

/** One pass over the source; every construct is found by an index made beforehand, so nothing is looked for twice. */
function scan(raw: string, draft: Draft): void {
  const spans = codeSpans(raw)
  const links = findLinks(raw, spans)
  let edge = 0
  let inLink = -1
  for (let i = 0; i < raw.length; ) {
    const char = raw[i] ?? ''
    if (i === inLink) {
      i = links.get(i)?.next ?? i + 1
      inLink = -1
      edge = mark.edge
      continue
    }
    const linkMark = inLink >= 0 ? mark.link : 0
    ordinary.lastIndex = i
    const run = ordinary.exec(raw)?.[0]
    if (run !== undefined) {
      putRun(draft, run, i, linkMark, edge)
      edge = 0
      i += run.length
      continue
    }
    if (char === '`') {
      const span = spans.get(i)
      if (span) {
        putCode(raw, span.from, span.to, draft, linkMark)
        i = span.next
      } else i = endOfRun(raw, i, '`')
      edge = mark.edge
      continue
    }
    const link = links.get(i)
    if (link) {
      if (link.kind === 'skip') i = link.next
      else {
        inLink = link.close
        i += 1
      }
      edge = mark.edge
      continue
    }
    const step = readPlain(raw, i, char)
    if (step.text !== '') {
      put(draft, step.text, i, step.marks | linkMark | edge)
      edge = 0
    } else if (step.edge) edge = mark.edge
    i = step.next
  }
}

type Step = { readonly text: string; readonly marks: number; readonly next: number; readonly edge?: boolean }

function readPlain(raw: string, i: number, char: string): Step {
  if (char === '\\') {
    const next = raw[i + 1] ?? ''
    if (/[!-/:-@[-`{-~]/.test(next)) return { text: next, marks: mark.escaped, next: i + 2 }
    if (next === '\n' || next === '') return { text: '', marks: 0, next: i + 1 }
    return { text: char, marks: 0, next: i + 1 }
  }
  if (char === '<') {
    const tag = tagAt(raw, i)
    if (tag?.kind === 'break') return { text: separator, marks: 0, next: tag.next }
    if (tag) return { text: '', marks: 0, next: tag.next, edge: tag.kind === 'edge' }
    return { text: char, marks: 0, next: i + 1 }
  }
  if (char === '&') {
    const entity = entityAt(raw, i)
    if (entity) return { text: plainChar(entity.char), marks: mark.escaped, next: entity.next }
  }
  if (char === '~' && raw[i + 1] === '~') {
    const close = raw.indexOf('~~', i + 2)
    return { text: '', marks: 0, next: close < 0 || close - i > 4000 ? i + 2 : close + 2, edge: true }
  }
  if (char === '*') return { text: char, marks: mark.star, next: i + 1 }
  return { text: plainChar(char), marks: 0, next: i + 1 }
}

const widths: Readonly<Record<string, string>> = {
  '，': ', ',
  '；': '; ',
  '：': ': ',
  '、': ', ',
  '。': '. ',
  '（': ' (',
  '）': ') ',
  '．': '.',
  '／': '/',
  '＊': '*',
  '\u2010': '-',
  '\u2011': '-',
  '\t': ' ',
  '\u00a0': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u3000': ' ',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
}

function plainChar(char: string): string {
  return invisible.test(char) ? '' : (widths[char] ?? char)
}

/** Code keeps its characters, but pages escape stars in it, break it with tags and write `&lt;` for brackets. */
function putCode(raw: string, from: number, to: number, draft: Draft, linkMark: number): void {
  let edge: number = mark.edge
  for (let i = from; i < to; ) {
    const char = raw[i] ?? ''
    const tag = char === '<' ? tagAt(raw, i) : null
    const entity = char === '&' ? entityAt(raw, i) : null
    const escaped = char === '\\' && /[*|_<>.#/:]/.test(raw[i + 1] ?? '')
    const step: Step = tag
      ? { text: tag.kind === 'break' ? separator : '', marks: 0, next: tag.next }
      : entity
        ? { text: plainChar(entity.char), marks: 0, next: entity.next }
        : { text: escaped ? '' : plainChar(char), marks: 0, next: i + 1 }
    if (step.text !== '') {
      put(draft, step.text, i, mark.code | linkMark | edge)
      edge = 0
    }
    i = step.next
  }
}

function endOfRun(raw: string, i: number, char: string): number {
  let end = i
  while (raw[end] === char) end += 1
  return end
}
